"""Saving a draft over HTTP: what a page is told, and what reaches the database whatever is sent."""

import html
from itertools import product
from uuid import uuid4

import pytest
from browsers import carried_by, typed_in
from houses import PASSWORD
from sqlalchemy.orm import Session

from journal.domain.errors import DiskFull
from journal.domain.ids import NoteId
from journal.services import drafts
from journal.services.work import perform

DATA = {"Accept": "application/json"}
RAW = "application/x-www-form-urlencoded"


@pytest.fixture
def place(case_id):
    """Return the address at which drafts of the case are saved."""
    return f"/sag/{case_id}/kladde"


@pytest.fixture
def stored(context, at_work, case_id):
    """Return a function that gives the texts of Anna's drafts."""

    def read():
        own = context(at_work("anna"))
        ids = [line.id for line in perform(own, drafts.list_own)]
        found = [perform(own, drafts.read, case_id, NoteId(one)) for one in ids]
        return [one.written.fields["text"] for one in found]

    return read


def test_a_script_and_a_form_save_the_same(anna, form, place, stored):
    """The one gets the revision and a sentence, the other its page with the same sentence."""
    fields = form(anna, text="Først.")
    saved = anna.post(place, fields, headers=DATA)
    assert (200, fields["id"], 1) == (saved.status_code, saved.json["id"], saved.json["revision"])
    assert saved.json["sentence"].startswith("Kladde gemt kl. ")
    answer = anna.post(place, fields | {"revision": "1", "text": "Så.", "must_read": "yes"})
    page = anna.get(answer.location)
    assert (303, "Så.", "2") == (
        answer.status_code,
        typed_in(page.text)["text"],
        typed_in(page.text)["revision"],
    )
    assert saved.json["sentence"] in page.text
    assert 'name="must_read" value="yes" checked' in page.text
    assert ["Så."] == stored()


def test_what_saves_itself_keeps_no_session_open(anna, clock, form, place):
    """A script tries again while nobody is there; a button is pressed by somebody."""
    fields = form(anna, text="Hun sov.")
    clock.advance(minutes=9)
    assert 200 == anna.post(place, fields, headers=DATA).status_code
    clock.advance(minutes=1)
    assert 401 == anna.post(place, fields | {"text": "Mere."}, headers=DATA).status_code
    anna.post("/laas-op", password=PASSWORD)
    clock.advance(minutes=9)
    again = fields | {"revision": "1", "text": "Mere.", "csrf_token": anna.token}
    assert 303 == anna.post(place, again).status_code
    clock.advance(minutes=9)
    assert {"alive": True} == anna.get("/session").json


def test_a_form_without_words_is_no_draft(anna, form, place, stored):
    """A script is told nothing, a form is asked for its words."""
    fields = form(anna, text=" \n")
    assert (200, {"sentence": ""}) == (
        anna.post(place, fields, headers=DATA).status_code,
        anna.post(place, fields, headers=DATA).json,
    )
    assert (422, []) == (anna.post(place, fields).status_code, stored())


def test_both_texts_stand_side_by_side(anna, visit, form, place, stored, texts, case_id):
    """409 for the second, by script and by form, saving or signing; then both in one."""
    mine = form(anna, text="Mit <b>ord</b>.")
    theirs = form(visit("anna"), text="Det andet.") | {"csrf_token": anna.token}
    assert 200 == anna.post(place, theirs, headers=DATA).status_code
    told = anna.post(place, mine, headers=DATA)
    assert (409, True) == (told.status_code, told.json["clash"])
    late = theirs | {"text": "Mit <b>ord</b>.", "page": str(uuid4())}
    for path in (place, f"/sag/{case_id}/notat"):
        shown = anna.post(path, late)
        assert 409 == shown.status_code
        assert all(html.escape(text) in shown.text for text in ("Mit <b>ord</b>.", "Det andet."))
    assert (["Det andet."], []) == (stored(), texts())
    joined = typed_in(shown.text) | {"text": "Det andet.\n\nMit <b>ord</b>."}
    assert 303 == anna.post(place, joined).status_code
    assert [joined["text"]] == stored()
    last = typed_in(anna.get(f"{place}/{theirs['id']}").text)
    assert 303 == anna.post(f"/sag/{case_id}/notat", last).status_code
    assert ([], [joined["text"]]) == (stored(), texts())
    after = anna.post(place, last, headers=DATA)
    assert (409, False, []) == (after.status_code, "clash" in after.json, stored())


