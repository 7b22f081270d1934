"""Frister in a browser: the leader sees what is late, a contact person ticks hers off."""

from datetime import timedelta
from uuid import UUID

import pytest
from browsing import Inspector
from houses import Clock, close_house, open_settings, settings_in, sign_in_as

from journal.domain.clock import now_utc
from journal.domain.ids import CaseId
from journal.services import deadlines
from journal.services.work import perform

pytestmark = pytest.mark.browser


@pytest.fixture
def running(place):
    """Begin what an admission of ten days ago began, and what one of just now does."""
    house = open_settings(settings_in(place.folder), Clock(now_utc()))
    anna, case = sign_in_as(house, "anna.ager"), CaseId(UUID(place.path.split("/")[2]))
    context = house.context("web", anna)
    ten_days_ago = now_utc() - timedelta(days=10)

    def begin(work):
        deadlines.on_stay_ended_early(work, case, "annulled")
        deadlines.on_admission_decided(work, case, ten_days_ago)

    perform(context, begin)
    perform(context, deadlines.begin, "DL4", case, now_utc() - timedelta(minutes=2))
    close_house(house)


def test_from_what_is_late_to_the_tick(visitor, place, running):
    """The overview says it, the page has both clocks, the case keeps how it ended."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.open("/")
    visitor.sign_in(place.logins["leader"], place.password)
    inspector.look("the overview with what is late")
    page.locator(".notice a[href='/frister/']").click()
    page.locator("#late-title").wait_for()
    inspector.look("the deadlines of the house")
    assert place.pseudonym in page.locator("main").inner_text()

    visitor.context.clear_cookies(name="__Host-sid")
    visitor.open("/frister/")
    visitor.sign_in(place.logins["pedagogue"], place.password)
    page.locator("section[aria-labelledby=late-title] a").first.click()
    page.locator("form.card button").first.click()
    page.locator("#error-summary").wait_for()
    inspector.look("a deadline with an error")
    page.locator("[value=secure_mail]").check()
    page.locator("form.card button").first.click()
    page.locator(".notice--good").wait_for()
    inspector.look("the deadlines of her cases")
    visitor.open(place.path)
    ended = page.locator("main details", has_text="afsluttet frist")
    ended = ended.or_(page.locator("main details", has_text="ended deadline"))
    ended.locator("summary").click()
    said = ended.inner_text()
    assert "Klaret efter fristen" in said or "Met, after the limit" in said
    inspector.look("a case with its deadlines")

    assert [] == inspector.done()
