"""A woman asks who has read her journal: the leader shows it to her and gives it to her."""

import io
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from browsing import Inspector
from extracts import words_of

from journal.domain.errors import AccessDenied
from journal.domain.ids import CaseId
from journal.services import notes

pytestmark = [pytest.mark.browser, pytest.mark.half]

TITLE = {"da": "Hvem har læst min journal", "en": "Who has read my journal"}


@pytest.fixture(scope="module", autouse=True)
def used(aside, place):
    """Let a contact person read the journal, and a stranger to it be refused."""
    case = CaseId(UUID(place.path.split("/")[2]))
    aside("pedagogue", notes.read_timeline, case, 1)
    with pytest.raises(AccessDenied):
        aside("other team", notes.read_timeline, case, 1)


def downloaded(page, button):
    """Press a button and return what comes as a file: its name, its bytes."""
    with page.expect_download() as coming:
        button.click()
    return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()


def send(page, button):
    """Press a button and wait for the page that answers."""
    with page.expect_navigation():
        button.click()


def test_the_leader_gives_her_the_extract(visitor, place):
    """From the overview; wrong days, the paper in her language, names by decision, proofs."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.open("/")
    visitor.sign_in(place.logins["leader"], place.password)
    page.locator(f"main a[href='{place.path}hvem-har-laest']").click()
    page.locator(f"main a[href='{place.path}udtraek']").click()
    page.locator("#shown-title").wait_for()
    inspector.look("the extract")
    said = page.locator("section[aria-labelledby=shown-title]").inner_text()
    assert [] == [name for name in place.names if name in said]
    page.locator("#day_from").fill("2026-03-03")
    page.locator("#day_to").fill("2026-03-02")
    send(page, page.locator("form[method=get] button[type=submit]"))
    page.locator("#day_to-error").wait_for()
    inspector.look("days that do not follow")
    for field in ("#day_from", "#day_to"):
        page.locator(field).fill("")
    other = {"da": "en", "en": "da"}[page.locator("html").get_attribute("lang")]
    page.locator("#language").select_option(other)
    send(page, page.locator("form[method=get] button[type=submit]"))
    assert other == page.locator("section[aria-labelledby=shown-title]").get_attribute("lang")
    inspector.look("the extract in her language")
    give = page.locator(f"form[action='{place.path}udtraek'][method=post] button")
    name, file = downloaded(page, give)
    assert {"da": "udtraek.pdf", "en": "extract.pdf"}[other] == name
    assert words_of(file).startswith(TITLE[other])
    _, file = downloaded(page, page.locator("form[action$='/beviser'] button"))
    assert "0001/event.json" in zipfile.ZipFile(io.BytesIO(file)).namelist()

    assert [] == inspector.done()


def test_names_need_a_decision(visitor, place):
    """A reason and her password; what is made with it is made once."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.open(f"{place.path}udtraek")
    visitor.sign_in(place.logins["leader"], place.password)
    page.locator("a[href*='/udtraek/navne']").click()
    decide = page.locator("form[action$='/navne'] button[type=submit]")
    decide.wait_for()
    inspector.look("the decision")
    send(page, decide)
    page.locator("#password-error").wait_for()
    inspector.look("the decision with errors")
    page.locator("input[value=complaint]").check()
    page.locator("#password").fill(place.password)
    send(page, decide)
    said = page.locator("section[aria-labelledby=shown-title]").inner_text()
    assert "Carla Cramer" in said
    inspector.look("the extract with names")
    give = page.locator(f"form[action='{place.path}udtraek'][method=post] button")
    _, file = downloaded(page, give)
    assert "Carla Cramer" in words_of(file)
    send(page, give)
    page.locator("#error-summary").wait_for()
    inspector.look("a decision that was used")

    assert [] == inspector.done()


def test_a_child_has_one_of_its_own(visitor, place, child):
    """From its own file, with a word about who may have it."""
    inspector, page = Inspector(visitor), visitor.page
    visitor.open("/")
    visitor.sign_in(place.logins["leader"], place.password)
    page.locator("main a[href$='/hvem-har-laest']", has_text=child).click()
    page.locator("main a[href$='/udtraek']").click()
    page.locator("#shown-title").wait_for()
    assert page.locator("main .notice--care").is_visible()
    inspector.look("the extract of a child")

    assert [] == inspector.done()


def test_it_works_without_a_script(signed_in, place):
    """Looking and giving are plain forms."""
    reader = signed_in("leader", java_script_enabled=False)
    reader.open(f"{place.path}udtraek")
    give = reader.page.locator(f"form[action='{place.path}udtraek'][method=post] button")
    _, file = downloaded(reader.page, give)

    assert file.startswith(b"%PDF-")
