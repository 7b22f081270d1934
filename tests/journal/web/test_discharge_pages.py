"""The pages of answers and discharge: nothing typed is lost, every refusal says what to do."""

import re
from dataclasses import replace
from datetime import date

from houses import PASSWORD

from journal.domain.codes import code_list
from journal.web import questions


def test_answers_are_filled_in_and_kept(visit, case_id):
    """What is chosen comes back chosen; a foreign code is refused beside its question."""
    anna, page = visit("anna"), f"/sag/{case_id}/oplysninger"
    assert "0 af 14" in anna.get(page).text
    done = anna.post(page, revision="0", origin="danish", violence=["physical", "stalking"])
    assert 303 == done.status_code
    shown = anna.get(page).text
    assert 1 == shown.count(" selected") - shown.count('value="" selected')
    assert 2 == shown.count(" checked")
    wrong = anna.post(page, revision="1", origin="danish", income="guld")
    assert 422 == wrong.status_code
    assert 'href="#income"' in wrong.text
    stale = anna.post(page, revision="0", origin="other")
    assert 422 == stale.status_code
    assert '<option value="other" selected>' in stale.text


def test_a_retired_answer_is_not_offered_and_stays_where_it_was_given(visit, case_id, monkeypatch):
    """Nobody chooses it any more, and saving something else does not take it away."""
    anna, page = visit("anna"), f"/sag/{case_id}/oplysninger"
    old = {
        code: replace(one, until=date(2025, 12, 31)) for code, one in code_list("origin").items()
    }
    monkeypatch.setattr(
        questions, "code_list", lambda name: old if name == "origin" else code_list(name)
    )
    assert 'value="danish"' not in anna.get(page).text
    revision = re.search(r'name="revision" value="(\d+)"', anna.get(page).text)[1]
    assert 303 == anna.post(page, revision=revision, origin="danish").status_code
    shown = anna.get(page).text
    assert '<option value="danish" selected>' in shown
    assert "Anden etnisk herkomst" not in shown


def test_a_discharge_is_seen_before_it_is_done(visit, places):
    """What is missing is named with the way to it; the second page says what follows."""
    lone, case = visit("lone"), places["leaving_case"]
    page = f"/sag/{case}/udskrivning"
    leaving = {"day": "2026-03-02", "reason": "own_wish", "destination": "own_new"}
    missing = lone.post(f"{page}/forslag", **leaving)
    assert 422 == missing.status_code
    assert "Der mangler 2 svar" in missing.text
    assert 2 == missing.text.count('aria-invalid="true"')
    early = lone.post(f"{page}/forslag", **leaving | {"day": "2026-03-01"})
    assert (422, True) == (early.status_code, 'href="#day"' in early.text)
    whole = leaving | {"police_report_out": "no", "psychologist": "accepted"}
    seen = lone.post(f"{page}/forslag", **whole).text
    assert "Opholdet varede 14 dage eller mindre." in seen
    assert 'name="override"' in seen
    bare = lone.post(page, **whole, aftercare="accepted", password=PASSWORD)
    assert (422, True) == (bare.status_code, 'href="#override"' in bare.text)
    wrong = lone.post(page, **whole, password="ikke min kode")
    assert (422, True) == (wrong.status_code, 'href="#password"' in wrong.text)
    assert 303 == lone.post(page, **whole, password=PASSWORD).status_code
    assert (
        "Udskrivningen er registreret" in lone.get(f"/sag/{case}/oplysninger?said=discharged").text
    )
    assert 404 == visit("anna").get(f"/sag/{case}/oplysninger").status_code
    assert "allerede registreret" in lone.get(page).text


def test_a_file_with_aftercare_is_closed_by_the_leader(visit, places):
    """Not called completed before its day, with the sentence beside the choice."""
    lone, case = visit("lone"), places["left_case"]
    page = f"/sag/{case}/udskrivning/luk"
    assert "2. juni 2026" in lone.get(page).text
    early = lone.post(page, how="completed", password=PASSWORD)
    assert (422, True) == (early.status_code, 'href="#how"' in early.text)
    assert 303 == lone.post(page, how="unreachable", password=PASSWORD).status_code
    assert "Kan ikke træffes" in lone.get(f"/sag/{case}/oplysninger").text
