"""The relations between tables that disclosure control knows are those of the catalogue."""

from itertools import combinations, pairwise

import pytest

from journal.domain.codes import code_list
from journal.exports.catalogue import EXACT, category, spec, specs
from journal.exports.gate import SUBJECTS
from journal.exports.protect import BASES
from journal.exports.publication import CHILDREN_OF, NESTED


def public(table):
    """Return the levels at which a table may go out."""
    return [level for level in table.levels if level != EXACT] or [EXACT]


def test_relations_between_tables_name_codes_that_exist():
    """A code that was renamed would silently switch a rule off."""
    for inner, inner_code, outer, outer_code in NESTED:
        for name, code in ((inner, inner_code), (outer, outer_code)):
            assert all(code in spec(name).words(level) for level in public(spec(name)))
    for name, least in CHILDREN_OF.items():
        codes = {code for level in public(spec(name)) for code in spec(name).words(level)}
        assert codes <= set(least)
    assert {name for subject in SUBJECTS for name in subject} <= {each.id for each in specs()}


def test_tables_that_count_the_same_answer_are_one_subject():
    """One of them could be subtracted from the other."""
    same = [
        {one.id, other.id}
        for one, other in combinations(specs(), 2)
        if one.about == other.about and one.counts == other.counts
    ]

    assert same
    assert [] == [pair for pair in same if not any(pair <= subject for subject in SUBJECTS)]


@pytest.mark.parametrize("table", list(specs()), ids=lambda table: table.id)
def test_each_level_is_put_together_from_the_one_before(table):
    """Each category lies in one of the next level; so a hidden count has room."""
    assert table.id[0] in BASES
    for finer, coarser in pairwise(public(table)):
        step = {}
        for code in code_list(table.codes):
            into = category(table, coarser, code)
            assert into == step.setdefault(category(table, finer, code), into)
        assert len(set(step.values())) < len(step)
