"""
What somebody had typed when her session was gone: in its own form again once she has signed in.

It came along in hidden fields of the sign-in page or the cover, and is stored nowhere.
"""

from flask.typing import ResponseReturnValue

from journal.domain.errors import AccessDenied, RuleBroken
from journal.domain.ids import CaseId, NoteId
from journal.request import id_from
from journal.web import drafts, handover, intake, joint_notes, note_marks, notes, pages

NOTES = {
    "notes.create": notes.form_page,
    "intake.send": intake.form_page,
    "drafts.save": drafts.form_page,
    "joint_notes.create": joint_notes.form_page,
}
"""The form of a note, by the endpoint it went to."""


def form_again(kept: dict[str, str]) -> ResponseReturnValue | None:
    """
    The form with all that stood in it; where it is no longer hers, the words alone, to be copied.

    Args:
        kept: the fields of the form, and in ``form`` the endpoint it went to.

    Returns:
        None when there is no such form.
    """
    try:
        return _page(kept)
    except (AccessDenied, RuleBroken):
        return pages.error_page(404, words=pages.words_of(kept))


def _page(kept: dict[str, str]) -> ResponseReturnValue | None:
    endpoint = kept.get("form", "")
    case, note = (id_from(kept.get(name, "")) for name in ("case", "note"))
    if endpoint == "handover.write":
        return handover.page(kept, restored=True)
    if case is not None and note is not None and endpoint in note_marks.KINDS:
        return note_marks.page_again(CaseId(case), NoteId(note), kept)
    if case is not None and endpoint in NOTES:
        return NOTES[endpoint](CaseId(case), kept, restored=True)
    return None
