"""The printed figures of one catalogue, and invented rows with the same counts; no fixture here."""

from itertools import chain, repeat
from uuid import UUID

from journal.domain.cases import PersonKind
from journal.domain.discharge import Aftercare, Leaving
from journal.domain.facts import Fact
from journal.domain.ids import FactId

YEAR = 2024
PRINTED = {
    "R01": {"capital": (31, 838), "copenhagen": (8, 216), "other": (6, 162)},
    "R02": {
        "20-30": (14, 378),
        "31-40": (14, 378),
        "41-50": (7, 190),
        "51-60": (1, 27),
        "60+": (1, 27),
    },
    "R03": {"danish": (19, 514), "other": (18, 486)},
    "R04": {"yes": (9, 243), "no": (28, 757)},
    "R05": {"with": (19, 514), "without": (18, 486)},
    "R06": {"1": (14, 378), "2": (5, 136), "total": (19, 514)},
    "R07": {
        "salary": (10, 270),
        "su": (7, 189),
        "benefit": (4, 108),
        "cash": (4, 108),
        "flexjob": (1, 27),
        "early_pension": (1, 27),
        "resource": (1, 27),
        "pension": (1, 27),
        "none": (8, 217),
    },
    "R08": {
        "physical": (30, 811),
        "psychological": (36, 973),
        "sexual": (13, 351),
        "material": (17, 459),
        "economic": (13, 351),
    },
    "R09": {"partner_cohab": (21, 568), "partner": (2, 54), "ex": (13, 351), "family": (1, 27)},
    "R10": {"yes": (22, 595), "no": (13, 351), "unknown": (2, 54)},
    "R11": {"yes": (6, 162), "no": (31, 838)},
    "R12": {"yes": (10, 270), "no": (27, 730)},
    "R13": {"accepted": (21, 568), "declined": (16, 432)},
    "R14": {
        "1": (23, 622),
        "2": (5, 135),
        "3": (3, 81),
        "4": (0, 0),
        "5": (3, 81),
        "6": (1, 27),
        "7+": (1, 27),
        "unknown": (1, 27),
    },
    "R15": {
        "own_new": (18, 487),
        "own_old": (2, 54),
        "other_shelter": (4, 108),
        "family": (2, 54),
        "network": (4, 108),
        "boarding": (2, 54),
        "back_to_perpetrator": (4, 108),
        "unknown": (1, 27),
    },
    "R16": {
        "1-29": (13, 352),
        "30-89": (9, 243),
        "90-179": (7, 189),
        "180-269": (3, 81),
        "270-366": (2, 54),
        "367+": (3, 81),
    },
    "R17": {"accepted": (15, 405), "not_accepted": (22, 595)},
    "H01": {
        "no_room": (74, 312),
        "other_solution": (69, 291),
        "advice": (17, 72),
        "admitted": (34, 143),
        "not_target": (29, 122),
        "aftercare": (14, 60),
    },
    "C01": {"boy": (13, 542), "girl": (11, 458)},
    "C02": {"0-2": (9, 375), "3-5": (8, 333), "6-9": (6, 250), "10+": (1, 42)},
    "C03": {"danish": (12, 500), "other": (12, 500)},
    "C04": {"accepted": (12, 500), "declined": (12, 500)},
    "C05": {"yes": (10, 417), "no": (14, 583)},
    "C06": {"yes": (16, 667), "no": (8, 333)},
    "C07": {"yes": (8, 333), "no": (16, 667)},
    "C08": {"yes": (23, 958), "no": (1, 42)},
    "C09": {"yes": (9, 375), "no": (15, 624.5)},
    "C10": {
        "own_new": (18, 750),
        "own_old": (1, 42),
        "other_shelter": (2, 82),
        "family": (1, 42),
        "network": (1, 42),
        "back_to_perpetrator": (1, 42),
    },
    "C11": {"1": (20, 833), "2": (1, 42), "3+": (3, 125)},
}
"""Counts and tenths of a percent as printed, by table and row; one of them is a misprint."""

DAYS = {"1-29": 20, "30-89": 60, "90-179": 135, "180-269": 200, "270-366": 355, "367+": 400}
"""A stay of each band, so that the mean is 115 days."""
WOMEN = {
    "age": "R02",
    "origin": "R03",
    "interpreter": "R04",
    "income": "R07",
    "perpetrator": "R09",
    "perp_misuse": "R10",
    "police_report_in": "R11",
    "police_report_out": "R12",
    "psychologist": "R13",
    "stays_in_life": "R14",
    "destination": "R15",
}
CHILDREN = {
    "sex": "C01",
    "age": "C02",
    "origin": "C03",
    "psychologist": "C04",
    "later_notice": "C05",
    "psych_self": "C06",
    "phys_self": "C07",
    "psych_witness": "C08",
    "phys_witness": "C09",
    "destination": "C10",
    "stays_in_life": "C11",
}


def spread(counts):
    """Codes as often as they were counted, in the order of the table."""
    return list(chain.from_iterable(repeat(code, count) for code, (count, _) in counts.items()))


def _kinds():
    """What each woman met: the most common from the first on, the others from the last."""
    counted = {code: count for code, (count, _) in PRINTED["R08"].items()}
    first = counted.pop("psychological")
    others = [[code for code, count in counted.items() if at >= 37 - count] for at in range(37)]
    return [(["psychological"] if at < first else []) + others[at] for at in range(37)]


VIOLENCE = _kinds()


def women():
    """The rows of 37 invented women; answers to different questions have nothing to do."""
    columns = {question: spread(PRINTED[table]) for question, table in WOMEN.items()}
    columns["home_region"] = ["hovedstaden"] * 31 + ["sjaelland"] * 6
    columns["children_with"] = ["1"] * 14 + ["2"] * 5 + ["0"] * 18
    bands, aftercare = spread(PRINTED["R16"]), ["accepted"] * 15 + ["declined", "not_eligible"] * 11
    for at in range(37):
        answers = {question: [codes[at]] for question, codes in columns.items()}
        answers["violence"] = VIOLENCE[at]
        if at < 31:
            answers["copenhagen"] = ["yes" if at < 8 else "no"]
        yield row(PersonKind.WOMAN, at, at, answers, DAYS[bands[at]], aftercare[at])


def children():
    """The rows of 24 invented children of 19 of these women."""
    columns = {question: spread(PRINTED[table]) for question, table in CHILDREN.items()}
    for at in range(24):
        answers = {question: [codes[at]] for question, codes in columns.items()}
        family = at if at < 14 else 14 + (at - 14) // 2
        yield row(PersonKind.CHILD, 100 + at, family, answers, 40, "not_eligible")


def row(kind, number, family, answers, days, aftercare="declined", year=YEAR, arrived=YEAR):
    """A frozen row."""
    return Fact(
        id=FactId(UUID(int=number)),
        year=year,
        kind=kind,
        family=UUID(int=family),
        answers=answers,
        leaving=Leaving(length_days=days, is_eligible=False, arrived_year=arrived),
        aftercare=Aftercare(aftercare),
    )


def facts():
    """All rows of the year."""
    return [*women(), *children()]


def outcomes():
    """What the enquiries of the year led to."""
    return spread(PRINTED["H01"])
