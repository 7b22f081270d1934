"""Udskrivning: from the team's answers to a closed file, with aftercare and without."""

import pytest
from browsing import Inspector

pytestmark = pytest.mark.browser

LEAVING = {"reason": "stay_done", "police_report_out": "no", "psychologist": "accepted"}


def send(page, button):
    """Press a button of the page and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def answer(page):
    """Give the first real answer to everything on the page."""
    for field in page.locator("main select").all():
        if not field.input_value():
            field.select_option(index=1)
    for boxes in page.locator("main fieldset").all():
        boxes.locator("input").first.check()


def fill_in(team, case, button, inspector):
    """Somebody of the team fills in what is known; nothing of it names her."""
    team.open(f"{case}oplysninger")
    inspector.look("answers, none yet")
    answer(team.page)
    send(team.page, button)
    inspector.look("answers, saved")


def leave(leader, case, destination, next_, inspector):
    """The leader says when and where to, and sees what follows."""
    page = leader.page
    leader.open(f"{case}udskrivning")
    send(page, next_)
    inspector.look("a discharge that lacks answers")
    for name, code in (LEAVING | {"destination": destination}).items():
        page.locator(f"#{name}").select_option(code)
    send(page, next_)
    inspector.look("what follows from a discharge")


def test_discharge_with_aftercare(signed_in, place):
    """The team keeps the file while aftercare runs; the leader closes it, and the team is out."""
    leader, anna = signed_in("leader"), signed_in("pedagogue")
    seen, looks = Inspector(leader), Inspector(anna)
    fill_in(anna, place.path, "Gem oplysningerne", looks)
    leave(leader, place.path, "own_new", "Videre", seen)
    page = leader.page
    page.get_by_label("Taget imod efterværn", exact=True).check()
    page.locator("#password").fill(place.password)
    send(page, "Udskriv nu")
    page.get_by_text("Udskrivningen er registreret").wait_for()
    seen.look("discharged, with aftercare")
    anna.open(place.path)
    assert anna.page.locator(".note__text").count()
    with page.expect_navigation():
        page.get_by_role("link", name="Luk sagen").click()
    page.get_by_label("Efter hendes eget ønske").check()
    page.locator("#password").fill(place.password)
    seen.look("closing a file")
    send(page, "Luk sagen")
    page.get_by_text("Sagen er lukket").wait_for()
    anna.open(place.path)
    assert 0 == anna.page.locator(".note__text").count()
    assert ([], []) == (seen.done(), looks.done())


def test_discharge_without_aftercare(signed_in, place):
    """Back to the perpetrator: the file closes in the act, as the page has said before."""
    leader, dorte = signed_in("leader"), signed_in("other pedagogue")
    for each in (leader, dorte):
        with each.page.expect_navigation():
            each.page.get_by_role("button", name="English").click()
    with dorte.page.expect_navigation():
        dorte.page.get_by_role("link", name=place.other_pseudonym).first.click()
    case = dorte.page.url.partition("/sag/")[2].partition("/")[0]
    seen, looks = Inspector(leader), Inspector(dorte)
    fill_in(dorte, f"/sag/{case}/", "Save the answers", looks)
    leave(leader, f"/sag/{case}/", "back_to_perpetrator", "Next", seen)
    page = leader.page
    assert page.get_by_text("Aftercare is not offered where she moves to.").is_visible()
    assert page.get_by_label("Offer it all the same: why?").is_visible()
    assert 0 == page.locator("[name=aftercare]:checked").count()
    page.locator("#password").fill(place.password)
    send(page, "Discharge now")
    page.get_by_text("The discharge is on record").wait_for()
    assert place.other_pseudonym not in page.title() + page.url
    dorte.open(f"/sag/{case}/oplysninger")
    assert 0 == dorte.page.locator("main form").count()
    assert ([], []) == (seen.done(), looks.done())
