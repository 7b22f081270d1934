"""A colleague leaves: who takes her place, what the report says, what is dead in her browser."""

import pytest

pytestmark = pytest.mark.browser


def texts(window, place):
    """Return the words of the newest notes that somebody reads in the case, or none."""
    window.open(place.path)
    return window.page.locator(".note__text").all_text_contents()


def send(page):
    """Send the form of the page's main part and wait for the answer."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def test_a_colleague_leaves(signed_in, window, place):
    """
    The leader ends Anna's account with a replacement.

    The report says what waits for Birgit; Anna's open browser is out; Dorte reads the whole file
    once Birgit has signed in, and not before.
    """
    anna, leader = signed_in("pedagogue"), signed_in("leader")
    assert place.texts[0] == texts(anna, place)[0]
    the_form_says_what_ends(leader)
    nobody_is_chosen(leader, place)
    the_report_says_what_waits(leader, place)
    leader.page.get_by_role("link", name="Til kollegerne").click()
    leader.page.locator("summary", has_text="1 kollega, der er fratrådt").click()
    assert leader.page.get_by_role("link", name="Anna Ager").is_visible()

    anna.open("/")
    assert anna.page.get_by_role("heading", name="Log ind").is_visible()
    anna.sign_in(place.logins["pedagogue"], place.password)
    anna.page.get_by_text("Brugernavn eller adgangskode er forkert").first.wait_for()
    dorte = signed_in("other pedagogue")
    assert [] == texts(dorte, place)
    birgit = signed_in("social worker")
    assert place.texts[0] == texts(birgit, place)[0]
    assert place.texts[0] == texts(dorte, place)[0]
    for each in (leader, anna, dorte, birgit):
        assert ([], [], []) == (each.kept(), each.said, each.foreign)


def the_form_says_what_ends(leader):
    """From the overview to the form: three clicks, no name in address or title."""
    leader.click("link", "Kolleger")
    leader.click("link", "Anna Ager")
    leader.click("link", "Fratræder")
    leader.page.get_by_role("heading", name="Det kan hun stadig vide").wait_for()
    assert 3 == leader.clicks
    assert "Anna" not in leader.page.title() + leader.page.url
    assert leader.page.get_by_text("Det kan ikke fortrydes").is_visible()


def nobody_is_chosen(leader, place):
    """Without a replacement nothing ends; the error leads to the list it belongs to."""
    page = leader.page
    page.locator("#password").fill(place.password)
    send(page)
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.tagName") == "SELECT"
    assert "" == page.locator("#password").input_value()


def the_report_says_what_waits(leader, place):
    """Dorte takes her place; the journal waits for Birgit."""
    page = leader.page
    page.locator("main select").select_option(label="Dorte Dal (pædagog)")
    page.locator("#password").fill(place.password)
    send(page)
    page.get_by_role("heading", name="Det er gjort").wait_for()
    said = page.locator("main").inner_text()
    for words in ("Hun er fratrådt", place.pseudonym, "Dorte Dal", "Journalnotater", "Birgit Bro"):
        assert words in said
    assert place.other_pseudonym not in said
