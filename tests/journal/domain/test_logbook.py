"""The log can be looked at by kind of use, and no act is left out or counted twice."""

from collections import Counter

from journal.domain.access import Action
from journal.domain.codes import code_list
from journal.domain.logbook import KINDS, REFUSAL


def test_every_act_belongs_to_one_kind():
    """An act without a kind could be hidden behind every filter; one of two would count twice."""
    counted = Counter(action for actions in KINDS.values() for action in actions)

    assert set(Action) == set(counted)
    assert {1} == set(counted.values())


def test_every_kind_has_words():
    """The filter of the log page offers what the list of codes names, and nothing else."""
    assert {*KINDS, REFUSAL} == set(code_list("audit_kind"))