def test_two_texts_that_differ_beside_the_words_are_told_apart(anna, visit, form, place, stored):
    """Who was there and when: shown on both sides, and in *both* the other's stands in the text."""
    mine = form(anna, type="phone", text="Hun ringede.", with_whom="Kommunen")
    theirs = form(visit("anna"), type="phone", text="Hun ringede.", with_whom="Hendes søster")
    theirs |= {"csrf_token": anna.token, "occurred_at": "2026-01-03T07:15"}
    assert 200 == anna.post(place, theirs, headers=DATA).status_code
    shown = anna.post(place, mine)
    assert 409 == shown.status_code
    for value in ("Kommunen", "Hendes søster", "3. januar 2026 kl. 07.15"):
        assert f'<dd dir="auto">{value}</dd>' in shown.text
    both = html.unescape(shown.text.rpartition("<textarea")[2])
    assert "Hvem talte du med: Hendes søster" in both
    assert "07.15" not in both  # a note has one time: that of the window she chooses in
    assert "Kommunen" not in both


def test_nobody_deletes_words_unseen(anna, form, place, stored):
    """A window that shows an older text gets the newest one and a sentence; then it deletes."""
    fields = form(anna, text="Først.")
    drop = f"{place}/{fields['id']}/slet"
    anna.post(place, fields, headers=DATA)
    anna.post(place, fields | {"revision": "1", "text": "Så."}, headers=DATA)
    late = anna.post(drop, fields | {"revision": "1"})
    assert (409, "Så.", ["Så."]) == (late.status_code, typed_in(late.text)["text"], stored())
    assert "Kladden er ikke slettet" in late.text
    assert (422, ["Så."]) == (anna.post(drop, revision="mange").status_code, stored())
    assert (303, []) == (anna.post(drop, typed_in(late.text)).status_code, stored())


def test_a_page_whose_answer_was_lost_goes_on(anna, form, place, stored):
    """It is known by its page; the earlier of two savings never replaces the later one."""
    fields = form(anna, text="Et.")
    anna.post(place, fields | {"turn": "1"}, headers=DATA)
    later = fields | {"text": "Et to tre.", "turn": "3"}
    assert 2 == anna.post(place, later, headers=DATA).json["revision"]
    earlier = fields | {"text": "Et to.", "turn": "2"}
    assert 2 == anna.post(place, earlier, headers=DATA).json["revision"]
    assert ["Et to tre."] == stored()


def test_a_session_that_is_gone_says_so_and_lets_her_in(anna, visit, form, place, stored, app):
    """401 to a script; the dialog signs her in and learns who it was; a form is carried."""
    fields = form(anna, text="Midt i en sætning")
    anna.post("/session/daek")
    assert {"over": False} == anna.post(place, fields, headers=DATA).json
    stranger = visit()
    token = stranger.get("/log-ind") and stranger.token
    assert (401, {"over": True}) == (
        stranger.post(place, fields, headers=DATA).status_code,
        stranger.post(place, fields, headers=DATA).json,
    )
    assert fields["text"] == carried_by(stranger.post(place, fields).text)["kept_text"]
    wrong = {"name": "anna", "password": "forkert", "csrf_token": token}
    refused = stranger.post("/log-ind", wrong, headers=DATA)
    assert (422, 1) == (refused.status_code, len(refused.json["errors"]))
    said = stranger.post("/log-ind", wrong | {"password": "fire grønne heste"}, headers=DATA)
    assert (200, fields["written_by"]) == (said.status_code, said.json["alias"])
    again = fields | {"csrf_token": said.json["token"]}
    assert 200 == stranger.post(place, again, headers=DATA).status_code
    assert [fields["text"]] == stored()
    assert stranger.get(said.json["session"]).json == {"alive": True}


