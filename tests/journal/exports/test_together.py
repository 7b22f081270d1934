"""What several publications tell together beside their tables: totals, the mean stay, the house."""

from dataclasses import replace
from uuid import UUID

from catalogue_year import women

from journal.domain.ids import FactId
from journal.exports import releases
from journal.exports.ledger import Member
from journal.exports.protect import Published
from journal.exports.releases import Drafted, People, of_printed

LATER = 2100


def people_of(*years, enquiries=0):
    """Return everybody of some years: pairs of a year and its rows."""
    known = {}
    for year, rows in years:
        for row in rows:
            moved = replace(
                row,
                id=FactId(UUID(int=year * 10_000 + row.id.int)),
                family=UUID(int=year * 10_000 + row.family.int),
                year=year,
            )
            known[Member(row=moved.id.hex, family=moved.family.hex)] = moved
    outcomes = {
        Member(row=f"h{n}", family=f"h{n}"): ("advice", "admitted")[n % 2] for n in range(enquiries)
    }
    return People(facts=known, outcomes=outcomes)


def draft(people, years, earlier=(), enquiries=True):
    """Return what may go out of some years."""
    counted = {*people.facts, *(people.outcomes if enquiries else ())}
    cohorts = releases.cohorts_of(people, counted, years)
    return releases.draft(str(years), cohorts, people, list(earlier), LATER)


def told(made, letter):
    """Return every total of a letter that is printed, in tables or instead of them."""
    if not isinstance(made, Drafted):
        return set()
    found = {
        figure.base if isinstance(figure, Published) else figure.total
        for name, figure in made.release.figures.items()
        if name[0] == letter
    }
    return found - {None}


def mixed(count, **changed):
    """Return women of the invented year, half of whom answer one thing and half another."""
    return [
        replace(one, answers={name: [codes[n % 2]] for name, codes in changed.items()})
        for n, one in enumerate(list(women())[:count])
    ]


def test_a_block_less_two_years_tells_no_small_year():
    """Three women moved out in the third year: no sum of totals says so."""
    alike = {"origin": ["danish", "other"], "interpreter": ["yes", "no"]}
    rare = [
        replace(one, answers={**one.answers, "police_report_in": ["yes" if n < 3 else "no"]})
        for n, one in enumerate(mixed(30, **alike))
    ]
    years = ((2025, rare), (2026, rare), (2027, mixed(3, **alike)))
    people = people_of(*years)
    out = []
    for year in (2025, 2026):
        made = draft(people, (year, year), out)
        assert {30} == told(made, "R")
        out.append(made.release)
    assert 63 not in told(draft(people, (2025, 2027), out), "R")


def test_a_year_that_was_printed_in_part_tells_no_new_total():
    """37 women were printed in one table, 38 are counted now: nothing says 38."""
    people = people_of(
        (2024, [*women(), replace(next(women()), id=FactId(UUID(int=77)), family=UUID(int=77))]),
        enquiries=40,
    )
    rows = [{"label": "Dansk", "count": 19}, {"label": "Anden", "count": 18}]
    old = of_printed(2024, [{"id": "R03", "rows": rows}])
    made = draft(people, (2024, 2024), [old])
    assert set() == told(made, "R")
    assert not isinstance(made, Drafted) or made.mean_stay is None
