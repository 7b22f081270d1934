"""The leader freezes a year and proposes what may go out; somebody else approves and fetches it."""

import io
import zipfile
from pathlib import Path

import pytest
from browsing import Inspector
from figures import freeze_rows, moved

pytestmark = pytest.mark.browser

YEARS = {"da": 2023, "en": 2024}


def send(page, button):
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def of_step(page, step):
    """Return the button of a step."""
    return page.locator(f"form:has(input[value={step}]) button[type=submit]")


def test_a_year_goes_out_by_two_people(visitor, window, place, aside):
    """Freeze, preview, propose; approve as another person, let it go, download once."""
    inspector, page = Inspector(visitor), visitor.page
    language = page.locator("html").get_attribute("lang")
    year = YEARS[language]
    aside("leader", freeze_rows, moved(year))
    visitor.open(f"/statistik/{year}")
    visitor.sign_in(place.logins["leader"], place.password)
    page.locator("#freeze-title").wait_for()
    inspector.look("the year inside")
    send(page, page.locator("section[aria-labelledby=freeze-title] button[type=submit]"))
    page.locator("#password-error").wait_for()
    page.locator("#password").fill(place.password)
    send(page, page.locator("section[aria-labelledby=freeze-title] button[type=submit]"))
    page.locator(f"main a[href='/statistik/udgivelser/ny?period={year}']").click()
    page.locator("#why-title").wait_for()
    inspector.look("what may go out")
    send(page, page.locator("form[action='/statistik/udgivelser/ny'][method=post] button"))
    page.locator("#password").fill(place.password)
    send(page, of_step(page, "propose"))
    address = page.url
    inspector.look("the proposal as the leader sees it")
    approve(window(), address, language, place)

    assert [] == inspector.done()


def approve(other, address, language, place):
    """Approve what was proposed, as the log reviewer, and fetch the file."""
    inspector, page = Inspector(other), other.page
    other.open("/")
    if language == "en":
        with page.expect_navigation():
            other.page.get_by_role("button", name="English").click()
    other.open("/" + address.split("/", 3)[-1])
    other.sign_in(place.logins["log reviewer"], place.password)
    page.locator("#risk-title").wait_for()
    inspector.look("the approval")
    send(page, of_step(page, "approve"))
    page.locator("#password-error").wait_for()
    inspector.look("the approval with errors")
    page.locator("#password").fill(place.password)
    send(page, of_step(page, "approve"))
    page.locator("#reason-error").wait_for()
    page.locator("#reason").fill("Tallene må gerne stå i årsberetningen.")
    page.locator("#password").fill(place.password)
    send(page, of_step(page, "approve"))
    send(page, of_step(page, "release"))
    inspector.look("the file to be fetched")
    with page.expect_download() as coming:
        of_step(page, "download").click()
    file = Path(coming.value.path()).read_bytes()
    assert "da.pdf" in zipfile.ZipFile(io.BytesIO(file)).namelist()
    page.reload()
    assert 0 == of_step(page, "download").count()

    assert [] == inspector.done()
