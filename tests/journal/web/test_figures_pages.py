"""Årets tal and Udgivelser as pages: exact with their mark inside, and two people to the door."""

import csv
import io
import re
import zipfile

import pytest
from catalogue_year import YEAR
from figures import put_in
from houses import PASSWORD
from pypdf import PdfReader

from journal.web.figures import harmless

MARK = "intern \N{EN DASH} må ikke offentliggøres"
INSIDE = f"/statistik/{YEAR}"
OUT = "/statistik/udgivelser/"


@pytest.fixture
def lone(visit, context, sign_in):
    """Return the browser of the leader; the invented year is in the house."""
    put_in(context(sign_in("lone")))
    return visit("lone")


@pytest.fixture
def second(visit, reviewer):
    """Return a function that opens the browser of the log reviewer."""
    return lambda: visit("rikke")


def test_the_year_inside_with_its_mark(lone):
    """Counts and shares in the catalogue's words; every table bears the mark."""
    page = lone.get(INSIDE).text

    assert "Bopælsregion ved indskrivning" in page
    assert re.search(r"Region Hovedstaden</td>\s*<td[^>]*>31</td>\s*<td[^>]*>83,8 %", page)
    assert page.count(MARK) > 25
    forced = lone.get(f"{INSIDE}?mode=forced_named&beside=2023").text
    assert "Forskel" in forced
    assert 422 == lone.get(f"{INSIDE}?mode=loud").status_code
    assert {404} == {lone.get(f"/statistik/{year}").status_code for year in (0, 9999, 10**20)}


def test_the_files_bear_the_mark_and_hold_no_formula(lone):
    """A PDF with a title and a language, a spreadsheet without anything that is worked out."""
    lone.get(INSIDE)
    paper = lone.post(f"{INSIDE}/fil", form="pdf")
    assert "application/pdf" == paper.content_type
    assert MARK in PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()
    sheet = lone.post(f"{INSIDE}/fil", form="csv", beside="2023").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(sheet), delimiter=";"))
    assert MARK == rows[1][0]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_a_cell_that_begins_a_formula_is_text(cell):
    """A label from a list, a year's change, whatever."""
    assert f"'{cell}" == harmless(cell)
    assert "Dansk = x" == harmless("Dansk = x")


def test_from_freezing_to_the_file_by_two_people(lone, second):
    """Freeze, look, draft, propose; somebody else approves, lets it go, fetches it once."""
    lone.get(INSIDE)
    assert 422 == lone.post(INSIDE, password="forkert").status_code
    assert 303 == lone.post(INSIDE, password=PASSWORD).status_code
    assert "Frosset, version 1" in lone.get("/statistik/").text
    preview = lone.get(f"{OUT}ny?period={YEAR}").text
    assert "Ikke offentliggjort" in preview
    assert "Næsten alle" in preview or "slet ikke" in preview
    drafted = lone.post(f"{OUT}ny", period=str(YEAR))
    address = drafted.location
    page = lone.get(address).text
    assert "Kontrolleret" in page
    assert 303 == lone.post(address, step="propose", password=PASSWORD).status_code
    rikke = second()
    seen = rikke.get(address).text
    digest = re.search(r'name="digest" value="(\w{64})"', seen)[1]
    short = rikke.post(address, step="approve", digest=digest, reason="ja", password=PASSWORD)
    assert (422, True) == (short.status_code, "mindst 15 tegn" in short.text)
    said = {"step": "approve", "digest": digest, "reason": "Det må gerne komme i årsberetningen."}
    assert 422 == rikke.post(address, said, password="forkert").status_code
    assert 303 == rikke.post(address, said, password=PASSWORD).status_code
    assert 303 == rikke.post(address, step="release").status_code
    file = rikke.post(address, step="download")
    assert "application/zip" == file.content_type
    with zipfile.ZipFile(io.BytesIO(file.data)) as archive:
        assert ["da.csv", "da.pdf", "en.csv", "en.pdf"] == sorted(archive.namelist())
        assert MARK not in archive.read("da.csv").decode("utf-8-sig")
    again = rikke.post(address, step="download")
    assert (422, True) == (again.status_code, "hentes én gang" in again.text)
    assert "udgivelse nr. 1" in lone.get(f"{OUT}ny?period={YEAR}").text.lower()


@pytest.mark.parametrize("period", ["2024-03", "", "x" * 30, "2023"])
def test_what_cannot_be_published_is_said_beside_the_field(lone, period):
    """A month, nothing, a year that nobody froze: 422, and what she typed stands there."""
    lone.get(f"{OUT}ny")
    answer = lone.post(f"{OUT}ny", period=period)
    assert 422 == answer.status_code
    assert f'value="{period}"' in answer.text


def test_who_is_neither_gets_nothing(lone, visit, second):
    """Care staff find no page; who reviews the log finds the list and not the exact year."""
    anna = visit("anna")
    for address in ("/statistik/", INSIDE, OUT, f"{OUT}ny"):
        assert 404 == anna.get(address).status_code
    rikke = second()
    assert [404, 404, 200, 404] == [
        rikke.get(address).status_code for address in ("/statistik/", INSIDE, OUT, f"{OUT}ny")
    ]
