"""R-X1 in lists of the house: the family is withheld whole, but for whom she works with."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from journal.domain.exclusions import withheld

MOTHER, CHILD, OTHER, SOLE = (uuid4() for _ in range(4))
ONE, TWO = uuid4(), uuid4()
FAMILIES = {MOTHER: ONE, CHILD: ONE, OTHER: ONE, SOLE: TWO}


def test_r_x1_the_family_of_whom_she_is_kept_away_from_is_on_no_list():
    """Whichever of them it is; nobody else is touched, and an unknown case withholds itself."""
    for away in (MOTHER, CHILD):
        assert {MOTHER, CHILD, OTHER} == withheld(FAMILIES, {away}, ())
    assert frozenset() == withheld(FAMILIES, (), {MOTHER})
    unknown = uuid4()
    assert {unknown} == withheld(FAMILIES, {unknown}, ())


@given(away=st.sets(st.sampled_from(list(FAMILIES))), own=st.sets(st.sampled_from(list(FAMILIES))))
def test_what_she_is_kept_away_from_is_withheld_whatever_team_she_is_in(away, own):
    """Her own cases are listed only as far as she is not kept away from them."""
    found = withheld(FAMILIES, away, own)
    assert away <= found
    assert not found & (own - away)
