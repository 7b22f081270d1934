"""
Being kept away from somebody: what lists of the house leave out (R-X1).

Rules: of a family with somebody whom the reader is kept away from no list says anything, as who is
left would tell whose mother or child is missing; but of whom she works with herself, she is told.
"""

from collections.abc import Collection, Mapping

from journal.domain.ids import CaseId, FamilyId


def withheld(
    families: Mapping[CaseId, FamilyId], away: Collection[CaseId], own: Collection[CaseId]
) -> frozenset[CaseId]:
    """
    The cases that the lists of the house keep from somebody.

    Args:
        families: of every case that could be listed, and of those she is kept away from.
        away: from which she is kept away.
        own: in whose team she is.
    """
    closed = {families[case_id] for case_id in away if case_id in families}
    related = {case_id for case_id, family_id in families.items() if family_id in closed}
    return frozenset(away) | (related - frozenset(own))
