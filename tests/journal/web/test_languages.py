"""Every word of the screens is there in both languages, and no page mixes them."""

import html
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from houses import PASSWORD
from joining import NEW_PASSWORD, act_on, activate, code_on, invite

import config
import journal
from journal.domain.staff import Profession, Role

ROOT = Path(journal.__file__).parent
FOLDER = ROOT / "translations" / "da" / "LC_MESSAGES"
GAP = re.compile(r"%\(\w+\)[sd]")
METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2")]
DATED = re.compile(r"\b(?:\d{1,2} [A-Z][a-z]+ \d{4} at|\d{1,2}\. [a-z]+ \d{4} kl\.)")


@pytest.fixture(scope="module")
def catalog():
    """Return the Danish words as they are kept."""
    return read_po(BytesIO((FOLDER / "messages.po").read_bytes()), locale="da")


@pytest.fixture(scope="module")
def wanted():
    """Return every message that the code marks for translation."""
    keywords = DEFAULT_KEYWORDS | {"N_": None, "NN_": (1, 2)}
    folders = (ROOT, Path(config.__file__).parent, ROOT.parent / "migrations")
    return {
        message
        for folder in folders
        for _, _, message, *_ in extract_from_dir(folder, METHODS, keywords=keywords)
    }


def forms(text):
    """Return the singular and plural forms of a message, or its one form."""
    return (text,) if isinstance(text, str) else tuple(text)


def test_every_message_has_its_danish(wanted, catalog):
    """Not missing, not empty, not guessed."""
    sound = {
        entry.id
        for entry in catalog
        if not entry.fuzzy and entry.string and all(part.strip() for part in forms(entry.string))
    }

    assert 100 < len(wanted)
    assert set() == wanted - sound


def test_no_message_is_kept_that_nothing_says(wanted, catalog):
    """A translator must not spend an evening on words that are gone."""
    assert set() == {entry.id for entry in catalog if entry.id} - wanted


def test_both_languages_have_the_same_gaps(catalog):
    """A gap that is missing would swallow a name or a number; one too many would be a fault."""
    wrong = []
    for entry in catalog:
        if not entry.id:
            continue
        english = [set(GAP.findall(form)) for form in forms(entry.id)]
        wrong += [entry.id for form in forms(entry.string) if set(GAP.findall(form)) not in english]

    assert [] == wrong


def test_the_compiled_words_are_those_that_are_kept(catalog):
    """Nobody edits one and forgets the other."""
    compiled = BytesIO()
    write_mo(compiled, catalog)

    assert compiled.getvalue() == (FOLDER / "messages.mo").read_bytes()


def words_of(page):
    """Return what a person reads on a page: its text and the texts of its attributes."""
    body = page[page.index("<body") :]
    said = re.findall(r'(?:aria-label|title|data-left|data-over|placeholder)="([^"]*)"', body)
    text = re.sub(r"<[^>]+>", "\n", body)
    return re.sub(r"[ \t]+", " ", html.unescape("\n".join([text, *said])))


def phrases(catalog, language):
    """Return whole sentences of one language that are not words of the other."""
    pairs = [
        (english, danish)
        for entry in catalog
        if entry.id
        for english, danish in zip(forms(entry.id), forms(entry.string), strict=False)
    ]
    sides = {"en": [english for english, _ in pairs], "da": [danish for _, danish in pairs]}
    both = {english for english, danish in pairs if english.casefold() == danish.casefold()}
    others = {phrase.casefold() for phrase in sides["da" if language == "en" else "en"]}
    return {
        part.strip()
        for phrase in sides[language]
        if phrase not in both
        for part in GAP.split(phrase)
        if len(part.split()) > 1 and part.strip().casefold() not in others
    }


@pytest.fixture
def pages(visit, case_id, sign_in, write, form, nights, people):
    """Return a function that gives every page in a language, by a name."""
    anna_writes = sign_in("anna")
    write(anna_writes, case_id, "xyz")

    def in_language(language):
        anna, lone, stranger = visit("anna"), visit("lone"), visit()
        stranger.get("/log-ind")
        for browser in (anna, lone, stranger):
            browser.post("/udseende/sprog", language=language)
        new = form(anna, text="", type="?", occurred_at="?")
        return {
            "sign-in": stranger.get("/log-ind"),
            "sign-in refused": stranger.post("/log-ind", name="x", password="y"),
            "sign-in empty": stranger.post("/log-ind", name="", password=""),
            "sign-in carrying": stranger.post(f"/sag/{case_id}/notat", text="xyz"),
            "cases": anna.get("/"),
            "timeline": anna.get(f"/sag/{case_id}/?saved=saved"),
            "timeline again": anna.get(f"/sag/{case_id}/?saved=already"),
            "form": anna.get(f"/sag/{case_id}/notat/nyt"),
            "form refused": anna.post(f"/sag/{case_id}/notat", new),
            "form stale": anna.post(f"/sag/{case_id}/notat", new, csrf_token=""),
            "overview": lone.get("/"),
            "team": lone.get(f"/sag/{case_id}/team?said=already"),
            "team refused": lone.post(f"/sag/{case_id}/team/aendring"),
            "team proposed": lone.post(
                f"/sag/{case_id}/team/aendring", member=[str(people["anna"]), str(people["dorte"])]
            ),
            "kept away": lone.get(f"/sag/{case_id}/team/udeluk"),
            "keys": lone.get("/noegler/"),
            "log": lone.get("/hvem-har-laest/"),
            "log refused": lone.get("/hvem-har-laest/?kind=x&day_to=x&case=x&more=x"),
            "400": anna.get("/?a=%00"),
            "403": anna.post("/log-ud", csrf_token=""),
            "404": anna.get("/nej"),
            "405": anna.open("/", "PUT"),
            **nights(language),
        }

    return in_language


