"""Two files of one woman, linked because she wants it; whoever reads the database sees nothing."""

from datetime import date, timedelta

import pytest

from crypto.retrieval import RetrievalCode, draw, read
from journal.domain.audit import text_of
from journal.domain.broken import ChangedMeanwhile
from journal.domain.broken_linking import (
    AlreadyLinked,
    AnotherFile,
    ConsentAhead,
    ConsentMissing,
    EarlierUnknown,
    HerCodeOnly,
    NotLinked,
    OnlyWomen,
)
from journal.domain.broken_sheets import CodeWrong, OnlyHers
from journal.domain.cases import PersonKind
from journal.domain.errors import AccessDenied
from journal.domain.linking import Consent, Way
from journal.request import linking, retrieval
from journal.services import cases, exclusions
from journal.services import linking as services
from journal.services.work import perform

TODAY = date(2026, 3, 2)
YES = Consent(is_given=True, on=TODAY)
WORDS = "Rolig Mose"
WRITTEN = {"record", "audit_case", "audit_entry", "audit_head", "audit_leaf"}
"""The tables that a link is written into; the log names the later file alone."""


@pytest.fixture
def who(context, sign_in):
    """Return contexts: Anna and Birgit of the new team, Carla of the earlier one, a leader."""
    return {name: context(sign_in(name)) for name in ("anna", "birgit", "carla", "dorte", "lone")}


@pytest.fixture
def earlier(open_case):
    """Return the file of her first stay, with a team of its own."""
    return open_case("carla", "dorte", pseudonym=WORDS, by="carla")


@pytest.fixture
def give(who):
    """Return a function that gives her a code to the earlier file."""

    def give_code(case, by="carla", *, seals=False):
        _, slip = retrieval.draw(who[by], case)
        retrieval.keep(who[by], case, slip.sealed, slip.code, seals=seals)
        return slip.code

    return give_code


