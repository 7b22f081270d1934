"""
The state diagrams of docs/domain.md, drawn from the tables of moves; ``make diagrams`` writes them.

Nobody draws one by hand: ``tests/docs/test_domain.py`` fails while page and tables differ.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from journal.domain import deadlines, decisions, enquiries, notes, statistics, stays
from journal.domain.codes import code_list

PAGE = Path(__file__).parents[2] / "docs" / "domain.md"
BLOCK = re.compile(r"(<!-- diagram: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """
    States and the moves between them.

    Args:
        begins: in which states something can come to be.
        words: the code list that has the words of the states.
    """

    states: type[StrEnum]
    moves: Mapping[tuple[StrEnum, StrEnum], StrEnum]
    begins: tuple[StrEnum, ...]
    words: str


MACHINES: Mapping[str, Machine] = {
    "enquiry": Machine(
        states=enquiries.EnquiryState,
        moves=enquiries.MOVES,
        begins=(enquiries.EnquiryState.OPEN,),
        words="enquiry_state",
    ),
    "note": Machine(
        states=notes.NoteState,
        moves=notes.MOVES,
        begins=(notes.NoteState.SIGNED,),
        words="note_state",
    ),
    "decision": Machine(
        states=decisions.DecisionState,
        moves=decisions.MOVES,
        begins=(
            decisions.DecisionState.PROPOSED,
            decisions.DecisionState.BY_PHONE,
            decisions.DecisionState.STANDS,
        ),
        words="decision_state",
    ),
    "stay": Machine(
        states=stays.StayState,
        moves=stays.MOVES,
        begins=(stays.StayState.PROPOSED, stays.StayState.EXPECTED),
        words="stay_state",
    ),
    "deadline": Machine(
        states=deadlines.State,
        moves=deadlines.MOVES,
        begins=(deadlines.State.OPEN,),
        words="deadline_state",
    ),
    "release": Machine(
        states=statistics.State,
        moves=statistics.MOVES,
        begins=(statistics.State.DRAFT,),
        words="release_state",
    ),
}


def draw(machine: Machine) -> str:
    """Draw a machine as a block of Mermaid: each state with its words, each move, both ends."""
    words = code_list(machine.words)
    leads_on = {state for state, _ in machine.moves}
    lines = [
        *(f'state "{words[state].label("en")} ({state})" as {state}' for state in machine.states),
        *(f"[*] --> {state}" for state in machine.begins),
        *(f"{start} --> {end}: {move}" for (start, move), end in machine.moves.items()),
        *(f"{state} --> [*]" for state in machine.states if state not in leads_on),
    ]
    return "\n".join(["```mermaid", "stateDiagram-v2", *(f"    {line}" for line in lines), "```"])


def redrawn(page: str) -> str:
    """
    Return the text of a page with each block between its markers drawn anew.

    Raises:
        KeyError: a block names no machine.
    """
    return BLOCK.sub(lambda found: f"{found[1]}{draw(MACHINES[found[2]])}\n{found[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
