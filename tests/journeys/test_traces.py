"""After a day in the house, no file that the service wrote holds a word, a name or a password."""

import base64
import gzip
import re
import zlib
from urllib.parse import unquote_plus

import pytest
from traces import find

pytestmark = pytest.mark.browser

WRITTEN = "Suppen var varm, og æbletræet derhjemme blomstrer nu"
LOST = "Hendes bror hedder Valdemar og kører en grøn lastbil"
NEVER_SENT = "Denne sætning blev skrevet og aldrig underskrevet"
WRONG_PASSWORD = "syv blå elefanter"
TITLED = """addEventListener("DOMContentLoaded", () => titled(document.title));"""
UNKNOWN_NAME = "gudrun.ukendtsen"


def test_the_search_finds_a_word_in_every_dress(tmp_path):
    """The control: what is hidden here is found, so that finding nothing below means something."""
    word = "Solvej Rosenkilde på Østerø"
    raw = word.encode()
    hidden = {
        "plain": b"x" + raw,
        "utf16le": word.encode("utf-16-le"),
        "utf16be": word.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "zlib": b"junk" + zlib.compress(b"before" + raw) + b"junk",
        "gzip": b"junk" + gzip.compress(raw),
        "packed64": zlib.compress(base64.b64encode(raw)),
        **{f"base64-{n}": base64.b64encode(b"z" * n + raw + b"after") for n in range(3)},
    }
    for name, content in hidden.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "innocent").write_bytes(bytes(range(256)) * 64)

    assert hidden.keys() == {path for path, _, _ in find(tmp_path, [word])}


def planted(place):
    """Return what must not be found: what was written, about whom, by whom, and how they got in."""
    return [
        WRITTEN,
        LOST,
        NEVER_SENT,
        WRONG_PASSWORD,
        UNKNOWN_NAME,
        *place.texts[:5],
        *place.names,
        place.password,
        place.pseudonym,
        place.other_pseudonym,
        *(login for login in place.logins.values() if "." in login),
    ]


def live_a_day(window, place, end_sessions):
    """
    Sign in, fail to, write, lose a session, read, search, be refused, and look at the log.

    The return value is every address that a browser asked for and every title that it showed.
    """
    seen = []

    def watched():
        opened = window()
        opened.context.on("request", lambda request: seen.append(unquote_plus(request.url)))
        opened.context.expose_binding("titled", lambda _, title: seen.append(title))
        opened.context.add_init_script(TITLED)
        return opened

    stranger = watched()
    stranger.open("/")
    stranger.sign_in(place.logins["pedagogue"], WRONG_PASSWORD)
    stranger.sign_in(UNKNOWN_NAME, WRONG_PASSWORD)
    stranger.sign_in(place.logins["pedagogue"], place.password)
    for text in (WRITTEN, LOST):
        stranger.open(f"{place.path}notat/nyt")
        stranger.page.locator("#text").fill(text)
        if text == LOST:
            end_sessions()
        stranger.click("button", re.compile("^Underskriv notat"))
        if text == LOST:
            stranger.sign_in_over(place.logins["pedagogue"], place.password)
            stranger.page.get_by_text("Kladde gemt").wait_for()
        else:
            stranger.page.get_by_text("Notatet er gemt").wait_for()
    stranger.page.locator("#text").fill(NEVER_SENT)
    for who in ("social worker", "other team", "leader"):
        other = watched()
        other.open("/")
        other.sign_in(place.logins[who], place.password)
        other.open(place.path)
        other.open("/hvem-har-laest/")
        if who == "social worker":
            other.open("/find")
            other.page.locator("#words").fill(WRITTEN)
            other.page.keyboard.press("Enter")
            other.page.locator("mark").first.wait_for()
    return seen


def test_ux_19_nothing_outside_a_page_says_what_was_written_or_by_whom(
    window, place, service, end_sessions
):
    """Neither address nor title, database, write-ahead log, sessions, shares, keys, logs do."""
    seen = live_a_day(window, place, end_sessions)
    words = planted(place)
    assert any("/find" in one for one in seen)
    assert any(one.startswith("Journalnotater") for one in seen)
    assert [] == [one for one in seen for word in words if word in one]

    assert 20 <= len(set(words))
    assert (place.folder / "state/db/journal.sqlite-wal").stat().st_size
    assert service.log.stat().st_size
    assert set() == find(place.folder, words)
    service.stop()
    assert set() == find(place.folder, words)
