"""
What every form for a note shares: what stands in it, its draft, its signing, and a clash.

Rules: no word is lost because the file of a kind of note has changed since it was written.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import ValidationError

from journal.domain.broken import NoteSaved
from journal.domain.codes import code_list
from journal.domain.drafts import DraftOfAnother, Writing, Written
from journal.domain.errors import N_, RuleBroken
from journal.domain.ids import CaseId
from journal.domain.note_form import OF_THE_DRAFT
from journal.domain.note_types import Field, left_over, note_type, note_types, other_names
from journal.domain.notes import NoteDraft
from journal.domain.sources import CODES
from journal.request import drafting, id_from, now, principal
from journal.request.drafting import Clash
from journal.schemas.drafts import WritingSchema
from journal.schemas.notes import NoteDraftSchema
from journal.services.notes import NewNote
from journal.web import cases, forms, pages
from journal.web.words import language, moment, zone

FIELDS = ("text", "type", "occurred_at")
BETWEEN = "\n\n"
CHANGED_SINCE = N_(
    "This note is saved already as it was. What you changed since is not: sign it as a new note."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreField:
    """
    A field that only some kinds of note have, once.

    Args:
        kinds: those that have it: code, and word in the reader's language.
    """

    field: Field
    kinds: dict[str, str]

    @property
    def id(self) -> str:
        """Its name in the form."""
        return self.field.id

    @property
    def label(self) -> str:
        """Its label in the reader's language."""
        return self.field.wording.label(language())

    @property
    def options(self) -> list[tuple[str, str]]:
        """What there is to choose from; nothing for a field of text."""
        return [(code.code, code.label(language())) for code in self.field.codes.values()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """
    One of two texts, or both in one, as it would be saved.

    Args:
        said: what stands beside the text, by labels and in words.
    """

    text: str
    fields: Mapping[str, str]
    occurred_at: str
    must_read: bool
    said: Mapping[str, str]

    @property
    def when(self) -> str:
        """When it happened, in words; what is no time stands as it was typed."""
        try:
            return moment(datetime.fromisoformat(self.occurred_at).replace(tzinfo=zone()))
        except ValueError:
            return self.occurred_at


def writing(case: CaseId) -> Writing:
    """
    The form of this request as a draft.

    Raises:
        ValidationError: it is damaged, or a text is too long.
        DraftOfAnother: it was opened by somebody else than who is signed in now.
    """
    require_author()
    loaded: Writing = WritingSchema(case).load(forms.submitted("written_by"))
    return loaded


def require_author() -> None:
    """
    Refuse a form that was opened by somebody else than who is signed in now.

    Its words come back under their author's mark, in no form of hers who sent them.

    Raises:
        DraftOfAnother: it was.
    """
    if request.form.get("written_by", _own()) != _own():
        raise DraftOfAnother


def _own() -> str:
    return str(principal().alias)


def filled(
    template: str,
    prepared: NewNote,
    values: Mapping[str, str],
    errors: Mapping[str, list[str]] | None,
    *,
    restored: bool = False,
    saved_at: datetime | None = None,
) -> str:
    """
    The page of a form that takes a note, whichever way the note goes.

    Args:
        values: what stands in the fields.
        errors: sentences by field.
        restored: the text comes back after a sign-in.
        saved_at: when its draft was saved, if it has one.
    """
    more = more_fields()
    # A draft may hold a field whose name the program has forgotten; a request may not.
    left = _left_over(values, more, values if saved_at else other_names())
    form = {name: values.get(name, "") for name in (*FIELDS, *more)}
    if left:
        form["text"] = BETWEEN.join([text for text in (form["text"].rstrip(), *left) if text])
    return render_template(
        template,
        case=cases.banner(prepared.banner),
        form=form | _carried(prepared, values),
        prepared=prepared,
        note_types=pages.kinds_of_note(),
        sources=", ".join(one.label(language()).lower() for one in code_list(CODES).values()),
        templates=[
            (kind.code, kind.wording.label(language()))
            for kind in note_types().values()
            if kind.is_offered and kind.headings
        ],
        more=list(more.values()),
        left=len(left),
        errors=errors or {},
        restored=restored,
        saved_at=saved_at,
    )


def _carried(prepared: NewNote, values: Mapping[str, str]) -> dict[str, str]:
    """What the form holds besides the fields of a note: nobody types it."""
    return {
        "id": str(id_from(values.get("id", "")) or prepared.id),
        "revision": values.get("revision", "") or "0",
        "page": str(id_from(values.get("page", "")) or uuid4()),
        "turn": values.get("turn", "") or "0",
        "must_read": values.get("must_read", ""),
        "former": str(id_from(values.get("former", "")) or ""),
        "former_revision": values.get("former_revision", "") or "0",
        "refers_to": str(prepared.earlier.id) if prepared.earlier else "",
        "written_by": _own(),
    }


def known_fields() -> tuple[str, ...]:
    """The names that a form for a note shows, in its order."""
    return (*FIELDS, *more_fields())


def more_fields() -> dict[str, MoreField]:
    """The fields of all kinds besides the main text, by id."""
    found: dict[str, MoreField] = {}
    for kind in note_types().values():
        for field in kind.others if kind.is_offered else ():
            one = found.setdefault(field.id, MoreField(field=field, kinds={}))
            one.kinds[kind.code] = kind.wording.label(language())
    return found


def _left_over(
    values: Mapping[str, str], more: Mapping[str, MoreField], names: Collection[str]
) -> list[str]:
    """What the form has no field for any more, in words, to stand in the text."""
    kind = note_type(values.get("type", ""))
    written = {name: value for name, value in values.items() if name in names}
    left = []
    for name, value in left_over(written, {key: one.field for key, one in more.items()}).items():
        field = kind.field(name)
        label = name if field is None else field.wording.label(language())
        left.append(f"{label}: {value}")
    return left


def signed(
    case: CaseId,
    use_case: Callable[..., Any],
    form_page: Callable[..., str],
    is_as_stored: Callable[[NoteDraft], bool],
    done: Callable[[str], str],
) -> ResponseReturnValue:
    """
    Sign the note of this request, whichever way it goes; the same form twice is one note.

    Args:
        use_case: of a service; it stores the note and ends its draft.
        form_page: the form with what was typed, for what could not be taken.
        is_as_stored: whether a form that was stored before says what was sent now.
        done: the address that says ``saved`` or ``already``.
    """
    require_author()
    typed = request.form.to_dict()
    try:
        draft = NoteDraftSchema(case, zone(), now()).load(forms.submitted(*OF_THE_DRAFT))
        mine = writing(case)
        clash = drafting.sign(use_case, draft, mine)
    except ValidationError as invalid:
        return form_page(case, typed, forms.sentences(invalid.messages, known_fields())), 422
    except NoteSaved:
        if is_as_stored(draft):
            return redirect(done("already"), 303)
        changed = {**typed, "id": "", "revision": "0"}
        return form_page(case, changed, {"": [gettext(CHANGED_SINCE)]}), 409
    except RuleBroken as broken:
        return form_page(case, typed, {broken.field: [forms.sentence(broken)]}), 422
    return redirect(done("saved"), 303) if clash is None else clash_page(mine, clash)


def clash_page(mine: Writing, clash: Clash) -> ResponseReturnValue:
    """Both texts side by side: she keeps one, or both in one; nothing is saved before."""
    stored = clash.stored
    theirs = stored.written
    own = _choice(mine)
    choices: dict[str, Any] = {"mine": own, "theirs": None, "both": None}
    if theirs is not None:
        other = choices["theirs"] = _choice(theirs)
        choices["both"] = _joined(own, other)
    former, former_revision = mine.former, mine.former_revision
    if stored.line.id != mine.id:  # its kind became that of a draft she had: one of them is left
        former, former_revision = mine.id, mine.revision
    hidden = {
        "id": stored.line.id,
        "revision": stored.revision,
        "page": uuid4(),
        "type": mine.type,
        "written_by": _own(),
    }
    earlier = mine.refers_to or (theirs and theirs.refers_to)
    if earlier is not None:
        hidden["refers_to"] = earlier
    if former is not None:
        hidden |= {"former": former, "former_revision": former_revision}
    shown = render_template(
        "drafts/clash.html",
        case=mine.case_id,
        pseudonym=stored.line.pseudonym,
        saved_at=stored.line.saved_at,
        hidden=hidden,
        **choices,
    )
    return shown, 409


def _joined(own: Choice, other: Choice) -> Choice:
    """Both in one: what the form has room for once stands in the text, of the other."""
    beside = [
        f"{label}: {value}"
        for label, value in other.said.items()
        if own.said.get(label, value) != value
    ]
    parts = (other.text, "\n".join(beside), own.text)
    return Choice(
        text=BETWEEN.join(text for text in parts if text.strip()),
        fields={**other.fields, **own.fields},
        occurred_at=own.occurred_at or other.occurred_at,
        must_read=own.must_read or other.must_read,
        said={},
    )


def _choice(found: Writing | Written) -> Choice:
    """What was written, as it would be saved."""
    more = more_fields()
    fields = {name: text for name, text in found.fields.items() if name != "text" and text}
    said = {}
    for name, value in fields.items():
        one = more.get(name)
        said[one.label if one else name] = dict(one.options).get(value, value) if one else value
    return Choice(
        text=found.fields.get("text", ""),
        fields=fields,
        occurred_at=found.occurred_at,
        must_read=found.must_read,
        said=said,
    )
