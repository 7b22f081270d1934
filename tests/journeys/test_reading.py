"""Reading a file: whose page it is, without a mouse, with nothing in an address but codes."""

import re

import pytest

pytestmark = pytest.mark.browser

TYPED = "document.activeElement.id"


def test_ux_06_every_page_of_a_case_says_whose_it_is(signed_in, place, child):
    """A fixed line with pseudonym, state and the children's initials; the button says it again."""
    her = signed_in("pedagogue")
    for page in ("", "notat/nyt", "ophold", "hvem-har-laest", "kontakt"):
        her.open(place.path + page)
        banner = her.page.locator(".banner")
        assert place.pseudonym in banner.inner_text()
        assert "Kvinde" in banner.inner_text()
        assert "Børn: RR" in banner.inner_text()
        assert "sticky" == banner.evaluate("one => getComputedStyle(one).position")
        assert place.pseudonym not in her.page.title()
    her.open(place.path + "notat/nyt")
    her.page.get_by_role("button", name=re.compile(f": {place.pseudonym}$")).wait_for()


def test_ux_18_keys_do_it_all_and_none_fires_while_she_types(signed_in, place):
    """`?` lists what one key does here; in a field they are letters; switched off they are none."""
    her = signed_in("pedagogue")
    her.open(place.path)
    her.page.keyboard.press("?")
    listed = her.page.locator("#keys")
    assert "Nyt notat" in listed.inner_text()
    assert [] == her.barriers()
    her.page.keyboard.press("n")  # the list is open: nothing happens behind it
    her.page.keyboard.press("Escape")
    with her.page.expect_navigation():
        her.page.keyboard.press("n")
    her.page.locator("#text").focus()
    her.page.keyboard.type("hn?")
    assert "hn?" == her.page.locator("#text").input_value()
    assert "text" == her.page.evaluate(TYPED)
    assert not listed.is_visible()
    with her.page.expect_navigation():
        her.page.keyboard.press("Control+Enter")
    her.page.get_by_text("Notatet er gemt").wait_for()

    her.open("/mig/")
    with her.page.expect_navigation():
        her.click("button", "Slå genvejene fra")
    her.open(place.path)
    her.page.keyboard.press("?")
    assert not listed.is_visible()
    her.click("button", re.compile("^Tastaturgenveje"))
    assert listed.is_visible()
    her.open("/mig/")
    with her.page.expect_navigation():
        her.click("button", "Slå genvejene til")
    assert [] == her.said


def test_she_chooses_notes_by_codes_alone(signed_in, place):
    """Kind, author and day; the address holds codes, and an empty choice says what to do next."""
    her = signed_in("pedagogue")
    her.open(place.path)
    her.page.keyboard.press("f")
    her.page.get_by_label("Skrevet af").select_option(label="Anna Ager")
    her.page.get_by_label("Notattype").select_option(label="Telefonsamtale")
    with her.page.expect_navigation():
        her.click("button", "Vis dem")
    assert not re.search("Anna|Ager|Telefon", her.page.url)
    assert her.page.get_by_text("Ingen notater passer").is_visible()  # ux 29
    assert 0 >= her.overflow()
    assert [] == her.barriers()
    her.page.get_by_role("link", name="Vis alle notater").last.click()
    her.page.locator(".note").first.wait_for()


def what_was_added_is_new(writer, reader):
    """From the page of a note that was read: an addendum, told by word and icon, one key."""
    writer.page.get_by_role("link", name="Tilføj eller ret").click()
    writer.page.locator("#addendum").fill("Hun talte med sin mor.")
    with writer.page.expect_navigation():
        writer.click("button", re.compile("^Underskriv tillæg"))
    reader.open("/overlevering/")
    added = reader.page.locator("main .badge", has_text="Nyt tillæg")
    assert 1 == added.locator("svg").count()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("n")
    reader.page.locator(".note section .badge", has_text="Ulæst").wait_for()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("l")
    assert not added.is_visible()


def what_is_left_for_the_next_shift(reader, place):
    """About somebody in her journal; about the house in a line that says when it ends."""
    with reader.page.expect_navigation():
        reader.click("link", place.pseudonym)
    assert "handover" == reader.page.locator("#type").input_value()
    reader.open("/overlevering/")
    reader.page.get_by_label("Skriv til næste vagt").fill("Fatima ringede; fyret er slukket.")
    reader.click("button", "Gem linjen")
    reader.page.get_by_text("slettes af sig selv").wait_for()
    reader.page.get_by_text("Det her ligner en person").wait_for()
    reader.click("button", re.compile("^Slet nu"))
    reader.page.get_by_text("Linjen er slettet").wait_for()


def test_ux_12_13_a_shift_takes_over_with_one_key(signed_in, place):
    """Unread by word and icon; one key, nothing left; who has not read; what was added is new."""
    writer, reader = signed_in("social worker"), signed_in("pedagogue")
    writer.open(place.path + "notat/nyt")
    writer.page.locator("#text").fill("Hun vil gerne ringe til sin mor i aften.")
    writer.page.get_by_label("Teamet skal læse det her").check()
    writer.click("button", re.compile("^Underskriv notat"))
    writer.page.get_by_role("link", name=re.compile("^Kun dette notat")).first.click()
    writer.page.get_by_text("Ikke læst endnu").wait_for()

    reader.open("/")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("o")
    reader.page.get_by_role("heading", name="Nyt i dine sager").wait_for()
    unread = reader.page.locator("main .badge", has_text="Ulæst").first
    assert 1 == unread.locator("svg").count()
    assert reader.page.locator("main .badge", has_text="Skal læses").first.is_visible()
    assert [] == reader.barriers()
    assert 0 >= reader.overflow()
    with reader.page.expect_navigation():
        reader.page.keyboard.press("n")
    assert reader.page.url.endswith("?unread=yes")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("l")
    reader.page.get_by_text("Markeret som læst").wait_for()
    assert reader.page.get_by_text("Du har læst det hele").is_visible()  # ux 29

    writer.page.reload()
    assert not writer.page.get_by_text("Ikke læst endnu").is_visible()
    what_was_added_is_new(writer, reader)
    what_is_left_for_the_next_shift(reader, place)
    assert [] == reader.said


