"""Stays for tests that are not about how somebody came; no fixture is here."""

from uuid import uuid4

from houses import FOUNDED

from journal.domain.ids import StayId
from journal.store.cases import CaseFileRow
from journal.store.stays import StayRow


def add(house, case_id, state):
    """Give a case a stay in some state, since the house was founded."""
    with house.sessions() as session, session.begin():
        family = session.get(CaseFileRow, case_id).family_id
        row = StayRow(
            id=StayId(uuid4()),
            case_id=case_id,
            family_id=family,
            state=state.value,
            arrival="admission",
            is_visiting=False,
            changed_at=FOUNDED,
            decision_at=FOUNDED,
        )
        session.add(row)