def test_words_are_never_saved_as_somebody_elses(
    visit, anna, form, place, ask, case_id, write, sign_in
):
    """A page that Anna opened saves and signs nothing while Birgit is signed in there."""
    birgit, note = visit("birgit"), write(sign_in("birgit"), case_id)
    fields = form(anna, text="Annas ord.") | {"csrf_token": birgit.token}
    answer = birgit.post(place, fields, headers=DATA)
    assert 422 == answer.status_code
    assert "En anden" in answer.json["sentence"]
    ahead = {"occurred_at": "2099-01-01T12:00"}  # what has another fault is no more hers
    for path, wrong in product(("kladde", "notat", "send"), ({}, ahead)):
        page = birgit.post(f"/sag/{case_id}/{path}", fields | wrong)
        again = typed_in(page.text)
        assert (422, "Annas ord.") == (page.status_code, again["text"])
        assert fields["written_by"] == again["written_by"]  # it can be sent once more by her alone
    for act in ("tillaeg", "streg", "begraens", "ophaev", "flyt"):
        page = birgit.post(f"/sag/{case_id}/notat/{note}/{act}", fields)
        assert (422, act != "flyt") == (page.status_code, "Annas ord." in page.text)
    assert 422 == birgit.post(f"/sag/{case_id}/notat/faelles", fields).status_code
    assert [(0, 1)] == ask("SELECT (SELECT count(*) FROM draft), count(*) FROM note")


WRONG = [
    {"unknown": "x"},
    {"others": "x"},
    {"type": "ukendt"},
    {"id": "x"},
    {"revision": "-1"},
    {"revision": "99999999999999999999"},
    {"revision": "2147483647"},
    {"turn": "x"},
    {"page": "x"},
    {"text": "å" * 20_001},
    {"text": ["a", "b"]},
    {"occurred_at": "x" * 41},
]


def test_what_is_wrong_is_refused_and_what_was_saved_stays(anna, form, place, stored):
    """422 with a sentence; 400, 403, 411 and 415 as everywhere; never half of a text."""
    fields = form(anna, text="Hele teksten.")
    assert 200 == anna.post(place, fields, headers=DATA).status_code
    fields |= {"revision": "1"}
    for changed in WRONG:
        answer = anna.post(place, fields | changed, headers=DATA)
        assert (422, True) == (answer.status_code, bool(answer.json["sentence"])), changed
    assert 403 == anna.post(place, fields | {"csrf_token": "x"}, headers=DATA).status_code
    nul = b"csrf_token=" + anna.token.encode() + b"&text=a%00b"
    assert 400 == anna.open(place, "POST", data=nul, content_type=RAW).status_code
    chunked = {"Transfer-Encoding": "chunked"}
    half = anna.open(place, "POST", data=b"text=ha", content_type=RAW, headers=chunked)
    assert half.status_code in (400, 411)
    assert 415 == anna.open(place, "POST", data=b"{}", content_type="text/plain").status_code
    assert ["Hele teksten."] == stored()


@pytest.mark.parametrize("fault", ["disk full", "commit"])
def test_a_disk_that_is_full_keeps_the_words_on_the_page(
    fault, anna, form, place, stored, monkeypatch
):
    """503; a script says so and tries again, a form has its words back; the draft before stays."""
    fields = form(anna, text="Før.")
    anna.post(place, fields, headers=DATA)
    fields |= {"revision": "1", "text": "Efter."}

    def full(*_):
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(Session, "flush" if fault == "disk full" else "commit", full)
        assert 503 == anna.post(place, fields, headers=DATA).status_code
        page = anna.post(place, fields)
    assert (503, "Efter.") == (page.status_code, typed_in(page.text)["text"])
    assert ["Før."] == stored()
    again = typed_in(page.text) | {"csrf_token": anna.token}
    assert 303 == anna.post(place, again).status_code
    assert ["Efter."] == stored()


