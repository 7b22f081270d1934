"""Acts of others stand between one's own, each on one page, wherever a page begins."""

import pytest

from journal.domain.ids import StaffAlias
from journal.services import upon, uses
from journal.services.work import Work, perform
from journal.store import logbook
from journal.store.db import reading
from journal.store.logbook import Search
from journal.vault.desk import Desk


@pytest.fixture
def lived(sign_in, case_id, context, set_team, clock):
    """Let Anna look at her lines, and the leader take her out of a team and put her in again."""
    anna = sign_in("anna")
    for number in range(30):
        perform(context(anna), uses.own, 1)
        clock.advance(seconds=number % 3)
        if number % 7 == 0:
            clock.advance(seconds=1)
            set_team(case_id, "birgit", "dorte")
            clock.advance(seconds=1)
            set_team(case_id, "birgit", "dorte", "anna")
    return anna


@pytest.fixture
def asked(house, clock, lived):
    """Return a function that runs one with a work of Anna's."""

    def run(function):
        with reading(house.sessions) as session:
            desk = Desk(session=session, principal=lived, now=clock())
            return function(Work(desk, house.context("job")))

    return run


def test_every_act_is_on_one_page(lived, asked):
    """None twice, none missing, newest first; her own and those that name her; of any length."""

    def all_pages(work, size):
        _, total = upon.page(work, lived.alias, 1, size)
        return [
            row
            for number in range(1, -(-total // size) + 1)
            for row in upon.page(work, lived.alias, number, size)[0]
        ], total

    rows, total = asked(lambda work: all_pages(work, 1000))
    for size in (1, 3, 7, 50):
        pages = asked(lambda work, size=size: all_pages(work, size)[0])
        assert [row.id for row in rows] == [row.id for row in pages]
    own = asked(lambda work: logbook.count(work.session, Search(actor=lived.alias)))
    others = [row for row in rows if row.actor != lived.alias]

    assert total == len(rows) == len({row.id for row in rows})
    assert own == len(rows) - len(others)
    assert 10 <= sum(row.act in ("team.add", "team.remove") for row in others)
    assert sorted((row.t for row in rows), reverse=True) == [row.t for row in rows]


def test_a_page_behind_the_last_is_the_last(lived, asked):
    """And one before the first is the first."""

    def page(number):
        return asked(lambda work: [row.id for row in upon.page(work, lived.alias, number, 7)[0]])

    total = asked(lambda work: upon.page(work, lived.alias, 1, 7)[1])

    assert page(-(-total // 7)) == page(1000)
    assert page(1) == page(-3)


def test_what_is_about_somebody_else_is_not_hers(lived, asked, sign_in):
    """The same acts name Dorte and Birgit too, and those alone are theirs."""
    birgit = sign_in("birgit").alias
    rows, _ = asked(lambda work: upon.page(work, lived.alias, 1, 1000))

    assert StaffAlias(birgit) not in {row.actor for row in rows}