@pytest.fixture
def everything(ask):
    """Return a function that gives every row of the database, by table, as it is stored."""
    tables = [
        name
        for (name,) in ask("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not name.startswith("sqlite_")
    ]

    def dump():
        return {name: {tuple(row) for row in ask(f'SELECT * FROM "{name}"')} for name in tables}

    return dump


def other_secret(code):
    """Return a code of the same first part that is well formed and wrong."""
    while True:
        try:
            return RetrievalCode(read(code).locator, draw().secret).written()
        except IndexError:  # its check is no sign of the alphabet
            continue


def words_of(shown):
    """Return the pseudonyms that a page shows of linked files."""
    return [None if one.other is None else one.other.pseudonym for one in shown.listed]


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_nobody_who_reads_the_database_sees_that_two_files_are_hers(
    who, case_id, earlier, give, everything, ask, verify_log
):
    """By code or word: of the earlier file nothing is written, opened or logged."""
    code = give(earlier)
    ((alias,),) = ask("SELECT alias FROM case_file WHERE id = :id", id=earlier.bytes)
    written = [each for raw in (earlier.bytes, alias) for each in (raw.hex(), text_of(raw))]
    marks = [earlier.bytes, alias, *(each.encode() for each in (str(earlier), *written))]
    for name, way, told, purpose in (
        ("anna", Way.CODE, code, None),
        ("lone", Way.WORD, WORDS, "team_work"),
    ):
        before = everything()
        linking.make(who[name], case_id, way, told, YES, purpose=purpose)
        new = {table: rows - before[table] for table, rows in everything().items()}
        assert {"record"} < {table for table, rows in new.items() if rows} <= WRITTEN
        cells = [cell for rows in new.values() for row in rows for cell in row]
        told_in = [one.encode() if isinstance(one, str) else one for one in cells]
        assert [] == [
            mark for mark in marks for one in told_in if isinstance(one, bytes) and mark in one
        ]
        seen = linking.show(who[name], case_id, purpose).links.seen
        linking.end(who[name], case_id, 0, seen, purpose=purpose)
    assert verify_log() is None


def test_her_code_links_and_only_who_opens_both_sees_which(
    who, case_id, earlier, give, events, set_team
):
    """Anna is told that she was here; in both teams she sees the words, from either side."""
    linking.make(who["anna"], case_id, Way.CODE, give(earlier), YES)
    (shown,) = linking.show(who["birgit"], case_id).listed
    assert (Way.CODE, TODAY, None) == (shown.link.way, shown.link.agreed_on, shown.other)
    assert [] == linking.show(who["carla"], earlier).listed
    for name, case in (("carla", case_id), ("anna", earlier), ("dorte", case_id)):
        with pytest.raises(AccessDenied):
            linking.show(who[name], case)
    set_team(earlier, "carla", "anna")
    assert [WORDS] == words_of(linking.show(who["anna"], case_id))
    (back,) = linking.show(who["anna"], earlier).listed
    assert (None, "Stille Birk") == (back.place, back.other.pseudonym)
    assert [None] == words_of(linking.show(who["birgit"], case_id))
    set_team(case_id, "anna", "carla")
    assert 1 == len(linking.show(who["carla"], case_id).listed), "lost with the exchange of the key"
    (made,) = events("link.make")
    assert ("team", "ok", 1) == (made["basis"], made["out"], made["n"])


def test_a_leader_links_by_her_word_for_a_purpose(who, case_id, earlier, events):
    """She names the file; the leader says for what purpose; without one nothing is linked."""
    lone = who["lone"]
    assert linking.show(lone, case_id).links.asks_purpose
    with pytest.raises(AccessDenied):
        linking.make(lone, case_id, Way.WORD, WORDS, YES)
    linking.make(lone, case_id, Way.WORD, "  rolig   MOSE ", YES, purpose="team_work")
    assert [WORDS] == words_of(linking.show(lone, case_id, "team_work"))
    assert ["Stille Birk"] == words_of(linking.show(lone, earlier, "team_work"))
    (made,) = [said for said in events("link.make") if said["out"] == "ok"]
    assert ("leader", "team_work") == (made["basis"], made["why"])
    with pytest.raises(AlreadyLinked):
        linking.make(lone, case_id, Way.WORD, WORDS, YES, purpose="team_work")
    with pytest.raises(AnotherFile):
        linking.make(lone, case_id, Way.WORD, "stille birk", YES, purpose="team_work")


def test_nothing_is_linked_without_her_consent(who, case_id, earlier, give, events):
    """Neither by code nor by word, nor with a day to come; and no code is tried."""
    code = give(earlier)
    for consent, refused in (
        (Consent(is_given=False, on=TODAY), ConsentMissing),
        (Consent(is_given=True, on=TODAY + timedelta(days=1)), ConsentAhead),
    ):
        for way, told in ((Way.CODE, code), (Way.WORD, WORDS)):
            with pytest.raises(refused):
                linking.make(who["anna"], case_id, way, told, consent)
    assert [] == events("link.make", "code.use", "link.read")


def test_a_wrong_code_counts_with_those_of_the_desk(who, case_id, earlier, give):
    """Three tries here, two there: then the right one is refused at both for a day."""
    code = give(earlier)
    wrong = other_secret(code)
    for _ in range(3):
        with pytest.raises(CodeWrong):
            linking.make(who["anna"], case_id, Way.CODE, wrong, YES)
    for _ in range(2):
        with pytest.raises(CodeWrong):
            retrieval.collect(who["carla"], wrong)
    with pytest.raises(CodeWrong):
        retrieval.collect(who["carla"], code)
    with pytest.raises(CodeWrong):
        linking.make(who["anna"], case_id, Way.CODE, code, YES)


def test_who_is_kept_away_from_one_sees_nothing_of_it(
    who, case_id, earlier, give, people, set_team
):
    """No line, no code, no words: the earlier file does not exist for her."""
    code = give(earlier)
    linking.make(who["anna"], case_id, Way.CODE, code, YES)
    perform(who["lone"], exclusions.exclude, earlier, people["birgit"])
    assert [] == linking.show(who["birgit"], case_id).listed
    linking.end(who["anna"], case_id, 0, 1)
    with pytest.raises(CodeWrong):
        linking.make(who["birgit"], case_id, Way.CODE, code, YES)
    with pytest.raises(EarlierUnknown):
        linking.make(who["birgit"], case_id, Way.WORD, WORDS, YES)
    with pytest.raises(EarlierUnknown):
        linking.make(who["anna"], case_id, Way.WORD, WORDS, YES)


def test_a_childs_file_is_linked_with_no_womans(who, case_id, house, people, give):
    """Neither as the earlier one, by code or word, nor as the later one."""
    team = frozenset((people["anna"], people["birgit"]))
    child = perform(
        who["anna"],
        cases.create_case,
        cases.NewCase(
            id=cases.reserve(house.vault), kind=PersonKind.CHILD, pseudonym="Rask Bæk", team=team
        ),
    )
    for way, told in ((Way.WORD, "Rask Bæk"), (Way.CODE, give(child, "anna"))):
        with pytest.raises(OnlyWomen):
            linking.make(who["anna"], case_id, way, told, YES)
    with pytest.raises(AccessDenied):
        linking.show(who["anna"], child)
    with pytest.raises(AccessDenied):
        linking.make(who["anna"], child, Way.WORD, "Stille Birk", YES)


def test_she_takes_it_back(who, case_id, earlier, give, events, verify_log):
    """The file forgets which one it was, the log keeps that there was one."""
    code = give(earlier)
    linking.make(who["anna"], case_id, Way.CODE, code, YES)
    before = perform(who["anna"], services.show, case_id, None)
    linking.end(who["birgit"], case_id, 0, 1)
    with pytest.raises(ChangedMeanwhile):
        perform(who["anna"], services.end, case_id, 0, before)
    assert [] == linking.show(who["anna"], case_id).listed
    assert [("link.make", "ok"), ("link.end", "ok")] == [
        (said["act"], said["out"]) for said in events("link.make", "link.end")
    ]
    linking.make(who["anna"], case_id, Way.CODE, code, YES)
    assert 1 == len(linking.show(who["anna"], case_id).listed)
    assert verify_log() is None


def test_what_is_left_to_her_code_is_linked_by_her_code(who, case_id, earlier, give, set_team, ask):
    """An earlier file by its code alone; a later one shows nothing, and she can take it back."""
    code = give(earlier, seals=True)
    set_team(earlier, "carla", "anna")
    with pytest.raises(HerCodeOnly):
        linking.make(who["anna"], case_id, Way.WORD, WORDS, YES)
    linking.make(who["anna"], case_id, Way.CODE, code, YES)
    give(case_id, "anna", seals=True)
    shown = linking.show(who["anna"], case_id)
    assert (True, True, []) == (shown.links.is_sealed, shown.links.has_links, list(shown.listed))
    with pytest.raises(OnlyHers):
        linking.make(who["anna"], case_id, Way.CODE, code, YES)
    with pytest.raises(NotLinked):
        linking.end(who["anna"], case_id, 0, 1)
    with pytest.raises(AccessDenied):
        linking.end(who["carla"], case_id, None)
    linking.end(who["birgit"], case_id, None)
    assert [] == ask("SELECT 1 FROM record WHERE kind = 'file_links'")
