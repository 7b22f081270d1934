"""A story that is older than a house keeps its log, and a terminal whose clock a test moves."""

from dataclasses import replace

from houses import Clock
from terminals import COMPOSITION, Terminal

from journal.request import retention as requests
from journal.request.oversight import look_through
from journal.services import retention
from journal.services.record import sign_checkpoint

MONTHS = 6
LATER = {"days": 214}


def tell(house, clock, case_id, hands):
    """
    Tell of half a year and one month more.

    Args:
        hands: the fixtures ``sign_in``, ``write`` and ``read``.
    """
    sign_in, write, read = hands
    anna, birgit = sign_in("anna"), sign_in("birgit")
    written = [write(anna, case_id, words) for words in ("Nat", "Morgen", "Aften")]
    for _ in range(4):
        read(birgit, case_id)
        sign_checkpoint(house.context("job"))
    go_on(house, clock, case_id, hands)
    return written


def go_on(house, clock, case_id, hands):
    """Let half a year and a month pass, read again, and look through the week that is over."""
    sign_in, _, read = hands
    clock.advance(**LATER)
    for _ in range(2):
        read(sign_in("birgit"), case_id)
    look_through(house.context("job"))
    sign_checkpoint(house.context("job"))


def terminal_at(folder, now, database_url="", owner_url=""):
    """Return a terminal on a house that keeps its log for six months, at an instant."""
    clock = now if isinstance(now, Clock) else Clock(now)

    def open_house(settings):
        return replace(COMPOSITION.open_house(settings), clock=clock)

    terminal = Terminal(folder, open_house=open_house)
    terminal.use(database_url, owner_url)
    terminal.environ["JOURNAL_LOG_RETENTION_MONTHS"] = str(MONTHS)
    return terminal


def agree(house, sign_in, first="lone", second="birgit"):
    """Let two colleagues agree to what would go now, if anything would."""
    found, _ = retention.look(house)
    leader, other = (house.context("cli", sign_in(name)) for name in (first, second))
    if found.terms is not None:
        requests.agree(leader, other, found.terms)
    return found


def prune(house, sign_in):
    """Erase what is old enough, as two agreed."""
    found = agree(house, sign_in)
    assert found.erased == retention.carry_out(house, found.terms, house.settings)
    return found