@pytest.fixture
def nights(visit, case_id, guard, break_glass, open_case, to_judge):
    """Return a function that gives every page of the night in a language, by a name."""
    opened = open_case(pseudonym="Xyz Xyz")
    grant = break_glass(guard, opened, words="").id

    def in_language(language):
        hanne, lone, tove = visit("hanne"), visit("lone"), visit("tove")
        for browser in (hanne, lone, tove):
            browser.post("/udseende/sprog", language=language)
        case = f"/sag/{case_id}"
        return {
            "my shift": hanne.get("/min-vagt/?saved=words"),
            "my shift, known": hanne.get("/min-vagt/?saved=excluded"),
            "my shift, off": tove.get("/min-vagt/"),
            "written": hanne.get("/min-vagt/skrevet?saved=saved"),
            "quick note": hanne.get(f"{case}/send"),
            "quick note refused": hanne.post(f"{case}/send", text="", type="?", occurred_at="?"),
            "quick note stale": hanne.post(f"{case}/send", text="xyz", csrf_token=""),
            "emergency": hanne.get(f"{case}/noedadgang"),
            "emergency along": hanne.get(f"{case}/noedadgang?along={grant}"),
            "emergency refused": hanne.post(f"{case}/noedadgang", words="x", password=""),
            "emergency, wrong password": hanne.post(
                f"{case}/noedadgang", reason="acute_safety", password="forkert"
            ),
            "read for a time": hanne.get(f"/sag/{opened}/?saved=words"),
            "words refused": hanne.post(f"/adgang/{grant}/ord", words="x"),
            "over": hanne.get("/adgang/slut"),
            "I know her": hanne.get(f"{case}/kender-hende"),
            "opened by others": visit_in(visit, "anna", language).get(f"/sag/{opened}/adgange"),
            "opened by nobody": visit_in(visit, "anna", language).get(f"{case}/adgange"),
            "purpose": lone.get(f"{case}/formaal"),
            "review": lone.get("/gennemgang/?saved=saved"),
            "review refused": lone.post(f"/gennemgang/{grant}"),
            **weeks(lone, case, to_judge),
            "roster": hanne.get("/vagtplan/"),
            "roster of a leader": lone.get("/vagtplan/?saved=plan"),
            "roster refused": lone.post("/vagtplan/", day="x"),
            "plan refused": lone.post("/vagtplan/csv", plan="xyz\nxyz;2026-03-03;07:00;15:00"),
        }

    return in_language


def weeks(lone, case, item):
    """Return the pages of the week's review and of uses, by a name."""
    week = "/gennemgang/uge/2026-W10"
    return {
        "week": lone.get(f"{week}?saved=saved"),
        "week refused": lone.post(f"{week}/{item}", words="x"),
        "week long ago": lone.get("/gennemgang/uge/2026-W05"),
        "week as a picture": lone.get("/hvem-har-laest/uge/2026-W10"),
        "who has read": lone.get(f"{case}/hvem-har-laest"),
        "logged about me": lone.get("/mig/log"),
    }


def visit_in(visit, name, language):
    """Return the browser of somebody who reads in a language."""
    browser = visit(name)
    browser.post("/udseende/sprog", language=language)
    return browser


def own_pages(lone, adam, stranger):
    """Return the pages of one's own account, and those at the door, by a name."""
    return {
        "home": adam.get("/"),
        "mine": adam.get("/mig/?said=changed"),
        "mine refused": adam.post("/mig/adgangskode", password="x", again="y", present="z"),
        "stolen": lone.get("/mig/stjaalet"),
        "drawn": lone.post("/mig/kode", proof=PASSWORD),
        "mistyped": lone.post("/mig/kode/gem", sealed="", typed="x"),
        "activate": stranger.get("/aktiver"),
        "activate refused": activate(stranger, "x", "y"),
        "forgotten": stranger.get("/glemt-adgangskode"),
        "forgotten refused": stranger.post("/glemt-adgangskode", name="x", code=""),
    }


