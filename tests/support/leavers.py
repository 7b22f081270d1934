"""Cases of which everything is asked, so that somebody can leave; no fixture is here."""

from datetime import date
from uuid import uuid4

from journal.domain.cases import PersonKind
from journal.domain.codes import code_list
from journal.domain.discharge import Aftercare, Leaving
from journal.domain.kept import Kept, Left
from journal.domain.register import QUESTIONS, Moment
from journal.services import register
from journal.services.work import perform

ASKED = {
    one.id: [next(iter(code_list(one.codes)))]
    for one in QUESTIONS[PersonKind.WOMAN]
    if one.at is not Moment.DISCHARGE
}
"""An answer to everything that is asked of a woman before she leaves."""
HAS_LEFT = Left(
    day=date(2026, 3, 2),
    leaving=Leaving(length_days=20, is_eligible=True),
    aftercare=Aftercare.ACCEPTED,
    family=uuid4(),
    fact=None,
)
"""How somebody left who has aftercare."""
PSEUDONYMS = {"leaving_case": "Sen Sommer", "left_case": "Blå Bæk", "shared_case": "Sen Sol"}


def cases(open_case, context):
    """Open a case to leave, one that has left, and one to change, as somebody of their team."""
    opened = {name: open_case(pseudonym=words) for name, words in PSEUDONYMS.items()}
    for name, case in opened.items():
        kept = Kept(left=HAS_LEFT if name == "left_case" else None)
        perform(context, register.save, case, kept, ASKED, register.NEW)
    return opened
