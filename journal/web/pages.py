"""
Pages that several views end in.

Signing in, a note that comes back unsaved, and what went wrong.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import render_template, request, url_for
from flask_babel import gettext

from journal.domain import note_types
from journal.domain.errors import N_
from journal.domain.staff import Role
from journal.schemas.signin import kept_names
from journal.web.words import language

NOTE_FORMS = ("notes.create", "intake.send", "drafts.save")
"""Endpoints that take a note: whatever happens to it, its words come back."""
LIKE_NOTES = (
    "joint_notes.create",
    "note_marks.amend",
    "note_marks.strike",
    "note_marks.restrict",
    "note_marks.lift",
    "handover.write",
)
"""Forms whose words come back too."""
HOMES = {
    Role.NIGHT_GUARD: "nights.index",
    Role.TEMP: "nights.index",
    Role.LOG_REVIEWER: "reviews.index",
}
"""Where those begin who have another home than their list of cases."""

NOT_FOUND = N_("Not found, or you have no access")

TITLES: dict[int, tuple[str, str, str]] = {
    400: (
        N_("The page could not be read"),
        N_("What was sent holds characters that cannot be stored."),
        N_("Go back, load the page again and type it by hand."),
    ),
    403: (
        N_("This was not sent from a page of ours"),
        N_("Nothing was changed."),
        N_("Go to the front page and try from there."),
    ),
    404: (NOT_FOUND, "", N_("Check the address, or go to the front page.")),
    405: (N_("That cannot be done here"), "", N_("Go to the front page and try from there.")),
    413: (
        N_("That is too much at once"),
        N_("Nothing was saved."),
        N_("Go back: your text stands there. Shorten it or split it in two."),
    ),
    415: (N_("The page could not be read"), N_("Only forms are taken here."), ""),
    422: (
        N_("Something is not filled in right"),
        N_("Nothing was changed."),
        N_("Go back and try again."),
    ),
    500: (
        N_("Something went wrong here"),
        N_("It has been noted. Nothing that was saved is lost."),
        N_("Try again. Tell the leader if it happens twice."),
    ),
    503: (
        N_("The journal cannot be used right now"),
        N_("Nothing is shown or saved while it cannot be put on record."),
        N_("Try again in a moment; tell the leader if it lasts."),
    ),
}

KEY_WAITS = (
    N_("Your key is not ready yet"),
    "",
    N_("Ask one of the team to open the journal, and try again then."),
)
"""What stands around the sentence of a member who has no key yet: she has done nothing wrong."""


def key_waits_page(sentence: str) -> str:
    """What a member is told whose key another member's next request completes."""
    return _error_page(422, KEY_WAITS, sentence, sent_words())


def error_page(
    code: int, sentence: str = "", words: str = "", *, to_condition: bool = False
) -> str:
    """
    What went wrong, and what to do next.

    Args:
        code: of HTTP; one without words of its own is shown as 500.
        sentence: already translated; by default the words of the code.
        words: a text that was sent and not taken, to be copied from the page; by default that of
            this request.
        to_condition: whoever reads it can do something about it on the state of the house.
    """
    around = TITLES.get(code, TITLES[500])
    return _error_page(code, around, sentence, words or sent_words(), to_condition=to_condition)


def _error_page(
    code: int,
    around: tuple[str, str, str],
    sentence: str,
    words: str,
    *,
    to_condition: bool = False,
) -> str:
    title, usual, next_step = around
    said = sentence or (usual and gettext(usual))
    step = next_step and gettext(next_step)
    return render_template(
        "errors/error.html",
        code=code,
        title=gettext(title),
        sentence=said,
        next_step=step,
        words=words,
        to_condition=to_condition,
    )


def home_of(role: Role | None) -> str:
    """The page on which somebody of this role begins."""
    return url_for("cases.index" if role is None else HOMES.get(role, "cases.index"))


def takes_note() -> bool:
    """Whether this request sends a note."""
    return request.endpoint in NOTE_FORMS


def _holds_words() -> bool:
    """Whether this request sends words that are not lost, whatever happens to them."""
    return takes_note() or request.endpoint in LIKE_NOTES


def sent_words() -> str:
    """The words of a note that was sent and not taken; they are hers, whoever may read the case."""
    if not _holds_words():
        return ""
    return words_of(request.form).replace("\0", "")


def words_of(form: Mapping[str, str]) -> str:
    """The text of a form, and below it the other one of a form for two notes."""
    texts = form.get("text", ""), form.get("other_text", "")
    return "\n\n".join(text for text in texts if text.strip())


def sign_in_page(
    form: dict[str, str],
    errors: dict[str, list[str]],
    carried: Sequence[tuple[str, str]] = (),
    notice: str = "",
) -> str:
    """The sign-in page; ``carried`` are the hidden fields of a note that waits for the sign-in."""
    return render_template(
        "signin/sign_in.html", form=form, errors=errors, carried=carried, notice=notice
    )


def cover_page(
    name: str,
    asked: str,
    errors: dict[str, list[str]],
    carried: Sequence[tuple[str, str]] = (),
) -> str:
    """
    The cover of a screen that was left alone: one password brings the same page back.

    Args:
        name: of the colleague whose screen it is.
        asked: the page to come back to.
        carried: the hidden fields of a note that waits.
    """
    return render_template(
        "signin/cover.html", name=name, next=asked, errors=errors, carried=carried
    )


def cover_again(name: str, errors: dict[str, list[str]]) -> str:
    """The cover with all that was sent but the password."""
    return cover_page(name, request.form.get("next", ""), errors, _kept())


def _kept() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items() if name.startswith("kept_")]


def sign_in_again(errors: dict[str, list[str]], notice: str = "") -> str:
    """The sign-in page with all that was sent but the password."""
    form = {"name": request.form.get("name", ""), "next": request.form.get("next", "")}
    return sign_in_page(form, errors, _kept(), notice)


def words_again(sentence: str) -> str | None:
    """
    The page that gives back the words of this request when it could not be taken.

    Args:
        sentence: why, already translated.

    Returns:
        None when the request carried no words.
    """
    if takes_note() and request.view_args:
        return note_again(request.view_args["case"], sentence)
    if request.endpoint == "signin.sign_in" and request.method == "POST":
        return sign_in_again({"": [sentence]})
    return None


def carried_note() -> list[tuple[str, str]]:
    """What this request was to write as hidden fields, stored nowhere; empty when it is nothing."""
    if not _holds_words():
        return []
    about = {name: str(value) for name, value in (request.view_args or {}).items()}
    sent = request.form.to_dict() | about | {"form": str(request.endpoint)}
    return [(f"kept_{name}", sent[name]) for name in kept_names() if name in sent]


def note_again(case: UUID, sentence: str) -> str:
    """
    A note that could not be taken, in a form that needs nothing but itself.

    No word is lost, even while the database is away.
    """
    sent = request.form.to_dict()
    form = {"text": ""} | {name: sent[name] for name in kept_names() if name in sent}
    return render_template(
        "notes/again.html",
        case=case,
        form=form,
        sentence=sentence,
        endpoint=request.endpoint,
    )


def kinds_of_note() -> list[tuple[str, str]]:
    """Codes and words of the kinds of note, for a list to choose from."""
    return [
        (kind.code, kind.wording.label(language()))
        for kind in note_types.note_types().values()
        if kind.is_offered
    ]


def safe_next(path: str) -> str:
    """A path of our own out of a form, or the front page."""
    is_own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if is_own and path.isprintable() else "/"
