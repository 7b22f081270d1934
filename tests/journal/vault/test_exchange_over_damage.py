"""An exchange of a key over damage: what could be mended before it can be mended after it."""

import pytest

from journal.domain.errors import JournalError
from journal.services import teams
from journal.services.work import perform


@pytest.fixture
def texts(case_id, sign_in, write):
    """Return the texts of a case with three notes by the colleague who will leave, by id."""
    return {write(sign_in("birgit"), case_id, words): words for words in ("Nat", "Morgen", "Aften")}


@pytest.fixture(params=["opens the case", "signs in"])
def anna(request, texts, sign_in):
    """Return a function that gives Anna: signed in before anything waits, or anew each time."""
    earlier = sign_in("anna")
    return (lambda: earlier) if request.param == "opens the case" else (lambda: sign_in("anna"))


@pytest.fixture
def waiting(anna, texts, context, sign_in, people, case_id):
    """Put Carla in Birgit's place, so that the journal's key waits to be exchanged by Anna."""
    wanted = frozenset({people["anna"], people["carla"]})
    perform(context(sign_in("lone")), teams.set_team, case_id, wanted)


@pytest.fixture
def own_wrap(ask, raw_id, case_id, people):
    """Return a function that gives Anna's wrap of the journal's key as it is stored."""

    def stored():
        ((key_id, blob),) = ask(
            "SELECT w.key_id, w.blob FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
            "WHERE e.scope_id = :case AND e.comp = 2 AND w.recipient_id = :anna",
            case=raw_id(case_id),
            anna=people["anna"].bytes,
        )
        return bytes(key_id), bytes(blob)

    return stored


def test_a_damaged_wrap_stops_the_exchange_and_costs_no_word(
    texts, waiting, own_wrap, case_id, anna, read, tamper, people
):
    """With one wrong bit in her wrap nothing is exchanged; put right, every note opens."""
    key_id, blob = own_wrap()
    put = "UPDATE key_wrap SET blob = :blob WHERE key_id = :key AND recipient_id = :anna"
    tamper(put, blob=blob[:-1] + bytes([blob[-1] ^ 1]), key=key_id, anna=people["anna"].bytes)

    with pytest.raises(JournalError):
        read(anna(), case_id)
    assert key_id == own_wrap()[0]
    tamper(put, blob=blob, key=key_id, anna=people["anna"].bytes)

    assert texts == read(anna(), case_id)


def test_a_damaged_certificate_costs_no_word_of_its_author(
    texts, waiting, case_id, anna, read, tamper, ask, raw_id, people, events
):
    """Her notes do not open while it is damaged, through the exchange; mended, they do."""
    ((signature,),) = ask(
        "SELECT sig FROM certificate WHERE staff_id = :id", id=raw_id(people["birgit"])
    )
    put = "UPDATE certificate SET sig = :sig WHERE staff_id = :id"
    tamper(put, sig=bytes(64), id=raw_id(people["birgit"]))

    assert dict.fromkeys(texts) == read(anna(), case_id)
    assert 2 in [event["comp"] for event in events("key.rotate")]
    assert events("open.error")
    tamper(put, sig=bytes(signature), id=raw_id(people["birgit"]))

    assert texts == read(anna(), case_id)


def test_a_stray_request_for_a_key_does_not_stop_the_case(
    texts, case_id, anna, sign_in, read, tamper, raw_id, people
):
    """Somebody who holds the key and is said to wait for it is passed over."""
    tamper(
        "INSERT INTO pending_grant (case_id, comp, staff_id, asked_by, asked_at) "
        "VALUES (:case, 2, :birgit, :birgit, 0)",
        case=raw_id(case_id),
        birgit=raw_id(people["birgit"]),
    )

    assert texts == read(anna(), case_id)
    assert texts == read(sign_in("birgit"), case_id)
