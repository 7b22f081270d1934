"""
What can go wrong between the first word and the signature: a sentence, no word lost, on record.

Here stands what belongs to drafts on their way to a note. What a form is refused for:
``test_writing`` and ``test_drafts``; markup, formulas, letters that turn: ``test_notes_pages``,
``test_printing``, ``test_search_pages``; a body in pieces: ``test_bodies``; the machine below:
``test_faults``.
"""

import re
from html import unescape

import pytest
from begun import begun
from browsers import typed_in
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from journal.domain.cases import CaseState
from journal.services import drafts
from journal.services.work import perform
from journal.store.cases import CaseFileRow

DATA = {"Accept": "application/json"}
RAW = "application/x-www-form-urlencoded"
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}sov\N{POP DIRECTIONAL FORMATTING}"
TRAP = f"Hun {TURNED} <img src=x onerror=alert(1)> =cmd|' /C calc'!A0"
UNSTORABLE = [b"=a%00b", b"=%ED%A0%80", b"=\xff", b"%00=a"]


@pytest.fixture
def place(case_id):
    """Return the address at which drafts of the case are saved."""
    return f"/sag/{case_id}/kladde"


@pytest.fixture
def own(context, at_work):
    """Return what Anna does besides her browser."""
    return context(at_work("anna"))


@pytest.fixture
def stored(own, case_id):
    """Return a function that gives the texts of Anna's drafts."""

    def read():
        ids = [line.id for line in perform(own, drafts.list_own)]
        return [perform(own, drafts.read, case_id, one).written.fields["text"] for one in ids]

    return read


@pytest.fixture
def end_right(house, set_team, case_id, clock):
    """Return a function that ends her right to sign while she writes."""

    def end(how):
        if how == "left":
            set_team(case_id, "birgit", "dorte")
            return
        with house.sessions() as session, session.begin():
            file = session.get(CaseFileRow, case_id)
            file.state, file.closed_at = CaseState.CLOSED.value, clock()

    return end


@pytest.mark.parametrize("how", ["closed", "left"])
def test_a_case_that_was_closed_or_left_while_she_wrote(
    how, anna, form, place, end_right, stored, new_events, ask, case_id
):
    """Not signed, on record, and hers: on the page, and in her draft, which she may still send."""
    fields = form(anna, text=TRAP)
    assert 200 == anna.post(place, fields, headers=DATA).status_code
    end_right(how)
    new_events()
    late = fields | {"revision": "1", "text": TRAP + " Og mere."}
    signed = anna.post(f"/sag/{case_id}/notat", late)
    assert (404, [("note.write", "denied")]) == (
        signed.status_code,
        [(one["act"], one["out"]) for one in new_events()],
    )
    page = unescape(signed.text)
    assert TRAP + " Og mere." in page
    assert "<img src=x" not in signed.text
    assert "Den er ikke gemt." in page
    assert "blandt dine kladder" in page
    assert ([TRAP], [(0,)]) == (stored(), ask("SELECT count(*) FROM note"))
    assert (404 if how == "closed" else 200) == anna.post(place, late, headers=DATA).status_code

    kept = anna.get(f"{place}/{fields['id']}")
    assert 200 == kept.status_code
    assert "<img src=x" not in kept.text
    if how == "closed":
        assert TRAP in unescape(kept.text)
        return
    again = typed_in(kept.text)
    assert TRAP + " Og mere." == again["text"]
    action = re.findall(r'<form[^>]* action="([^"]+)"[^>]*data-draft', kept.text)
    assert 303 == anna.post(action[0], again).status_code
    assert ([], [(1,)]) == (stored(), ask("SELECT count(*) FROM note"))


def test_a_kind_whose_file_is_gone_keeps_its_draft(anna, own, place, case_id, stored, texts):
    """Every page opens; its fields move into the text; another kind takes the note."""
    old = begun(case_id, "Vi gik en tur.", type="old_walk")
    perform(own, drafts.save, old)
    for path in ("/", "/kladder/", f"/sag/{case_id}/"):
        assert 200 == anna.get(path).status_code, path
    page = anna.get(f"{place}/{old.id}")
    again = typed_in(page.text) | {"occurred_at": "2026-03-02T12:00"}
    assert (200, "Vi gik en tur.") == (page.status_code, again["text"])
    refused = anna.post(f"/sag/{case_id}/notat", again | {"type": "old_walk"})
    assert (422, True) == (refused.status_code, '<a href="#type">' in refused.text)
    assert (["Vi gik en tur."], []) == (stored(), texts())
    mended = typed_in(refused.text) | {"type": "observation"}
    assert 303 == anna.post(f"/sag/{case_id}/notat", mended).status_code
    assert ([], ["Vi gik en tur."]) == (stored(), texts())


