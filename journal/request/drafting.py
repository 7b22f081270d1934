"""
Saving a draft and signing it, when another window may have been faster.

A page whose answer was lost finds its own text again and goes on; whoever meets the words of
another window is shown both texts, and nothing is overwritten.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from journal.domain.drafts import DraftChanged, Writing
from journal.domain.errors import AccessDenied
from journal.domain.notes import NoteDraft
from journal.request.current import perform
from journal.services import drafts
from journal.services.drafts import OpenedDraft, Saved

TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """The draft that another window has saved: its words stand beside those of the form."""

    stored: OpenedDraft


def save(writing: Writing) -> Saved | Clash | None:
    """
    Save a draft.

    Returns:
        None when there was nothing to save; ``Clash`` when both texts must be looked at.

    Raises:
        AccessDenied: she may not write there.
        DraftSigned: it is a note by now.
    """
    asked = writing
    for _ in range(TRIES):
        try:
            return perform(drafts.save, asked)
        except DraftChanged as changed:
            met = _met(asked, changed)
        if met is None:
            continue  # it was signed or thrown away in this moment
        if met.written is None or not met.written.is_of(writing):
            return Clash(stored=met)
        if met.written.is_later(writing):
            return Saved(id=met.line.id, revision=met.revision, saved_at=met.line.saved_at)
        asked = replace(writing, id=met.line.id, revision=met.revision)
        if met.line.id != writing.id:  # its kind became that of a draft she had
            asked = replace(asked, former=writing.id, former_revision=writing.revision)
    return Clash(stored=met) if met is not None else perform(drafts.save, asked)


def sign(use_case: Callable[..., Any], note: NoteDraft, writing: Writing) -> Clash | None:
    """
    Sign what a form holds, as a note of the team or as one that is sent in.

    Args:
        use_case: of a service; it ends the draft.
        note: as it is signed.
        writing: the same form, as a draft.

    Returns:
        ``Clash`` when another window has saved other words since; nothing is signed then.
    """
    asked = replace(note, former=writing.former, former_revision=writing.former_revision)
    for _ in range(TRIES):
        try:
            perform(use_case, asked)
        except DraftChanged as changed:
            met = _met(writing, changed)
        else:
            return None
        if met is None:
            continue
        if met.written is None or not met.written.is_of(writing):
            return Clash(stored=met)
        asked = replace(asked, revision=met.revision)
    perform(use_case, asked)
    return None


def _met(writing: Writing, changed: DraftChanged) -> OpenedDraft | None:
    try:
        return perform(drafts.read, writing.case_id, changed.draft_id)
    except AccessDenied:
        return None
