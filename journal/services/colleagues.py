"""The list of colleagues: name, role and training of everybody in the house."""

from dataclasses import dataclass

from journal.domain.access import Action
from journal.services.work import Later, Work
from journal.store import staff as staff_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One colleague in a list; ``role`` and ``profession`` are codes."""

    name: str
    role: str
    profession: str


def colleagues(work: Work) -> Later[list[Listed]]:
    """
    All colleagues by name; the look is a line in the log like any look-up of names.

    Raises:
        AccessDenied: the actor has no part in the house's names.
    """
    work.require(Action.HOUSE_LABELS)
    house = work.house()
    declared = [(row, house.staff_name(row)) for row in staff_store.all_staff(work.session)]

    def opened() -> list[Listed]:
        listed = [
            Listed(name=label.text(), role=row.role, profession=row.profession)
            for row, label in declared
        ]
        return sorted(listed, key=lambda each: each.name.casefold())

    return work.later(opened)
