"""Statement 24: each page of a paper says whose it is, who printed it and when, and which it is."""

import hashlib
import io
from uuid import uuid4

import pytest
from pypdf import PdfReader

from journal.domain.audit import text_of
from journal.domain.printing import MOST_NOTES
from journal.services import timeline

HOSTILE = (
    '#panic() <img src=x onerror=alert(1)> =cmd|calc \u202eabc\n\n# = *x* 😀 #read("/etc/passwd")'
)


def test_ux_24_every_page_says_whose_it_is_who_printed_it_and_which_it_is(
    anna, case_id, write, sign_in, new_events
):
    """Tagged for who hears it; what was made is on record with its hash, by purpose."""
    birgit = sign_in("birgit")
    ids = {str(write(birgit, case_id, HOSTILE)), str(write(birgit, case_id, "Hun sov. " * 900))}
    asked = anna.get(f"/sag/{case_id}/udskriv")
    assert "Stille Birk" in asked.text
    new_events()
    sent = anna.post(f"/sag/{case_id}/udskriv", purpose="complaint")
    assert (200, "application/pdf") == (sent.status_code, sent.mimetype)
    assert "notater.pdf" in sent.headers["Content-Disposition"]
    assert "no-store" in sent.headers["Cache-Control"]

    paper = PdfReader(io.BytesIO(sent.data))
    assert len(paper.pages) > 1
    for number, page in enumerate(paper.pages, start=1):
        words = " ".join(page.extract_text().split())
        assert "Stille Birk" in words
        assert "Udskrevet af Anna" in words
        assert f"side {number} af {len(paper.pages)}" in words
    assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in paper.trailer["/Root"]
    whole = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "#panic() <img src=x onerror=alert(1)> =cmd|calc abc" in whole
    assert "\u202e" not in whole

    read, done = new_events()
    assert ("notes.export", "complaint", 2) == (read["act"], read["why"], read["n"])
    assert len(ids) == len([row for _, rows in read["on"] for row in rows])
    assert ("export.done", read["id"]) == (done["act"], done["ref"])
    assert "Udskrev notater" in anna.get(f"/sag/{case_id}/hvem-har-laest").text
    assert [text_of(hashlib.sha256(sent.data).digest())] == done["env"]


def test_a_paper_says_what_is_struck_and_what_was_added(anna, case_id, write, sign_in):
    """Sources, the mark with its reason, and the addendum under its own heading."""
    note = write(sign_in("anna"), case_id, "Observeret: Hun græd.\nVurderet: Hun er bange.")
    for act, text in (("tillaeg", "Hun sov bagefter."), ("streg", "Skrevet om en anden.")):
        sent = anna.post(f"/sag/{case_id}/notat/{note}/{act}", id=str(uuid4()), text=text)
        assert 303 == sent.status_code, act

    paper = PdfReader(io.BytesIO(anna.post(f"/sag/{case_id}/udskriv", purpose="complaint").data))
    whole = " ".join(" ".join(page.extract_text() for page in paper.pages).split())
    assert "Overstreget: Skrevet om en anden." in whole
    assert "Observeret: Hun græd." in whole
    assert "Tillæg Hun sov bagefter." in whole


@pytest.mark.parametrize("purpose", ["", "curiosity", "technical", "Stille Birk"])
def test_without_a_purpose_no_note_is_opened(purpose, anna, case_id, write, sign_in, new_events):
    """An error beside its field, and nothing but the page on record."""
    write(sign_in("birgit"), case_id)
    new_events()
    answer = anna.post(f"/sag/{case_id}/udskriv", purpose=purpose)
    assert 422 == answer.status_code
    assert "Fejl:" in answer.text
    assert {"case.read"} == {event["act"] for event in new_events()}


def test_only_the_team_prints(case_id, visit, guard, break_glass, new_events):
    """Not who leads, not another team, not who reads in an emergency."""
    break_glass(guard, case_id)
    for login in ("lone", "carla", "hanne"):
        browser = visit(login)
        new_events()
        for answer in (
            browser.get(f"/sag/{case_id}/udskriv"),
            browser.post(f"/sag/{case_id}/udskriv", purpose="complaint"),
        ):
            assert 404 == answer.status_code
        assert ["denied", "denied"] == [event["out"] for event in new_events()]


def test_more_than_a_binder_is_not_printed_at_once(anna, case_id, monkeypatch, new_events):
    """She is told to choose; nothing is opened."""
    monkeypatch.setattr(timeline, "count", lambda *_: MOST_NOTES + 1)
    new_events()
    answer = anna.post(f"/sag/{case_id}/udskriv", purpose="complaint")
    assert 422 == answer.status_code
    assert "500" in answer.text
    assert {"case.read"} == {event["act"] for event in new_events()}
