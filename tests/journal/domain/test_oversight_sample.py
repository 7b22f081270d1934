"""Uses drawn by chance, the weeks of a house, and events of the log as uses."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from journal.domain.access import Action
from journal.domain.audit import Event, Item, Origin, encode
from journal.domain.oversight import Use, Week, read_use
from journal.domain.oversight_sample import HER_TURN, draw, drawable

ZONE = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
WEEK = Week.at(NOON, ZONE)
ANNA, LONE = uuid4(), uuid4()
CASE, OTHER = uuid4(), uuid4()
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def use(act="note.read", at=NOON, actor=ANNA, **more):
    """Return something that somebody did."""
    return Use(id=uuid4(), at=at, actor=actor, act=act, cases=(CASE,), **more)


def test_the_sample_is_fixed_by_the_checkpoint():
    """Anybody with the log can draw it again; another checkpoint draws another."""
    uses = [use(at=NOON + place * MINUTE) for place in range(200)]
    seen = {ANNA: 1}
    first = draw("one\n", WEEK, uses, seen, 5)

    assert first == draw("one\n", WEEK, uses, seen, 5)
    assert first != draw("two\n", WEEK, uses, seen, 5)
    assert first != draw("one\n", WEEK.moved(1, ZONE), uses, seen, 5)
    assert 5 == len({one.id for one in first})


def test_whose_turn_it_is_comes_before_chance():
    """Whoever was never drawn, or not for nine weeks."""
    rare = use(actor=LONE)
    uses = [use(at=NOON + place * MINUTE) for place in range(500)] + [rare]

    assert rare in draw("x", WEEK, uses, {ANNA: 1}, 5)
    assert rare in draw("x", WEEK, uses, {ANNA: 1, LONE: HER_TURN}, 5)
    assert rare not in draw("x", WEEK, uses, {ANNA: 1, LONE: HER_TURN - 1}, 5)
    assert 3 == len(draw("x", WEEK, uses[:3], {}, 5))
    assert [] == draw("x", WEEK, [], {}, 5)


def test_what_can_be_drawn():
    """Openings of the week that nobody looks at anyway."""
    good, flagged = use(), use()
    others = [
        flagged,
        use(outcome="denied"),
        use("note.write"),
        use(basis="breakglass"),
        use(at=WEEK.begins - MINUTE),
        use(at=WEEK.ends),
    ]

    assert [good] == drawable([good, *others], WEEK, {flagged.id})


def test_a_week_of_the_house_begins_on_its_monday():
    """Also where the clock moves, and where the year turns."""
    for name, begins, hours in (
        ("2026-W13", datetime(2026, 3, 22, 23, tzinfo=UTC), 167),
        ("2026-W43", datetime(2026, 10, 18, 22, tzinfo=UTC), 169),
        ("2026-W53", datetime(2026, 12, 27, 23, tzinfo=UTC), 168),
    ):
        week = Week.named(name, ZONE)
        assert (name, begins, hours * HOUR) == (week.name, week.begins, week.ends - week.begins)
    assert "2027-W01" == Week.named("2026-W53", ZONE).moved(1, ZONE).name


def test_an_event_of_the_log_is_read_as_a_use():
    """Of a person only; what is damaged or pruned is none."""
    origin = Origin(
        house=uuid4(),
        log=uuid4(),
        actor=ANNA,
        auth="pw",
        session_tag=b"12345678",
        source="web",
        request=uuid4(),
    )
    event = Event(id=uuid4(), action=Action.NOTE_READ, items=[Item(case=CASE, row=OTHER)])
    (leaf,) = encode(event, origin, 1_772_622_000_000, lambda: bytes(16))
    found = read_use(leaf.data)

    assert (event.id, ANNA, "note.read", CASE, (OTHER,)) == (
        found.id,
        found.actor,
        found.act,
        found.case,
        found.rows,
    )
    assert datetime(2026, 3, 4, 11, tzinfo=UTC) == found.at
    for damaged in (None, b"", b"[]", b'{"actor":"x"}', leaf.data.replace(b'"t":1', b'"t":"1')):
        assert read_use(damaged) is None
    (job,) = encode(event, replace(origin, actor=None), 0, lambda: bytes(16))
    assert read_use(job.data) is None
    assert read_use(job.data, is_job=True).act == "note.read"
