"""
Which decisions a work may build on, show, or leave out.

Rules: what nobody signed as it stands is never shown as a decision and always reported; nothing is
built on one from before decisions were signed.
"""

from collections.abc import Sequence

from journal.domain.audit import Item
from journal.domain.decisions import DecisionUnsigned
from journal.domain.errors import Tampered
from journal.domain.ids import DecisionId
from journal.services.work import Work
from journal.store.decisions import DecisionRow
from journal.vault import decided
from journal.vault.decided import Judged


def true(work: Work, rows: Sequence[DecisionRow]) -> dict[DecisionId, bool]:
    """
    Those of some decisions that are as they were signed, or from before; whether each is signed.

    What nobody signed is reported as damage.
    """
    judged = {DecisionId(row.id): judge(work, row) for row in rows}
    false = [one for one, found in judged.items() if found is Judged.FALSE]
    work.desk.damaged += [Item(case=None, row=one) for one in false]
    return {one: found is Judged.SOUND for one, found in judged.items() if one not in false}


def sound(work: Work, rows: Sequence[DecisionRow]) -> list[DecisionRow]:
    """Those that people have signed as they stand; what nobody signed is reported as damage."""
    is_signed = true(work, rows)
    return [row for row in rows if is_signed.get(DecisionId(row.id), False)]


def judge(work: Work, row: DecisionRow) -> Judged:
    """Whether people have signed a decision as it stands."""
    return decided.judge(work.vault.keys.standing, work.desk, row)


def require_true(work: Work, row: DecisionRow) -> None:
    """
    Refuse to show what is not as somebody signed it; from before decisions were signed, it is.

    Raises:
        Tampered: it is not.
    """
    if judge(work, row) is Judged.FALSE:
        work.desk.damaged.append(Item(case=None, row=row.id))
        raise Tampered


def require_signed(work: Work, row: DecisionRow) -> None:
    """
    Refuse to build on what nobody signed.

    Raises:
        Tampered: it is not what was signed.
        DecisionUnsigned: it is from before decisions were signed.
    """
    require_true(work, row)
    if judge(work, row) is Judged.UNSIGNED:
        raise DecisionUnsigned
