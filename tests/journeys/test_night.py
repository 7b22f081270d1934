"""A night in a browser: the guard's shift, an emergency and its end, and the day after."""

import re

import pytest

pytestmark = pytest.mark.browser

WORDS = "Hun svarede ikke på døren, og barnet græd."
NOTE = "Vi drak te i køkkenet kl. 3. Hun faldt til ro."
OVER = re.compile("/adgang/slut$")
ENDS_IN = 20  # seconds: long enough to open a journal, short enough to wait for


def send(page, name):
    """Press the button of that name and wait for the page that answers."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def follow(page, name, where=None):
    """Follow the link of that name, within a part of the page, and wait for the page behind it."""
    with page.expect_navigation():
        (where or page).get_by_role("link", name=name).click()


def hand(page, pseudonym):
    """Return what a guard has at hand for one person of the house."""
    return page.locator(".hand").filter(has=page.get_by_role("heading", name=pseudonym, exact=True))


def break_the_glass(page, place, reason="Bekymring for et barn", words=WORDS):
    """Give the reason, the words and the password; the journal opens."""
    page.get_by_role("radio", name=reason).check()
    page.locator("#words").fill(words)
    page.locator("#password").fill(place.password)
    send(page, f"Åbn journalen: {place.pseudonym}")


def is_quiet(*windows):
    """Tell whether these browsers kept nothing, said nothing and asked nobody else."""
    return all(([], [], []) == (each.kept(), each.said, each.foreign) for each in windows)


def test_a_guard_writes_to_the_team(signed_in, on_shift, place, child):
    """
    Her home is her shift; what she sends she reads for a day, and the team at once.

    Mother and child stand together, and no journal opens to her by itself.
    """
    on_shift("night guard", hours=8)
    hanne, page = (opened := signed_in("night guard")), opened.page
    assert page.url.endswith("/min-vagt/")
    assert (
        1 == page.locator(".card").filter(has_text=place.pseudonym).filter(has_text=child).count()
    )
    follow(page, re.compile("Hurtigt notat"), hand(page, place.pseudonym))
    assert page.get_by_text("Teamet ser notatet med det samme").is_visible()
    page.locator("#text").fill(NOTE)
    send(page, re.compile("Send"))
    assert page.url.partition("?")[0].endswith("/min-vagt/skrevet")
    assert page.get_by_text(NOTE).is_visible()
    assert 404 == hanne.open(place.path)

    anna = signed_in("pedagogue")
    anna.open(place.path)
    assert NOTE in anna.page.locator(".note__text").all_text_contents()
    assert is_quiet(hanne, anna)


def test_ux_15_an_emergency_from_the_night_to_the_day_after(signed_in, on_shift, place, child):
    """She opens the journal and her child's, ends both, and the team and the leader hear of it."""
    on_shift("night guard", hours=8)
    hanne, page = (opened := signed_in("night guard")), opened.page
    follow(page, re.compile("Nødadgang"), hand(page, place.pseudonym))
    assert page.get_by_text("Anna Ager, Birgit Bro, lederen og souschefen").is_visible()
    break_the_glass(page, place)
    strip = page.locator(".access")
    left = strip.get_by_role("timer").text_content()
    assert re.fullmatch(r" · (8:00:00|7:59:\d\d) tilbage", left)
    assert place.texts[0] in page.locator(".note__text").all_text_contents()
    assert 0 == page.get_by_role("link", name=re.compile("Nyt notat")).count()
    assert page.get_by_role("link", name=re.compile("Hurtigt notat")).is_visible()

    follow(page, re.compile(f"Åbn også.*{child}"))
    page.locator("#password").fill(place.password)
    send(page, f"Åbn journalen: {child}")
    for _ in range(2):
        hanne.open("/min-vagt/")
        page.get_by_role("button", name=re.compile("Afslut nu")).first.click()
        page.wait_for_url(OVER)
    assert 404 == hanne.open(place.path)
    the_team_is_told(signed_in("pedagogue"))
    the_leader_reviews(signed_in("leader"))


def the_team_is_told(anna):
    """Who by function, when and how; why is not for her."""
    page = anna.page
    notice = page.get_by_text("2 nødadgange til dine sager")
    assert notice.is_visible()
    page.locator(".notice").filter(has=notice).get_by_role("link").first.click()
    page.get_by_role("heading", name="Åbnet af andre").wait_for()
    assert page.locator("tbody").get_by_text("Nattevagt").is_visible()
    assert WORDS not in page.content()


def the_leader_reviews(lone):
    """Both uses wait for her, with the guard's own words; then one is left."""
    page = lone.page
    assert page.get_by_text("2 ting skal gennemgås").is_visible()
    follow(page, "Gennemgang (2)")
    assert 2 == page.get_by_text(WORDS).count()
    page.get_by_role("radio", name="I orden").first.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Gem gennemgangen").first.click()
    page.get_by_role("link", name="Gennemgang (1)").wait_for()


@pytest.mark.long
def test_the_page_covers_itself_at_the_end(signed_in, on_shift, place):
    """
    To the second of the shift's end, with and without a script; then nothing opens any more.

    The words that she is writing at that second, in a third window, are kept.
    """
    counting, writing = signed_in("temp"), signed_in("temp")
    plain = signed_in("temp", java_script_enabled=False)
    assert counting.page.get_by_text("Du er ikke på vagt.").is_visible()
    on_shift("temp", seconds=ENDS_IN)
    counting.open(f"{place.path}noedadgang")
    break_the_glass(counting.page, place, "Akut fare for liv eller helbred", "")
    for each in (plain, writing):
        each.open(place.path)
        assert place.texts[0] in each.page.locator(".note__text").all_text_contents()
    writing.page.get_by_label("Med dine egne ord").fill(WORDS)
    it_counts(counting.page)

    for each in (counting, plain):
        each.page.wait_for_url(OVER, timeout=2000 * ENDS_IN)
        assert each.page.get_by_role("heading", name="Adgangen er slut").is_visible()
        assert place.pseudonym not in each.page.content()
    writing.page.get_by_text("Din begrundelse er gemt").wait_for()
    for each in (counting, plain, writing):
        assert 404 == each.open(place.path)
    counting.page.go_back()
    counting.page.wait_for_load_state()
    assert place.texts[0] not in counting.page.content()
    assert is_quiet(counting, writing)
    assert [] == plain.said + plain.foreign


def it_counts(page):
    """The time that is left is told, and becomes less."""
    left = page.locator(".access [role=timer]")
    before = left.text_content()
    assert re.fullmatch(r" · 0:00:\d\d tilbage", before)
    changes = "old => document.querySelector('.access [role=timer]').textContent !== old"
    page.wait_for_function(changes, arg=before)
