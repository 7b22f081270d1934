"""The catalogue: all tables in printed order, nobody falls out of one, and no real house in it."""

import pytest

from journal.domain.codes import code_list
from journal.domain.discharge import BANDS, Aftercare
from journal.domain.register import NOT_STATED, QUESTIONS
from journal.exports import catalogue
from journal.exports.catalogue import EXACT, KINDS, About, category

SPECS = list(catalogue.specs())
EACH = pytest.mark.parametrize("spec", SPECS, ids=[spec.id for spec in SPECS])
DERIVED = {"duration_band", "aftercare", "enquiry_outcome"}


def test_the_29_tables_stand_in_printed_order():
    """Women, children, enquiries; a gap would be a table that the leader misses."""
    women, children = (f"R{n:02}" for n in range(1, 18)), (f"C{n:02}" for n in range(1, 12))
    assert [*women, *children, "H01"] == [spec.id for spec in SPECS]
    with pytest.raises(KeyError):
        catalogue.spec("R18")


@EACH
def test_every_code_of_the_list_has_a_row(spec):
    """Whatever can be answered is counted in exactly one cell, "not stated" too."""
    counted = [code for row in spec.rows if not row.where for code in row.of]
    assert len(counted) == len(set(counted))
    assert set(code_list(spec.codes)) <= set(counted)
    missing = set(counted) - set(code_list(spec.codes))
    assert missing <= {NOT_STATED}
    assert NOT_STATED in counted or spec.counts in {"duration_band", "aftercare"}


def test_rules_give_only_codes_that_have_a_row():
    """What follows from rules is never missing, so its tables need no "not stated"."""
    bands = {*(code for _, code in BANDS), "367+"}
    assert bands == {row.code for row in catalogue.spec("R16").rows}
    assert set(Aftercare) == {code for row in catalogue.spec("R17").rows for code in row.of}


@EACH
def test_a_table_counts_a_question_or_what_follows_from_rules(spec):
    """A renamed question is noticed here, not as a table full of "not stated"."""
    asked = {one.id: one for one in QUESTIONS[KINDS[spec.about]]} if spec.about in KINDS else {}
    assert spec.counts in {*asked, *DERIVED}
    if spec.counts in asked:
        assert spec.is_multiple is asked[spec.counts].is_multiple
    for row in spec.rows:
        assert not row.where or row.where[0] in asked


@EACH
def test_rows_have_words_and_names_that_exist(spec):
    """Both languages, no two rows alike; a forced row and a whole that are there."""
    codes = [row.code for row in spec.rows]
    assert len(codes) == len(set(codes))
    assert spec.forced in {"", *codes}
    assert {row.part_of for row in spec.rows} <= {"", *codes}
    for language in ("da", "en"):
        assert len(codes) == len({spec.label(EXACT, code, language) for code in codes})
        assert spec.title.label(language)
    assert "long_gone" == spec.label(EXACT, "long_gone", "da")


@EACH
def test_levels_go_from_exact_to_coarser(spec):
    """Several answers have no coarser level: each is published as yes and no."""
    assert EXACT == spec.levels[0]
    assert list(spec.levels) == sorted(set(spec.levels))
    sizes = [len(spec.words(level)) for level in spec.levels]
    assert sizes == sorted(sizes, reverse=True)
    for level in spec.levels[1:]:
        for row in spec.rows:
            assert 1 == len({category(spec, level, code) for code in row.of})
    assert not spec.is_multiple or [EXACT] == list(spec.levels)


def test_the_fixed_levels_are_those_that_were_decided():
    """R-S1: which categories the public may see is decided once, whoever left in a year."""
    fixed = {
        "R01": [["capital", "other"]],
        "R02": [["18-30", "31-40", "41+"], ["18-30", "31+"]],
        "R03": [["danish", "other"]],
        "R05": [["with", "without"]],
        "R06": [["1", "2+", "0"], ["with", "without"]],
        "R07": [["salary", "su", "benefit", "none"], ["work", "other"]],
        "R09": [["partner_cohab", "other"]],
        "R10": [["yes", "no"]],
        "R14": [["1", "2", "3+"], ["1", "2+"]],
        "R15": [["own_new", "shelter", "network", "other"], ["own_new", "other"]],
        "R16": [["1-29", "30-89", "90-179", "180+"], ["1-29", "30+"]],
        "R17": [],
        "C02": [["0-2", "3-5", "6+"], ["0-5", "6+"]],
        "C10": [["own_new", "other"]],
        "C11": [["1", "2+"]],
        "H01": [],
    }
    for table, levels in fixed.items():
        spec = catalogue.spec(table)
        assert levels == [list(spec.words(level)) for level in spec.levels[1:]], table


def test_parts_say_whom_they_are_about():
    """Each opens with its population by name, in both languages, with the gaps filled in."""
    assert list(About) == [part.name for part in catalogue.parts()]
    for part in catalogue.parts():
        for language in ("da", "en"):
            said = part.about.label(language) % {"year": 2024, "base": 37}
            assert "2024" in said
            assert "37" in said
            if part.present:
                assert "46" in part.present.label(language) % {"year": 2024, "present": 46}