def test_the_fields_of_a_kind_come_back_with_the_draft(anna, visit, form, place, stored, case_id):
    """Opened again, carried over a sign-in, and signed: what stood beside the text stands there."""
    fields = form(anna, text="Hun ringede.", type="phone") | {"with_whom": "Hendes søster"}
    assert 200 == anna.post(place, fields, headers=DATA).status_code
    page = anna.get(f"{place}/{fields['id']}").text
    assert "Hendes søster" == typed_in(page)["with_whom"]
    stranger = visit()
    carried = carried_by(stranger.post(place, fields).text)
    assert "Hendes søster" == carried["kept_with_whom"]
    back = stranger.post("/log-ind", carried, name="anna", password="fire grønne heste")
    assert "Hendes søster" == typed_in(back.text)["with_whom"]
    assert 303 == anna.post(f"/sag/{case_id}/notat", typed_in(page)).status_code
    assert "Hendes søster" in anna.get(f"/sag/{case_id}/").text
    assert [] == stored()


def test_what_a_kind_has_no_place_for_any_more_moves_into_the_text(anna, form, place):
    """A choice that has left its list is not lost, and is said."""
    fields = form(anna, text="Vi gik en tur.", type="ambulatory_talk") | {"talk_form": "by_pigeon"}
    anna.post(place, fields, headers=DATA)
    page = anna.get(f"{place}/{fields['id']}").text
    assert "Vi gik en tur.\n\nHvordan I talte sammen: by_pigeon" == typed_in(page)["text"]
    assert "Se nederst i din tekst" in page


def test_a_draft_that_takes_the_kind_of_another_leaves_no_orphan(anna, form, place, stored):
    """The two are laid side by side; what she keeps is the one draft that is left."""
    old = form(anna, text="Om mødet.", type="meeting")
    anna.post(place, old, headers=DATA)
    new = form(anna, text="Om samtalen.", type="phone")
    anna.post(place, new, headers=DATA)
    both = {"Om mødet.", "Om samtalen."}  # begun in one instant: in any order
    assert both == set(stored())
    for text in (" ", "Om samtalen, da."):  # emptied or not, it cannot be the second of its kind
        changed = new | {"revision": "1", "type": "meeting", "text": text}
        clash = anna.post(place, changed)
        assert (409, both) == (clash.status_code, set(stored()))
    choice = typed_in(clash.text) | {"text": "Begge."}
    assert 303 == anna.post(place, choice).status_code
    assert ["Begge."] == stored()


def test_a_draft_that_was_changed_meanwhile_is_no_orphan(anna, form, place, stored):
    """Words of another window, which she has not seen, stay a draft of their own."""
    old, new = form(anna, text="Om mødet.", type="meeting"), form(anna, text="Et.", type="phone")
    for fields in (old, new):
        anna.post(place, fields, headers=DATA)
    clash = anna.post(place, new | {"revision": "1", "type": "meeting", "text": "To."})
    later = new | {"revision": "1", "page": str(uuid4()), "text": "Et.", "occurred_at": "i går"}
    assert 200 == anna.post(place, later, headers=DATA).status_code
    assert 303 == anna.post(place, typed_in(clash.text) | {"text": "Begge."}).status_code
    assert {"Begge.", "Et."} == set(stored())


def test_a_reference_stays_with_its_draft(anna, visit, form, place, write, sign_in, case_id, texts):
    """Saved, found again, beside another text, and signed: the earlier note is still named."""
    earlier = str(write(sign_in("birgit"), case_id, "Hun ringede."))
    fields = form(anna, text="Igen.") | {"refers_to": earlier}
    saved = anna.post(place, fields, headers=DATA)
    assert 200 == saved.status_code
    again = anna.get(f"{place}/{saved.json['id']}").text
    assert f'name="refers_to" value="{earlier}" checked' in again
    other = anna.post(place, fields | {"text": "Andet.", "page": str(uuid4())})
    assert (409, 3) == (other.status_code, other.text.count(f'"refers_to" value="{earlier}"'))
    note = fields | {"id": saved.json["id"], "revision": "1"}
    assert 303 == anna.post(f"/sag/{case_id}/notat", note).status_code
    assert f'/notat/{earlier}">Henviser til notatet' in anna.get(f"/sag/{case_id}/").text
    strange = form(anna, text="Om en anden.") | {"refers_to": str(uuid4())}
    assert 404 == anna.post(f"/sag/{case_id}/notat", strange).status_code
    assert 2 == len(texts())
