"""The look keeps its promises: a strict content policy, readable in both themes, both languages."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[3]
WEB = ROOT / "journal" / "web"
STYLE = (WEB / "static" / "vaern.css").read_text("utf-8")
SCRIPT = (WEB / "static" / "vaern.js").read_text("utf-8")
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
PAIRS = dict(
    re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\);", STYLE),
)
PARTS = ("components.html", "stil.html", "base.html")
TEXT = 4.5  # WCAG 2.2, 1.4.3
EDGE = 3.0  # WCAG 2.2, 1.4.11: what shows where a control ends


def luminance(colour: str) -> float:
    """Relative luminance of a colour like #12525c, as WCAG 2.2 defines it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """How far two colours are apart, from 1 to 21."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("front", "grounds", "least"),
    [
        ("ink", "paper sheet sunk accent-soft alarm-soft good-soft honey-soft", TEXT),
        ("ink-soft", "paper sheet sunk accent-soft alarm-soft good-soft", TEXT),
        ("accent", "paper sheet sunk accent-soft alarm-soft good-soft", TEXT),
        ("accent-deep", "paper sheet accent-soft", TEXT),
        ("on-accent", "accent accent-deep", TEXT),
        ("alarm", "paper sheet sunk alarm-soft", TEXT),
        ("on-alarm", "alarm", TEXT),
        ("good", "paper sheet good-soft", TEXT),
        ("on-honey", "honey honey-soft", TEXT),
        ("edge", "paper sheet sunk", EDGE),
        ("honey-line", "paper sheet", EDGE),
    ],
)
def test_words_and_edges_can_be_seen(theme, front, grounds, least):
    """Every pair of colours that meet has the contrast of WCAG 2.2 AA, by day and by night."""
    colour = PAIRS[front].split(", ")[theme]
    too_close = {
        ground: round(contrast(colour, PAIRS[ground].split(", ")[theme]), 2)
        for ground in grounds.split()
        if contrast(colour, PAIRS[ground].split(", ")[theme]) < least
    }

    assert {} == too_close


def test_colours_stand_in_one_place():
    """A colour is a property with a day and a night value; print is the exception."""
    rules = STYLE.split("--space-1", 1)[1]

    assert ["#fff", "#fff"] == re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)
    assert 50 >= len(set(re.findall(r"^ +(--[a-z0-9-]+):", STYLE, re.MULTILINE)))


def test_the_style_sheet_is_small():
    """At most 25 kB, so that the first page is there at once on a slow line."""
    assert 25_000 >= len(STYLE.encode("utf-8"))


def test_every_asset_comes_from_this_server():
    """No address of another host and no data: image, in styles, scripts or pages."""
    sources = [STYLE, SCRIPT, *(path.read_text("utf-8") for path in TEMPLATES)]

    assert not re.findall(r"(?:https?:|data:)[^ ]*", "\n".join(sources))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_page_needs_nothing_that_the_content_policy_forbids(path):
    """No inline style, script or handler, and no value that skips escaping."""
    text = path.read_text("utf-8")

    assert [] == re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b", text)
    assert [] == re.findall(r"<script(?![^>]*\ssrc=)", text)


def test_the_script_keeps_nothing_and_builds_no_markup():
    """The browser holds nothing after work, and no word of a note can become markup."""
    forbidden = r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b|innerHTML|eval\("

    assert [] == re.findall(forbidden, SCRIPT)


@pytest.fixture
def part():
    """Renders one line that uses the parts as `ui`."""
    pages = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined,
        autoescape=True,
    )
    pages.filters |= {"numberformat": str, "clock": str, "weekday": str}
    pages.install_null_translations(newstyle=True)

    def render(line: str, **values: object) -> str:
        return pages.from_string('{% import "components.html" as ui %}' + line).render(**values)

    return render


def test_a_text_that_begins_with_a_line_break_keeps_it(part):
    """A browser drops the first line break in a text box, so the page adds one of its own."""
    page = part('{{ ui.textarea("text", "Text", words) }}', words="\n\nFørste <linje>")

    assert ">\n\n\nFørste &lt;linje&gt;</textarea>" in page


def test_an_error_has_the_same_words_in_both_places(part):
    """The summary links to the field, and the field says the same sentence and is tied to it."""
    page = part(
        '{{ ui.error_summary(errors, ["text"]) }}{{ ui.textarea("text", "Text", "", errors) }}',
        errors={"text": ["Skriv notatet."], "": ["Prøv igen."]},
    )

    assert '<a href="#text">Skriv notatet.</a>' in page
    assert "<li>Prøv igen.</li>" in page
    assert 2 == page.count("Skriv notatet.")
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="text-error"' in page
    assert 'id="text-error"' in page


def test_a_password_is_never_sent_back(part):
    """A page that is shown again after an error holds no password."""
    assert "value=" not in part('{{ ui.password("password", "Password") }}')


def test_every_part_stands_on_the_style_page():
    """Who builds a screen finds it there, unless another part or the frame of pages uses it."""
    read = {name: (WEB / "templates" / name).read_text("utf-8") for name in PARTS}
    parts = set(re.findall(r"{% macro (\w+)", read["components.html"]))
    shown = set(re.findall(r"\bui\.(\w+)\(", read["stil.html"] + read["base.html"]))
    inner = set(re.findall(r"{[{%](?! macro)[^}]*?\b(\w+)\(", read["components.html"]))

    assert {"heat_map", "bars", "bar_chart"} <= shown
    assert set() == parts - shown - inner


def test_every_word_on_a_page_has_its_danish():
    """A word in a template without Danish fails here, plural forms included."""
    po = ROOT / "journal" / "translations" / "da" / "LC_MESSAGES" / "messages.po"
    catalog = read_po(BytesIO(po.read_bytes()), locale="da")
    found = extract_from_dir(WEB / "templates", [("**.html", "jinja2")])
    missing = {message for _, _, message, *_ in found} - {
        entry.id for entry in catalog if entry.string and all(entry.string)
    }

    assert set() == missing
