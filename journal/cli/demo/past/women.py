"""
What the women of an earlier year answered, as often as its tables say.

No answer speaks against another: a report to the police is not taken back; the psychologist and
aftercare are for who stayed long enough; a pension is for who is old enough; a mother has met what
her children have seen.
"""

from collections.abc import Mapping, Sequence
from random import Random

from journal.cli.demo.past.dealing import Deal
from journal.cli.demo.past.people import Person
from journal.cli.demo.past.printed import Printed
from journal.domain.discharge import Aftercare

OTHER_REGIONS = ("sjaelland", "syddanmark", "midtjylland", "nordjylland")
WHY_NOT = ("other_treatment", "had_elsewhere", "not_wanted")
AWAY = ("back_to_perpetrator", "other_shelter", "unknown")
"""Where those go who leave early, more often than not."""
OLD = ("51-60", "60+")
MOTHERS_OF_BIG = ("31-40", "41-50")
BY_STAYS_OF_CHILD: Mapping[str, Sequence[str]] = {
    "3+": ("3", "4", "5", "6", "7+"),
    "2": ("2", "3", "4"),
}
"""How many stays a mother has had at the least, by how many her child has had."""


def give_destinations(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    """Where each goes: back, to another shelter or nobody knows where after a shorter stay."""
    deal = Deal(rng, women, "destination", told.tables["R15"])
    by_length = sorted(women, key=lambda woman: woman.stay.days)
    early = {woman.id for woman in by_length[: len(women) * 2 // 3]}
    for code in AWAY:
        deal.draw(code, lambda woman: woman.id in early)
    deal.rest()


def answer(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    """Everything that is asked of a woman; her children have answered before."""
    _answer_who(rng, told, women)
    _answer_violence(rng, told, women)
    _answer_before(rng, told, women)
    _answer_after(rng, told, women)
    for woman in women:
        woman.answers["children_with"] = [str(len(woman.children))]


def _answer_who(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    age = Deal(rng, women, "age", told.tables["R02"])
    for woman in women:
        if any(child.said("age", "10+") for child in woman.children):
            age.one_of(MOTHERS_OF_BIG, woman)
    for code in OLD:
        age.draw(code, lambda woman: not woman.children)
    age.rest()
    origin = Deal(rng, women, "origin", told.tables["R03"])
    for woman in women:
        for child in woman.children[:1]:
            origin.give(child.answers["origin"][0], [woman])
    origin.rest()
    interpreter = Deal(rng, women, "interpreter", told.tables["R04"])
    interpreter.draw("yes", lambda woman: woman.said("origin", "other"))
    interpreter.rest()
    income = Deal(rng, women, "income", told.tables["R07"])
    income.draw("pension", lambda woman: woman.said("age", "60+"))
    income.draw("su", lambda woman: woman.said("age", "18-19", "20-30"))
    income.rest()
    _answer_region(rng, told, women)


def _answer_region(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    counts = told.tables["R01"]
    region = Deal(rng, women, "home_region", {"hovedstaden": counts["capital"]})
    region.draw("hovedstaden")
    from_capital = [woman for woman in women if woman.said("home_region", "hovedstaden")]
    for woman in women:
        if woman not in from_capital:
            woman.answers["home_region"] = [rng.choice(OTHER_REGIONS)]
    outside = counts["capital"] - counts["copenhagen"]
    in_city = {"yes": counts["copenhagen"], "no": outside}
    Deal(rng, from_capital, "copenhagen", in_city).rest()


def _answer_violence(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    counts = told.tables["R08"]
    seen = [one for one in women if any(c.said("phys_witness", "yes") for c in one.children)]
    without_children = [woman for woman in women if not woman.children]
    spared = rng.sample(without_children, len(women) - counts["psychological"])
    kinds = {"psychological": [woman for woman in women if woman not in spared]}
    certain = [*seen, *spared]
    others = [woman for woman in women if woman not in certain]
    kinds["physical"] = certain + rng.sample(others, counts["physical"] - len(certain))
    for kind in ("sexual", "material", "economic"):
        kinds[kind] = rng.sample(women, counts[kind])
    for woman in women:
        woman.answers["violence"] = [kind for kind, met in kinds.items() if woman in met]
    perpetrator = Deal(rng, women, "perpetrator", told.tables["R09"])
    perpetrator.draw("family", lambda woman: woman.said("destination", "own_new"))
    for woman in women:
        if woman.said("destination", "own_old", "back_to_perpetrator"):
            perpetrator.give("partner_cohab", [woman])
    perpetrator.rest()
    Deal(rng, women, "perp_misuse", told.tables["R10"]).rest()


def _answer_before(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    """What had happened before she came, and whether the police know by now."""
    stays = Deal(rng, women, "stays_in_life", told.tables["R14"])
    for code, at_least in BY_STAYS_OF_CHILD.items():
        for woman in women:
            if any(child.said("stays_in_life", code) for child in woman.children):
                stays.one_of(at_least, woman)
    stays.rest()
    Deal(rng, women, "police_report_in", told.tables["R11"]).rest()
    report = Deal(rng, women, "police_report_out", told.tables["R12"])
    report.give("yes", [woman for woman in women if woman.said("police_report_in", "yes")])
    report.rest()


def _answer_after(rng: Random, told: Printed, women: Sequence[Person]) -> None:
    """What she took of what the house offers."""
    give_psychologist(rng, women, told.tables["R13"])
    eligible = [woman for woman in women if woman.leaving.is_eligible]
    took = rng.sample(eligible, told.tables["R17"]["accepted"])
    for woman in eligible:
        woman.aftercare = Aftercare.ACCEPTED if woman in took else Aftercare.DECLINED


def give_psychologist(rng: Random, people: Sequence[Person], counts: Mapping[str, int]) -> None:
    """Who saw the psychologist, and why the others did not."""
    deal = Deal(rng, people, "psychologist", counts)
    deal.draw("accepted", lambda one: not one.is_short)
    deal.rest()
    for one in people:
        if one.said("psychologist", "declined"):
            why = "short_stay" if one.is_short else rng.choice(WHY_NOT)
            one.answers["psychologist_reason"] = [why]