def test_a_week_without_a_talk_is_ticked_and_a_topic_is_settled(signed_in, place):
    """What lacks is said by word and icon; one form takes it all, and says whose it is."""
    her = signed_in("social worker")
    her.open(place.path + "forloeb")
    lacking = her.page.locator("main .badge", has_text="Mangler")
    before = lacking.count()
    assert before
    assert 1 == lacking.first.locator("svg").count()
    assert [] == her.barriers()
    assert 0 >= her.overflow()
    her.page.get_by_label("Samtale i uge 1", exact=True).select_option(label="Tilbudt, sagt nej")
    her.page.get_by_label("Bolig", exact=True).select_option(label="Afklaret")
    her.page.get_by_text("Første uge").first.click()
    her.page.get_by_label("Sikkerhedsplan lavet").check()
    her.click("button", f"Gem forløb: {place.pseudonym}")
    her.page.get_by_text("Det er gemt").wait_for()
    assert before - 1 == lacking.count()
    assert her.page.get_by_text("1 af 18").is_visible()
    assert "settled" == her.page.get_by_label("Bolig", exact=True).input_value()
    assert her.page.get_by_label("Sikkerhedsplan lavet").is_checked()
    assert [] == her.said


def test_ux_24_printing_asks_what_for_and_gives_a_pdf(signed_in, place):
    """Two steps by keyboard; the error is said beside the choice; nothing in a name tells whose."""
    her = signed_in("pedagogue")
    her.open(place.path)
    with her.page.expect_navigation():
        her.page.keyboard.press("p")
    make = f"Lav PDF: {place.pseudonym}"
    her.click("button", make)
    her.page.get_by_role("alert").get_by_text("Vælg, hvad papiret skal bruges til.").wait_for()
    assert her.page.title().startswith("Fejl:")
    assert [] == her.barriers()
    assert 0 >= her.overflow()
    her.page.get_by_label("Klage").check()
    with her.page.expect_download() as given:
        her.click("button", make)
    assert "notater.pdf" == given.value.suggested_filename
    assert [] == her.said


def test_ux_16_who_has_read_is_open_to_the_team(signed_in, place):
    """Colleagues see functions, the leader names; whatever opens a text says that it is logged."""
    her, logged = signed_in("social worker"), "Det er skrevet i loggen, at du har læst denne side."
    her.open(place.path)
    assert her.page.get_by_text(logged).is_visible()
    her.page.locator(".note__only a").first.click()
    her.page.get_by_role("heading", name="Journalnotat", exact=True).wait_for()
    assert her.page.get_by_text(logged).is_visible()
    her.open(place.path)
    with her.page.expect_navigation():
        her.click("link", "Hvem har læst denne journal")
    table = her.page.locator("main table")
    assert table.get_by_text("Socialrådgiver").first.is_visible()
    assert 0 == table.get_by_text("Birgit Bro").count()
    assert her.page.get_by_text("At du ser her, bliver også skrevet i loggen").is_visible()
    leader = signed_in("leader")
    leader.open(place.path + "hvem-har-laest")
    assert leader.page.locator("main table").get_by_text("Birgit Bro").first.is_visible()


def test_ux_21_a_phone_and_a_finger_are_enough(signed_in, place):
    """At 360 px nothing is wider than the screen; no target is too small to be met."""
    her = signed_in("pedagogue")
    her.open(place.path)
    note = her.page.locator(".note__only a").first.get_attribute("href")
    found = []
    for path in (
        "/",
        place.path,
        note,
        f"{note}/ret",
        f"{place.path}notat/nyt",
        "/overlevering/",
        "/find",
    ):
        her.open(path)
        found += [(path, one) for one in her.small_targets()]
        assert 0 >= her.overflow()
    assert not found, found


def test_ux_29_33_before_the_first_note_stands_what_to_do_and_what_to_tell_her(signed_in, place):
    """Every empty list says what comes next; with her first note what she is told goes away."""
    her = signed_in("other pedagogue")
    her.open("/kladder/")
    assert her.page.locator(".empty").get_by_text("bliver gemt af sig selv").is_visible()
    her.open("/overlevering/")
    assert her.page.locator(".empty a").is_visible()
    her.open("/")
    with her.page.expect_navigation():
        her.click("link", re.compile(f"^Nyt notat ?: {place.other_pseudonym}$"))
    told = her.page.get_by_text("Det kan du fortælle hende før det første notat")
    for words in ("Hvad en journal er", "Hvem der læser den", "Hvor længe den gemmes"):
        assert her.page.get_by_text(words).is_visible()
    assert [] == her.barriers()
    her.click("link", "Tilbage til notaterne")
    her.page.get_by_role("heading", name="Ingen notater endnu").wait_for()
    assert told.is_visible()
    her.click("link", re.compile("^Skriv det første notat"))
    her.page.locator("#text").fill("Hun er faldet til ro.")
    her.click("button", re.compile("^Underskriv notat"))
    her.page.get_by_text("Notatet er gemt").wait_for()
    assert not told.is_visible()
    her.click("link", re.compile("^Nyt notat"))
    her.page.locator("#text").wait_for()
    assert not told.is_visible()