def test_a_disk_that_fills_up_while_she_types(anna, form, place, house, stored, technical_log):
    """What was said to be saved is there; then a sentence each time, and on when there is room."""

    def let_pages(most):
        connection = house.sessions.kw["bind"].raw_connection()
        # The guard refuses the service any such setting: lifted for this one connection.
        connection.driver_connection.set_authorizer(None)
        connection.driver_connection.execute(f"PRAGMA max_page_count = {most}")
        connection.close()

    fields, saved = form(anna, text="Linje. " * 200), []
    let_pages(1)  # SQLite lifts it to the pages that are in use
    while (answer := anna.post(place, fields, headers=DATA)).status_code == 200:
        saved.append(fields["text"])
        fields |= {"revision": str(answer.json["revision"]), "text": fields["text"] * 2}
        assert len(fields["text"]) < 20_000
    assert (503, True) == (answer.status_code, "disk er fuld" in answer.json["sentence"])
    assert "Retry-After" in answer.headers
    assert '"status": 503' in technical_log.getvalue()
    let_pages(1_000_000)
    assert saved[-1:] == stored()
    assert 200 == anna.post(place, fields, headers=DATA).status_code
    assert [fields["text"]] == stored()


def test_a_saving_whose_commit_lost_its_answer_is_one_draft(
    anna, form, place, stored, texts, case_id, monkeypatch
):
    """The page was told it is not saved; it sends the same again, goes on, and signs one note."""
    commit, fields = Session.commit, form(anna, text="Et.")

    def commit_and_break(session):
        commit(session)
        raise OperationalError("", {}, Exception("disk I/O error"))

    for text, revision in (("Et.", 1), ("Et to.", 2)):
        fields |= {"text": text}
        with monkeypatch.context() as patch:
            patch.setattr(Session, "commit", commit_and_break)
            lost = anna.post(place, fields, headers=DATA)
        assert (503, True) == (lost.status_code, bool(lost.json["sentence"]))
        again = anna.post(place, fields, headers=DATA)
        assert (200, [text]) == (again.status_code, stored())
        assert again.json["revision"] >= revision
        fields |= {"revision": str(again.json["revision"])}
    assert 303 == anna.post(f"/sag/{case_id}/notat", fields).status_code
    assert ([], ["Et to."]) == (stored(), texts())


def test_what_no_database_keeps_is_refused_wherever_words_are_sent(
    anna, form, place, case_id, stored, texts, technical_log
):
    """NUL, half a surrogate pair, no UTF-8: 400 with a sentence, on record, and nothing changes."""
    fields = form(anna, text="Hele teksten.")
    anna.post(place, fields, headers=DATA)
    own = f"/sag/{case_id}"
    places = ("kladde", "notat", "notat/faelles", "find", "laest")
    for path in (*(f"{own}/{one}" for one in places), "/find", "/overlevering/"):
        for body in UNSTORABLE:
            sent = b"csrf_token=" + anna.token.encode() + b"&text" + body
            answer = anna.open(path, "POST", data=sent, content_type=RAW)
            assert (400, True) == (answer.status_code, "ikke kan gemmes" in answer.text), path
    assert '"status": 400' in technical_log.getvalue()
    assert (["Hele teksten."], []) == (stored(), texts())


def test_two_texts_too_long_for_one_note_stay_in_the_form_until_they_are_short(
    anna, form, place, case_id, stored, texts, new_events, ask
):
    """Kept both: 422, both in the form, both drafts as they were; shortened and signed, none."""
    first, second = "Om mødet. " * 1_500, "Om samtalen. " * 1_500
    old, new = form(anna, text=first, type="meeting"), form(anna, text=second, type="phone")
    for fields in (old, new):
        assert 200 == anna.post(place, fields, headers=DATA).status_code
    clash = anna.post(place, new | {"revision": "1", "type": "meeting"})
    assert (409, True) == (clash.status_code, "Tilsammen er de længere" in clash.text)
    last = clash.text.partition("</main>")[0].rpartition("<form")[2]
    both = typed_in(f"<main><form{last}</main>")
    assert first.strip() in both["text"]
    assert second.strip() in both["text"]
    refused = anna.post(place, both)
    again = typed_in(refused.text)
    assert (422, both["text"]) == (refused.status_code, again["text"])
    assert "Teksten er på" in refused.text
    assert {first, second} == set(stored())

    new_events()
    assert 303 == anna.post(f"/sag/{case_id}/notat", again | {"text": "Begge."}).status_code
    assert ([], ["Begge."], [(0,)]) == (stored(), texts(), ask("SELECT count(*) FROM draft"))
    assert {"note.write", "draft.drop"} <= {one["act"] for one in new_events()}
