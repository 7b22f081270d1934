"""The answers of a talk go with her: into her own journal, at once or by her team, or they end."""

from uuid import UUID, uuid4

import pytest
from calls import SOME, hold_talk

from journal.domain.admission import NewAdmission, NewPerson
from journal.domain.cases import Anonymity, PersonKind
from journal.domain.decisions import DecisionKind
from journal.domain.errors import AccessDenied
from journal.domain.ids import StayId
from journal.domain.visitations import Answers, AnswersGone, AnswersShut, Verdict
from journal.request import due
from journal.request import talks as acts
from journal.request.admitting import admit
from journal.services import stay_pages, talks, visitations
from journal.services.work import perform

ADMITTED = Verdict(kind=DecisionKind.ADMISSION, reason="in_target")


@pytest.fixture
def who(context, sign_in):
    """Return the contexts of Anna and Birgit of the team, Carla of another, and Lone who leads."""
    return {name: context(sign_in(name)) for name in ("anna", "birgit", "carla", "lone")}


@pytest.fixture
def let_in(house, people, who):
    """Return a function that admits a woman after a talk; her file and the enquiry come back."""

    def let_her_in(by, words="Stille Vind"):
        enquiry = hold_talk(who["carla"], "")
        decision = perform(who["lone"], visitations.decide, enquiry, ADMITTED)
        woman = NewPerson(
            kind=PersonKind.WOMAN,
            pseudonym=words,
            team=frozenset({people["anna"], people["birgit"]}),
            anonymity=Anonymity.UNKNOWN_TO_HOUSE,
        )
        new = NewAdmission(id=StayId(uuid4()), people=[woman], decision=decision)
        return admit(house, who[by], new)[0], enquiry

    return let_her_in


def kept(context, case_id):
    """Return the answers in a file as somebody sees them."""
    return [one.answers for one in perform(context, talks.show, case_id).kept]


def test_whoever_admits_and_is_in_the_team_takes_them_along(let_in, who, ask, events, verify_log):
    """Sealed for her team in the work after, erased for the house; the log names both."""
    case_id, enquiry = let_in("anna")
    ((about, comp),) = ask("SELECT case_id, comp FROM record WHERE kind = 'visitation_answers'")
    assert (case_id, 2) == (UUID(bytes=about) if isinstance(about, bytes) else about, comp)
    assert [SOME] == kept(who["birgit"], case_id)
    assert Answers() == perform(who["carla"], visitations.read, enquiry).answers
    page = perform(who["birgit"], stay_pages.of_case, case_id)
    assert (None, True) == (page.answers_until, page.has_talk)
    assert 1 == len(events("record.erase"))
    for outside in ("carla", "lone"):
        with pytest.raises(AccessDenied):
            kept(who[outside], case_id)
    assert verify_log() is None


def test_otherwise_the_team_is_asked_until_they_end(let_in, who, clock, ask):
    """The leader cannot; a member can, once; whoever is late is told, and nothing is left."""
    case_id, _ = let_in("lone")
    page = perform(who["anna"], stay_pages.of_case, case_id)
    assert (clock().replace(day=clock().day + 7), False) == (page.answers_until, page.has_talk)
    page = perform(who["lone"], stay_pages.of_case, case_id)
    assert (None, False) == (page.answers_until, page.has_talk)
    for outside in ("lone", "carla"):
        with pytest.raises(AccessDenied):
            acts.keep(who[outside], case_id)
    seen = perform(who["birgit"], talks.take, case_id)
    acts.keep(who["anna"], case_id)
    with pytest.raises(AnswersGone):
        perform(who["birgit"], talks.carry, case_id, seen)
    assert [SOME] == kept(who["birgit"], case_id)
    late, _ = let_in("lone", "Klar Bæk")
    clock.advance(days=8)
    due.run(who["lone"])
    with pytest.raises(AnswersGone):
        acts.keep(who["anna"], late)
    assert [] == kept(who["anna"], late)
    assert [(1,)] == ask("SELECT count(*) FROM record WHERE kind = 'visitation_answers'")


def test_answers_that_do_not_open_are_left_and_keep_nobody_out(let_in, who, tamper, ask):
    """A damaged row is no reason to turn her away, and nothing is sealed or erased for it."""
    case_id, _ = let_in("lone")
    tamper("UPDATE record SET revision = revision + 1 WHERE kind = 'visitation_answers'")
    with pytest.raises(AnswersShut):
        acts.keep(who["anna"], case_id)
    assert [(None,)] == ask("SELECT case_id FROM record WHERE kind = 'visitation_answers'")
