"""
Dealing the codes of a table to people, so that each is dealt as often as the table says.

Rule: who must have a code gets it first, the rest is chance; nothing is tried twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from journal.cli.demo.past.people import Person


def anybody(person: Person) -> bool:
    """Whether somebody may have a code that everybody may have."""
    return bool(person)


class Deal:
    """
    One question on its way to everybody.

    Args:
        people: who is asked.
        question: id of the question.
        counts: how often each code is dealt; together as often as there are people.
    """

    def __init__(
        self, rng: Random, people: Sequence[Person], question: str, counts: Mapping[str, int]
    ) -> None:
        self._rng, self._people, self._question = rng, people, question
        self._left = dict(counts)

    def give(self, code: str, to: Iterable[Person]) -> None:
        """Give these a code."""
        for one in to:
            one.answers[self._question] = [code]
            self._left[code] -= 1

    def draw(
        self, code: str, may: Callable[[Person], bool] = anybody, count: int | None = None
    ) -> None:
        """
        Give a code to some of those who may have it.

        Args:
            count: to how many; None for all that are left of it.

        Raises:
            ValueError: too few may have it: the tables cannot be.
        """
        able = [one for one in self._open() if may(one)]
        wanted = self._left.get(code, 0) if count is None else count
        self.give(code, self._rng.sample(able, wanted))

    def one_of(self, codes: Sequence[str], person: Person) -> None:
        """Give somebody one of these codes that is left."""
        bag = [code for code in codes for _ in range(self._left.get(code, 0))]
        self.give(self._rng.choice(bag), [person])

    def rest(self) -> None:
        """Deal what is left to whoever has nothing yet."""
        bag = [code for code, count in self._left.items() for _ in range(count)]
        self._rng.shuffle(bag)
        for one, code in zip(self._open(), bag, strict=True):
            self.give(code, [one])

    def _open(self) -> list[Person]:
        return [one for one in self._people if self._question not in one.answers]
