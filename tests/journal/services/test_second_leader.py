"""A house does not hang on its first leader."""

from houses import hire_into

from journal.domain.staff import Profession, Role
from journal.services import staff


def test_a_second_leader_takes_colleagues_in(house, sign_in, hire, case_id, events):
    """Whoever leads holds every key that a new colleague must get."""
    hire("ea", Role.LEADER, Profession.BOTH)
    gry = staff.Person(
        name="Gry Gade", login="gry", role=Role.PEDAGOGUE, profession=Profession.PEDAGOGUE
    )
    hire_into(house, sign_in("ea"), gry)

    assert "Gry Gade" == sign_in("gry").name
    assert [] == [event for event in events() if event["out"] != "ok"]
