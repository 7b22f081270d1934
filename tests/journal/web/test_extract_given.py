"""Her own extract as it leaves the house: on paper, and with proofs for somebody outside."""

import hashlib
import html
import io
import json
import subprocess
import sys
import zipfile

import pytest
from extracts import COLLEAGUES, DECISION, form_of, rows, shown, words_of
from pypdf import PdfReader

from journal.cli import verify_log
from journal.domain.audit import bytes_of, text_of
from journal.domain.staff import Profession, Role

both_engines = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)
SOUND = 0
SIGNS = '#eval("1+1") \\ *b* $x$ @ref <tag> _a_ `c` [d] {e} /* f */ ~ // g'
"""What the typesetter would read as its own language."""


@both_engines
@pytest.mark.parametrize("language", ["da", "en"])
def test_the_paper_is_tagged_and_in_her_language(language, used_case, visit, extract_page, events):
    """PDF/UA: title, language, structure, text that can be taken out; the lines of the page."""
    lone = visit("lone")
    preview = lone.get(f"{extract_page}?language={language}")
    answer = lone.post(extract_page, form_of(preview, "udtraek"))
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


def test_nothing_tells_the_house(used_case, visit, extract_page, app, house):
    """Neither words nor metadata nor the name of the file; no day of the machine's either."""
    lone = visit("lone")
    answer = lone.post(extract_page, {"language": "da"})
    info = PdfReader(io.BytesIO(answer.data)).metadata

    assert {"/Title", "/Creator"} == set(info)
    assert info["/Creator"].startswith("Typst ")
    assert "attachment; filename=udtraek.pdf" == answer.headers["Content-Disposition"]
    said = words_of(answer.data).lower()
    for word in ("krisecenter", "værn", "127.0.0.1", *house.settings.hosts):
        assert word.lower() not in said
        assert word.encode() not in answer.data


def test_the_paper_is_the_page(used_case, visit, extract_page, read, sign_in):
    """Who reads between looking and making is on the next extract, not on this one."""
    lone = visit("lone")
    preview = lone.get(extract_page)
    read(sign_in("anna"), used_case)
    fields = form_of(preview, "udtraek")

    assert "Linjer 7 " in words_of(lone.post(extract_page, fields).data)
    assert "Linjer 8 " in words_of(lone.post(extract_page, fields | {"size": ""}).data)


@both_engines
def test_proofs_are_checked_by_somebody_outside(
    used_case, visit, extract_page, house, tmp_path, events
):
    """Each line's event, its proof and the verifier, which runs without this program."""
    lone = visit("lone")
    answer = lone.post(f"{extract_page}/beviser", form_of(lone.get(extract_page), "beviser"))
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path / "given")
    witness, verifier = tmp_path / "witness", tmp_path / "given" / "verify_log.py"
    witness.write_text(house.vault.signer.outside_note())
    folders = sorted(path for path in verifier.parent.iterdir() if path.is_dir())

    assert "attachment; filename=udtraek.zip" == answer.headers["Content-Disposition"]
    assert [f"000{number}" for number in range(1, 8)] == [folder.name for folder in folders]
    for folder in folders:
        command = [sys.executable, "-I", verifier, "entry", folder]
        run = subprocess.run([*command, "--witness", witness], check=False, capture_output=True)
        assert SOUND == run.returncode, run.stdout
    acts = [verify_event(folder)["act"] for folder in folders]
    assert ["note.write", "note.read", "bg.open", "note.read", "purpose.open"] == acts[:5]
    given = events("extract.done")[-1]
    assert ("proofs", 7) == (given["why"], given["n"])
    assert [text_of(hashlib.sha256(answer.data).digest())] == given["env"]
    assert [] == [name for name in COLLEAGUES if name.encode() in answer.data]


def verify_event(folder):
    """Return what the event of a proof says, after its files are named as the verifier does."""
    assert {verify_log.KEY, verify_log.EVENT, verify_log.INCLUSION} == {
        path.name for path in folder.iterdir()
    }
    return json.loads((folder / verify_log.EVENT).read_text())


def test_a_changed_event_is_proven_by_nothing(
    used_case, visit, extract_page, unlock_log, tamper, ask, events
):
    """The log is not what was signed: said on the page, and nothing is given out."""
    lone = visit("lone")
    fields = form_of(lone.get(extract_page), "beviser")
    ((entry,),) = ask("SELECT entry FROM audit_entry WHERE act = 'bg.open'")
    unlock_log()
    changed = bytes(entry).replace(b"child_concern", b"acute_safety")
    tamper("UPDATE audit_entry SET entry = :changed WHERE act = 'bg.open'", changed=changed)
    answer = lone.post(f"{extract_page}/beviser", fields)

    assert 422 == answer.status_code
    assert "journal verify" in html.unescape(answer.text)
    assert [] == events("extract.done")


def test_what_people_typed_is_no_markup(hire, people, open_case, sign_in, write, visit):
    """Names and pseudonyms with every sign of the typesetter stand there as they were typed."""
    people["hostile"] = hire("hostile", Role.PEDAGOGUE, Profession.PEDAGOGUE, SIGNS)
    case = open_case("hostile", "birgit", pseudonym=f"Mørk {SIGNS}", by="birgit")
    write(sign_in("hostile"), case)
    lone = visit("lone")
    preview = lone.get(lone.post(f"/sag/{case}/udtraek/navne", DECISION).location)
    said = words_of(lone.post(f"/sag/{case}/udtraek", form_of(preview, "udtraek")).data)

    for words in (said, shown(preview)):
        assert f"Mørk {SIGNS}" in words
        assert f"Kontaktperson {SIGNS}" in words
