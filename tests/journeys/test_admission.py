"""An anonymous woman comes with two children at night; later a child is born in the house."""

import re

import pytest
from browsing import Inspector

pytestmark = pytest.mark.browser


@pytest.fixture
def look():
    """Return a function that looks at a page as everybody must be able to use it."""
    faults = []

    def look_at(window, name):
        inspector = Inspector(window)
        inspector.look(name)
        faults.extend(inspector.done())

    yield look_at
    assert [] == faults


def test_a_woman_with_two_children_at_night_and_one_who_is_born_here(signed_in, on_shift, look):
    """No name is typed; the guard decides nothing; whose team lacks somebody the leader sees."""
    on_shift("night guard", hours=8)
    hanne = signed_in("night guard")
    words = the_guard_admits_three(hanne, look)
    the_leader_sees_whose_team_lacks_somebody(signed_in("leader"), words, look)
    anna = signed_in("pedagogue")
    a_child_is_born(anna, words, look)
    for each in (hanne, anna):
        assert ([], [], []) == (each.kept(), each.said, each.foreign)
        assert not re.search("|".join(words), each.page.title() + each.page.url)


def the_guard_admits_three(hanne, look):
    """She adds two children, is told what is missing, and loses nothing of what she chose."""
    page = hanne.page
    hanne.click("link", "Indskrivning")
    hanne.click("link", "Indskriv nogen")
    for _ in range(2):
        with page.expect_navigation():
            page.get_by_role("button", name=re.compile("Tilføj et barn")).click()
    page.get_by_label("Ingen ved det, heller ikke huset").first.check()
    page.get_by_label("Anna Ager").first.check()
    page.get_by_label("Det blev afgjort i telefonen").check()
    page.get_by_label("Hvem afgjorde det i telefonen?").select_option(label="Lone Leder (leder)")
    page.get_by_label("Hvorfor?").select_option(index=2)
    page.get_by_role("button", name="Indskriv", exact=True).click()
    page.locator(".summary").wait_for()
    look(hanne, "admission with errors")
    assert page.get_by_label("Anna Ager").first.is_checked()
    page.get_by_label("Et team gøres færdigt senere").check()
    words = page.locator("section bdi").all_text_contents()
    page.get_by_role("button", name="Indskriv", exact=True).click()
    page.get_by_text("De er indskrevet").wait_for()
    look(hanne, "the house")
    assert 3 == len(words) == sum(page.get_by_text(one).count() > 0 for one in words)
    return words


def the_leader_sees_whose_team_lacks_somebody(leader, words, look):
    """Three people, each with what is missing and until when."""
    leader.click("link", "Team, der mangler nogen")
    page = leader.page
    page.get_by_role("heading", name="Team, der mangler nogen").wait_for()
    look(leader, "teams that lack somebody")
    for one in words:
        row = page.locator("tr").filter(has_text=one)
        assert "Der mangler en socialrådgiver" in row.inner_text()
    leader.open("/")
    look(leader, "the overview")


def a_child_is_born(anna, words, look):
    """From her case to the form of the child; it stands in the family afterwards."""
    page = anna.page
    look(anna, "my cases")
    with page.expect_navigation():
        page.get_by_role("link", name=words[0]).first.click()
    with anna.page.expect_navigation():
        anna.click("link", "Ophold, familie og team")
    look(anna, "the stay")
    with page.expect_navigation():
        page.get_by_role("link", name="Et barn kommer til familien").click()
    page.get_by_label("Er født i huset").check()
    page.get_by_label("Det blev afgjort i telefonen").check()
    page.get_by_label("Hvem afgjorde det i telefonen?").select_option(label="Lone Leder (leder)")
    page.get_by_label("Hvorfor?").select_option(index=1)
    page.get_by_label("Et team gøres færdigt senere").check()
    look(anna, "a child")
    page.get_by_role("button", name="Indskriv", exact=True).click()
    page.get_by_text("De er indskrevet").wait_for()
    assert page.get_by_text("Født i huset").is_visible()
    assert all(page.get_by_role("heading", name=one).count() for one in words)
