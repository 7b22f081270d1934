"""The frozen year: canonical bytes, printed tables, and what differs from a file."""

import json

import catalogue_year
import pytest

from journal.domain.errors import Tampered
from journal.domain.occupancy import Counted
from journal.exports import catalogue, frozen, yearly
from journal.exports.counts import Table
from journal.exports.frozen import House, change, from_json, to_json
from journal.exports.percent import Mode
from journal.exports.printed import Difference, differences, printed, sentence, to_list

HOUSE = House(women=46, children=29, nights=Counted(rooms=4026, occupied=4002))


@pytest.fixture(scope="module")
def year():
    return frozen.count(2024, catalogue_year.facts(), catalogue_year.outcomes(), HOUSE)


def shown(year, language="da", mode=Mode.FORCED_NAMED):
    return [printed(catalogue.spec(one.id), one, language, mode) for one in year.tables]


def test_the_same_year_is_the_same_bytes(year):
    """A hash stands for the figures; whatever is changed in them is damage or another hash."""
    document = to_json(year)
    backwards = frozen.count(
        2024, catalogue_year.facts()[::-1], catalogue_year.outcomes()[::-1], HOUSE
    )
    assert document == to_json(backwards) == to_json(from_json(document))
    assert year == from_json(document)
    for damaged in (
        document.replace(b'"v":1', b'"v":2'),
        document + b" ",
        document.replace(b'"days"', b'"daze"'),
        b"[]",
        b"{",
    ):
        with pytest.raises(Tampered):
            from_json(damaged)


def test_no_id_of_a_row_or_family_is_in_a_frozen_year(year):
    """Counts and codes only."""
    text = to_json(year).decode()
    for fact in catalogue_year.facts():
        assert fact.id.hex not in text
        assert fact.family.hex not in text


def test_mean_stay_and_occupancy_are_whole_number_arithmetic(year):
    """Sums of days and nights, one decimal, half up; of nobody there is none."""
    assert (year.days, year.stays) == (4255, 37)
    assert (1150, 994) == (year.mean_stay, year.occupancy)
    empty = frozen.count(2024, [], [], House())
    assert (None, None) == (empty.mean_stay, empty.occupancy)
    assert empty == from_json(to_json(empty))


def test_a_year_counts_only_who_left_in_it(year):
    """Rows of other years may be there: they are in other tables."""
    others = catalogue_year.row(catalogue_year.PersonKind.WOMAN, 999, 999, {}, 9, year=2025)
    again = frozen.count(2024, [*catalogue_year.facts(), others], catalogue_year.outcomes(), HOUSE)
    assert year == again


def test_tables_are_printed_as_the_catalogue_does(year):
    """A part below its row and in no total; rows nobody gave only where the table wants them."""
    tables = {one.id: one for one in shown(year)}
    region = tables["R01"]
    assert [("Region Hovedstaden", 31, False), ("Heraf Københavns Kommune", 8, True)] == [
        (line.label, line.count, line.is_part) for line in region.lines[:2]
    ]
    assert (37, 1000) == (region.total.count, region.total.tenths)
    assert ["1", "2"] == [line.code for line in tables["R06"].lines]
    assert (19, 514) == (tables["R06"].total.count, tables["R06"].total.tenths)
    assert 0 == tables["R14"].lines[3].count
    assert tables["R08"].total is None
    assert "" != tables["R08"].after
    assert "heraf dansk og dansk/anden etnicitet" == tables["R03"].lines[0].note
    assert "Ikke angivet" not in {line.label for line in tables["R04"].lines}


def test_a_row_in_words(year):
    """One resident is not residents; enquiries say the count first."""
    women, children, enquiries = catalogue.parts()
    tables = {one.id: one for one in shown(year)}
    said = {
        sentence(women, tables["R01"].lines[0], "da"),
        sentence(women, tables["R02"].lines[-1], "da"),
        sentence(children, tables["C02"].lines[-1], "en"),
        sentence(enquiries, tables["H01"].lines[0], "da"),
    }
    assert {
        "83,8 %, svarende til 31 beboere",
        "2,7 %, svarende til 1 beboer",
        "4.2%, that is 1 child",
        "74, svarende til 31,2 %",
    } == said


def test_coarser_tables_are_printed_with_the_words_of_their_level(year):
    """The fixed categories, in both languages."""
    spec = catalogue.spec("R10")
    (_, coarse) = yearly.levels(spec, catalogue_year.facts())
    assert ["Yes", "No or not stated"] == [line.label for line in printed(spec, coarse, "en").lines]


def test_json_of_printed_tables(year):
    """A list of tables with rows of label, count and percent, in both languages."""
    first = to_list(shown(year))[0]
    assert {"label": "Region Hovedstaden", "count": 31, "percent": 83.8} == first["rows"][0]
    assert {"label": "I alt", "count": 37, "percent": 100} == first["total"]
    assert '"percent": 100' in json.dumps(first)
    empty = frozen.count(2024, [], [], House())
    assert to_list(shown(empty, "en"))[3]["rows"][0] == {
        "label": "Yes",
        "count": 0,
        "percent": None,
    }


def test_what_equals_the_expected_tables_has_no_difference(year):
    """Also where figures are typed as people write them."""
    actual = to_list(shown(year))
    assert [] == differences(actual, actual)
    typed = json.loads(json.dumps(actual))
    typed[0]["rows"][0] |= {"label": "region  hovedstaden:", "percent": "83,8 %"}
    del typed[0]["total"]
    assert [] == differences(typed, actual)


def test_every_difference_is_said(year):
    """A figure, a row or a table, missing or too many."""
    actual = to_list(shown(year))
    expected = json.loads(json.dumps(actual))
    expected[0]["rows"][1]["count"] = 9
    expected[1]["rows"][0]["percent"] = 37.9
    expected[2]["rows"][0]["label"] = "Anden"
    expected[3]["id"] = "X01"
    expected[4]["total"]["count"] = 38
    found = {
        (one.table, one.what, one.expected, one.actual) for one in differences(expected, actual)
    }
    assert {
        ("R01", "count", "9", "8"),
        ("R02", "percent", "37.9", "37.8"),
        ("R03", "row", "Anden", ""),
        ("R03", "row", "", "Dansk"),
        ("X01", "table", "X01", ""),
        ("R04", "table", "", "R04"),
        ("R05", "count", "38", "37"),
    } == found
    assert isinstance(differences(expected, actual)[0], Difference)


@pytest.mark.parametrize("expected", [[{}], ["R01"], {"id": 1}, 5, [{"id": "R01", "rows": [{}]}]])
def test_a_file_that_holds_no_tables_is_refused(year, expected):
    """Not compared to nothing and called equal."""
    with pytest.raises(ValueError, match="no list of tables"):
        differences(expected, to_list(shown(year)))


def test_a_second_year_shows_the_change(year):
    """By code; a code that one of the years did not ask has no difference."""
    spec = catalogue.spec("R10")
    now = year.tables[9]
    before = yearly.tabulate(spec, catalogue_year.facts()[:20])
    found = {one.code: one.difference for one in change(before, now)}
    assert {"yes": 2, "no": 13, "unknown": 2} == found
    asked = Table(id="R10", level=0, base=now.base, cells=now.cells[:2])
    gone = change(now, asked)[-1]
    assert ("unknown", 2, None, None) == (gone.code, gone.before, gone.now, gone.difference)
    with pytest.raises(ValueError, match="R09"):
        change(year.tables[8], now)
