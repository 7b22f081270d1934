"""Her own extract: what the log tells the woman whose file it is, on screen and on paper."""

import hashlib
import html
import io
import re
import subprocess
import sys
import zipfile

import pytest
from browsers import typed_in
from houses import PASSWORD
from pypdf import PdfReader

from journal.cli import verify_log
from journal.domain.access import Face
from journal.domain.audit import bytes_of, text_of
from journal.domain.errors import AccessDenied
from journal.services import exclusions, notes
from journal.services.work import perform

both_engines = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
NAMES = ("Anna Ager", "Birgit Bro", "Hanne Hald", "Carla Cramer", "Lone Leder", "Dagny Dam")
DECISION = {"reason": "complaint", "password": PASSWORD}
SOUND, UNWITNESSED = 0, 4


def shown(answer):
    """Return the extract on a page as text, without the page around it."""
    part = answer.text[answer.text.index('aria-labelledby="shown-title"') :]
    part = part[part.index(">") + 1 : part.index("</section>")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", part).split()))


def rows(answer):
    """Return the lines of the extract on a page, cell by cell."""
    part = answer.text[answer.text.index('aria-labelledby="shown-title"') :]
    body = part[part.index("<tbody>") : part.index("</tbody>")]
    return [
        [
            html.unescape(" ".join(re.sub(r"<[^>]+>", " ", cell).split()))
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def form_of(answer, end):
    """Return the fields of the form on a page whose address ends like this."""
    pattern = rf'<form method="post" action="[^"]*{end}">.*?</form>'
    (found,) = re.findall(pattern, answer.text, re.DOTALL)
    return typed_in(f"<main>{found}</main>")


def words_of(file):
    """Return the words of a PDF in one line."""
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.fixture
def page(case_id):
    """Return the address of the extract of a case."""
    return f"/sag/{case_id}/udtraek"


@pytest.fixture
def used(write, read, sign_in, case_id, guard, deputy, break_glass, context, clock):
    """Let a case be written, read, opened in an emergency and for a purpose, and be asked for."""
    anna = sign_in("anna")
    write(anna, case_id)
    clock.advance(minutes=1)
    read(anna, case_id)
    clock.advance(minutes=1)
    break_glass(guard, case_id, reason="child_concern")
    read(guard, case_id)
    clock.advance(minutes=1)
    break_glass(deputy, case_id, reason="supervision", face=Face.PURPOSE)
    read(deputy, case_id)
    clock.advance(minutes=1)
    with pytest.raises(AccessDenied):
        perform(context(sign_in("carla")), notes.read_timeline, case_id, 1)
    return case_id


@both_engines
def test_the_table_is_what_happened(used, visit, page, events, clock):
    """Each use a line, by function; emergencies and refusals marked, their reasons in words."""
    lone = visit("lone")
    answer = lone.get(page)
    at = f"2. marts 2026 kl. 13.0{{}}"

    assert [
        ["1", at.format(0), "Kontaktperson", "Skrev et notat", "Journalnotater", OF_TEAM],
        ["2", at.format(1), "Kontaktperson", "Læste dine notater", "Journalnotater", OF_TEAM],
        [
            *("3", at.format(2), "Nattevagt", "Åbnede din journal i en nødsituation Nødadgang"),
            *("Journalnotater", "Var på vagt. Begrundelse: Bekymring for et barn"),
        ],
        [
            *("4", at.format(2), "Nattevagt", "Læste dine notater Nødadgang", "Journalnotater"),
            "Nødadgang for den, der er på vagt. Begrundelse: Bekymring for et barn",
        ],
        [
            *("5", at.format(3), "Souschef", "Åbnede din journal for en time", "Journalnotater"),
            "Er med i ledelsen. Det giver ikke ret til at læse notater. Begrundelse: Tilsyn",
        ],
        [
            *("6", at.format(3), "Souschef", "Læste dine notater", "Journalnotater"),
            "Ledelsen skal sige hvorfor og har adgang i en time. Begrundelse: Tilsyn",
        ],
        [
            *("7", at.format(4), "Socialrådgiver", "Forsøgte: Læste notater Afvist", ""),
            "Fik ikke adgang og så ingenting",
        ],
    ] == rows(answer)
    (event,) = events("extract.read")
    assert ("leader", 7, None) == (event["basis"], event["n"], event["ref"])


OF_TEAM = "Er en af dine kontaktpersoner og arbejder med din sag"


def test_lines_and_numbers_together_are_the_log(used, visit, page, events, case_id, ask, raw_id):
    """What is no line is counted: nothing that names the case is left out."""
    said = rows(visit("lone").get(page))
    answer = visit("lone").get(page)
    numbers = re.findall(r'<td class="number">(\d+)</td>', answer.text)
    ((alias,),) = ask("SELECT alias FROM case_file WHERE id = :case", case=raw_id(case_id))
    alias = text_of(bytes(alias))
    before = events()[:-1]

    named = [each for each in before if alias in {case for case, _ in each["on"]}]
    assert len(named) == len(said) + sum(map(int, numbers))


def test_names_are_off(used, visit, page):
    """Neither on the page nor on paper, though who leads could see them elsewhere."""
    lone = visit("lone")
    answer = lone.get(page)
    file = lone.post(page, form_of(answer, "udtraek"))

    for words in (shown(answer), words_of(file.data)):
        assert [] == [name for name in NAMES if name in words]
        assert "Navne på medarbejdere står her ikke" in words
    assert [] == [name for name in NAMES if name.encode() in file.data]


@both_engines
def test_a_decision_turns_names_on_for_one_extract(used, visit, page, events, clock):
    """With a reason and her password; it is an event of its own and good for one PDF."""
    lone = visit("lone")
    answer = lone.post(f"{page}/navne", DECISION | {"language": "en"})
    assert 303 == answer.status_code
    (decided,) = events("extract.names")
    assert ("leader", "complaint") == (decided["basis"], decided["why"])

    preview = lone.get(answer.location)
    assert "Anna Ager" in shown(preview)
    assert 'lang="en"' in preview.text
    file = lone.post(page, form_of(preview, "udtraek"))
    said = words_of(file.data)
    assert [] == [name for name in ("Anna Ager", "Hanne Hald", "Carla Cramer") if name not in said]
    given = events("extract.done")[-1]
    assert ("names", decided["id"]) == (given["why"], given["ref"])

    again = lone.post(page, form_of(preview, "udtraek"))
    assert 422 == again.status_code
    assert "Tag stilling igen" in html.unescape(again.text)
    assert 422 == lone.get(answer.location).status_code
    assert 1 == len(events("extract.done"))


@pytest.mark.parametrize("whose", ["old", "another case", "another leader", "invented", "a note"])
def test_a_decision_that_is_not_hers_opens_no_name(
    whose, used, visit, page, events, clock, open_case
):
    """Too old, of another case, of somebody else, or none at all."""
    lone = visit("lone")
    place = f"/sag/{open_case(pseudonym='Klar Sø')}/udtraek" if whose == "another case" else page
    decider = visit("dagny") if whose == "another leader" else lone
    location = decider.post(f"{place}/navne", DECISION).location
    decision = re.search(r"decision=([0-9a-f-]{36})", location)[1]
    if whose == "old":
        clock.advance(hours=1)
        lone = visit("lone")
    if whose == "invented":
        decision = decision[::-1].translate(str.maketrans("-", "-"))
        decision = "0" * 8 + "-0000-4000-8000-" + "0" * 12
    if whose == "a note":
        decision = str(__import__("uuid").UUID(bytes=bytes_of(events("note.write")[0]["id"])))
    for answer in (lone.get(f"{page}?decision={decision}"), lone.post(page, decision=decision)):
        assert 422 == answer.status_code
        assert "Carla" not in answer.text.partition("<main")[2]
    assert [] == events("extract.done")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reason": ""}, "Vælg"),
        ({"reason": "x"}, "Vælg"),
        ({"password": "forkert kode her"}, "Forkert"),
        ({"password": ""}, "Udfyld"),
    ],
)
def test_a_decision_needs_a_reason_and_the_password(changed, words, visit, page, events, case_id):
    """What is missing is said beside its field, and nothing is decided."""
    answer = visit("lone").post(f"{page}/navne", DECISION | changed)

    assert 422 == answer.status_code
    assert "<title>Fejl:" in answer.text
    assert words in html.unescape(answer.text)
    assert [] == events("extract.names")


def test_a_leader_who_is_kept_away_finds_none(used, visit, page, context, sign_in, people):
    """Not the page, not the paper, not the proofs, not the names."""
    perform(context(sign_in("dagny")), exclusions.exclude, used, people["dagny"])
    dagny = visit("dagny")

    for path in (page, f"{page}/navne"):
        assert 404 == dagny.get(path).status_code
    for path, fields in ((page, {}), (f"{page}/beviser", {}), (f"{page}/navne", DECISION)):
        assert 404 == dagny.post(path, fields).status_code


@both_engines
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_paper_is_tagged_and_in_her_language(language, used, visit, page, events):
    """PDF/UA: title, language, structure, text that can be taken out; the same lines as the page."""
    lone = visit("lone")
    preview = lone.get(f"{page}?language={language}")
    answer = lone.post(page, form_of(preview, "udtraek"))
    root = PdfReader(io.BytesIO(answer.data)).trailer["/Root"]
    title = {"da": "Hvem har læst min journal", "en": "Who has read my journal"}[language]

    assert ("application/pdf", "no-store") == (
        answer.mimetype,
        answer.headers["Cache-Control"],
    )
    assert language == root["/Lang"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert title == PdfReader(io.BytesIO(answer.data)).metadata["/Title"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    said = words_of(answer.data)
    for row in rows(preview):
        assert all(word in said for cell in row for word in cell.split())
    given = events("extract.done")[-1]
    assert [text_of(hashlib.sha256(answer.data).digest())] == given["env"]
    assert ("functions", 7, None) == (given["why"], given["n"], given["ref"])
    assert bytes_of(given["id"]).hex()[:8] in said


def test_nothing_tells_the_house(used, visit, page, app, house):
    """Neither words nor metadata nor the name of the file; no day of the machine's either."""
    lone = visit("lone")
    answer = lone.post(page, {"language": "da"})
    info = PdfReader(io.BytesIO(answer.data)).metadata

    assert {"/Title", "/Creator"} == set(info)
    assert info["/Creator"].startswith("Typst ")
    assert "attachment; filename=udtraek.pdf" == answer.headers["Content-Disposition"]
    said = words_of(answer.data).lower()
    for word in ("krisecenter", "værn", "127.0.0.1", *house.settings.hosts):
        assert word.lower() not in said
        assert word.encode() not in answer.data


def test_the_paper_is_the_page(used, visit, page, read, sign_in):
    """Who reads between looking and making is on the next extract, not on this one."""
    lone = visit("lone")
    preview = lone.get(page)
    read(sign_in("anna"), used)
    fields = form_of(preview, "udtraek")

    assert "Linjer 7 " in words_of(lone.post(page, fields).data)
    assert "Linjer 8 " in words_of(lone.post(page, fields | {"size": ""}).data)


def test_days_are_days_of_the_house(used, visit, page, clock, read, sign_in):
    """Both included; an emergency of an earlier day keeps its reason."""
    clock.advance(hours=12)
    read(sign_in("anna"), used)
    lone = visit("lone")

    assert ["1"] == [row[0] for row in rows(lone.get(f"{page}?day_from=2026-03-03"))]
    assert 7 == len(rows(lone.get(f"{page}?day_to=2026-03-02")))
    assert "Ingen har brugt" in shown(lone.get(f"{page}?day_from=2026-03-04"))
    turned = lone.get(f"{page}?day_from=2026-03-03&day_to=2026-03-02")
    assert 422 == turned.status_code
    assert 'href="#day_to"' in turned.text
    for wrong in ("day_from=x", "language=kl", "size=-1", "decision=x", "x=1", "size=1&size=2"):
        assert 422 == lone.get(f"{page}?{wrong}").status_code


def test_too_many_lines_are_refused(used, visit, page, monkeypatch):
    """With the way out: fewer days."""
    monkeypatch.setattr("journal.domain.extract.MOST_LINES", 6)
    answer = visit("lone").get(page)

    assert 422 == answer.status_code
    assert "mere end 6 linjer" in html.unescape(answer.text)


@both_engines
def test_proofs_are_checked_by_somebody_outside(used, visit, page, house, tmp_path, events):
    """Each line's event, its proof and the verifier, which runs without this program."""
    lone = visit("lone")
    answer = lone.post(f"{page}/beviser", form_of(lone.get(page), "beviser"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    witness = tmp_path / "witness"
    witness.write_text(house.vault.signer.outside_note())
    folders = sorted(path for path in tmp_path.iterdir() if path.is_dir())

    assert "attachment; filename=udtraek.zip" == answer.headers["Content-Disposition"]
    assert [f"000{number}" for number in range(1, 8)] == [folder.name for folder in folders]
    for folder in folders:
        command = [sys.executable, "-I", tmp_path / "verify_log.py", "entry", folder]
        run = subprocess.run([*command, "--witness", witness], check=False, capture_output=True)
        assert SOUND == run.returncode, run.stdout
    acts = [verify_event(folder)["act"] for folder in folders]
    assert ["note.write", "note.read", "bg.open", "note.read", "purpose.open"] == acts[:5]
    given = events("extract.done")[-1]
    assert ("proofs", 7) == (given["why"], given["n"])
    assert [text_of(hashlib.sha256(answer.data).digest())] == given["env"]
    assert [] == [name for name in NAMES if name.encode() in answer.data]


def verify_event(folder):
    """Return what the event of a proof says, after its files are named as the verifier does."""
    import json

    assert {verify_log.KEY, verify_log.EVENT, verify_log.INCLUSION} == {
        path.name for path in folder.iterdir()
    }
    return json.loads((folder / verify_log.EVENT).read_text())


def test_a_changed_event_is_proven_by_nothing(used, visit, page, unlock_log, tamper, events):
    """The log is not what was signed: said on the page, and nothing is given out."""
    lone = visit("lone")
    fields = form_of(lone.get(page), "beviser")
    unlock_log()
    tamper("UPDATE audit_entry SET entry = replace(entry, '\"n\":1', '\"n\":2') WHERE act='bg.open'")
    answer = lone.post(f"{page}/beviser", fields)

    assert 422 == answer.status_code
    assert "journal verify" in html.unescape(answer.text)


def test_what_people_typed_is_no_markup(house, hire, case_id, visit, page, set_team, sign_in, read):
    """A name with every sign of the typesetter's language stands on the paper as it was typed."""


def test_the_look_is_one_link_away(used, visit, anna):
    """For who leads; a contact person has no such link and no such page."""
    place = f"/sag/{used}"

    assert f'href="{place}/udtraek"' in visit("lone").get(f"{place}/hvem-har-laest").text
    assert f'href="{place}/udtraek"' not in anna.get(f"{place}/hvem-har-laest").text
    assert 404 == anna.get(f"{place}/udtraek").status_code