def joining_pages(lone, stranger, login):
    """Return the pages of somebody who joins, by a name."""
    given = {
        "invite": lone.get("/medarbejdere/inviter"),
        "invite refused": invite(lone, "anna", role="?"),
        "code": invite(lone, login),
    }
    given["activated"] = activate(stranger, login, code_on(given["code"].text))
    given["waits"] = stranger.post("/log-ind", name=login, password=NEW_PASSWORD)
    given["colleagues"] = lone.get("/medarbejdere/")
    new = re.search(r"/medarbejdere/([0-9a-f-]{36})/godkend", given["colleagues"].text)[1]
    return given | {
        "confirm": lone.get(f"/medarbejdere/{new}/godkend"),
        "confirm refused": lone.post(f"/medarbejdere/{new}/godkend", heard="x"),
        "unconfirmed": lone.get(f"/medarbejdere/{new}?said=elsewhere"),
        "begun anew": act_on(lone, new, "nulstil"),
        "new code": lone.get(f"/medarbejdere/{new}/kode"),
    }


def leaving_pages(lone, people):
    """Return the pages of somebody who stops, and of the leader herself, by a name."""
    anna, tove = people["anna"], people["tove"]
    given = {
        f"anna {act}": lone.get(f"/medarbejdere/{anna}{act}")
        for act in ("", "/pause", "/nulstil", "/fratraed")
    } | {
        "own": lone.get(f"/medarbejdere/{people['lone']}"),
        "leave refused": act_on(lone, anna, "fratraed"),
        "suspended": act_on(lone, tove, "pause"),
        "let in": lone.get(f"/medarbejdere/{tove}/genoptag"),
    }
    act_on(lone, tove, "genoptag")
    return given | {"resumed": lone.get(f"/medarbejdere/{tove}?said=resumed")}


@pytest.fixture
def account_pages(visit, case_id, hire, people):
    """Return a function that gives every page about accounts in a language, by a name."""
    hire("adam", Role.ADMINISTRATOR, Profession.OTHER, "Adam Ask")
    hire("lea", Role.LEADER, Profession.OTHER, "Lea Lund")

    def in_language(language):
        lone, adam, stranger = visit("lone"), visit("adam"), visit()
        stranger.get("/log-ind")
        for browser in (lone, adam, stranger):
            browser.post("/udseende/sprog", language=language)
        return {
            **own_pages(lone, adam, stranger),
            **joining_pages(lone, stranger, f"gry.{language}"),
            **leaving_pages(lone, people),
        }

    return in_language


@pytest.mark.parametrize(("language", "other"), [("da", "en"), ("en", "da")])
def test_no_page_about_accounts_mixes_languages(language, other, account_pages, catalog):
    """Forms, refusals, codes and reports too."""
    require_one_language(account_pages(language), language, phrases(catalog, other))


@pytest.mark.parametrize(("language", "other"), [("da", "en"), ("en", "da")])
def test_no_page_mixes_languages(language, other, pages, catalog):
    """Every page is in the reader's language throughout, errors and dates included."""
    require_one_language(pages(language), language, phrases(catalog, other))


def stands_in(text, phrase):
    """Tell whether a phrase stands in a text as whole words; most of them do not at all."""
    return phrase in text and re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text) is not None


def require_one_language(answers, language, foreign):
    """Fail if one of these pages has words or dates of another language."""
    for name, answer in answers.items():
        said = words_of(answer.text)
        folded = said.casefold()
        assert f'<html lang="{language}"' in answer.text, name
        stray = {phrase for phrase in foreign if stands_in(folded, phrase.casefold())}
        assert set() == stray, name
        for date in DATED.findall(said):
            assert (" at" in date) == (language == "en"), name


def test_a_language_is_kept_for_this_browser_only(visit):
    """One colleague's choice is nobody else's; a language that is none changes nothing."""
    one, other = visit(), visit()
    one.get("/log-ind")
    one.post("/udseende/sprog", language="en", next="/log-ind")

    assert 'lang="en"' in one.get("/log-ind").text
    assert 'lang="da"' in other.get("/log-ind").text
    assert 422 == one.post("/udseende/sprog", language="de").status_code
    assert 'lang="en"' in one.get("/log-ind").text


def test_a_number_is_written_as_its_reader_writes_it(anna, case_id):
    """Whoever comes second in the life of a process too: a page is compiled once for all."""
    form, said = f"/sag/{case_id}/notat/nyt", []
    for language in ("da", "en", "da"):
        anna.post("/udseende/sprog", language=language)
        said.append(re.search(r"20[.,]000", anna.get(form).text)[0])

    assert ["20.000", "20,000", "20.000"] == said
