"""From which day on the log is kept: said wherever it is read, after a prune and a restore too."""

import html
import re
from dataclasses import replace
from uuid import uuid4

import pruning
import pytest
from extracts import form_of, words_of

from journal.domain.ids import LogId
from journal.services import restore
from journal.services.work import perform

both_engines = pytest.mark.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)


def shown(answer):
    """Return the words of a page."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


@pytest.fixture
def pages(case_id, extract_page):
    """Return the address of every page that tells of the log."""
    case = f"/sag/{case_id}/hvem-har-laest"
    return ("/hvem-har-laest/", "/hvem-har-laest/uge/2026-W10", case, "/mig/log", extract_page)


@pytest.fixture
def lone(visit):
    """Return a function that signs the leader in; much time passes in these tests."""
    return lambda: visit("lone")


@pytest.fixture
def pruned(house, clock, case_id, sign_in, write, read):
    """Tell a story of more than half a year and prune it, as a house that keeps six months."""
    read(sign_in("anna"), case_id)
    clock.advance(days=3)
    pruning.tell(house, clock, case_id, (sign_in, write, read))
    settings = replace(house.settings, log_retention_months=pruning.MONTHS)
    pruning.prune(replace(house, settings=settings), sign_in)


def test_the_first_day_of_the_log_is_said(lone, pages, clock):
    """To who leads, to everybody of herself, and on her extract, in both languages."""
    browser = lone()
    for page in pages:
        assert "Loggen er ført siden den 2. marts 2026." in shown(browser.get(page))
    english = shown(browser.get(pages[-1], query_string={"language": "en"}))

    assert "The log has been kept since 2 March 2026." in english


@both_engines
def test_after_a_prune_it_is_the_day_from_which_on_nothing_was_erased(pruned, lone, pages):
    """What stays whole of the time before does not make the log older than it is."""
    browser = lone()
    for page in pages:
        said = shown(browser.get(page))
        assert "Loggen er hel fra den 5. marts 2026." in said
        assert "siden den" not in said
    answer = browser.get(pages[-1])
    file = browser.post(pages[-1], form_of(answer, "udtraek"))

    assert "Loggen er hel fra den 5. marts 2026." in words_of(file.data)


def test_after_a_restore_the_time_that_was_lost_is_said(lone, pages, house, clock):
    """The log goes on from a copy: what lies between may be missing, and nobody is told less."""
    clock.advance(hours=3)
    perform(house.context("job"), restore.note_restore, LogId(uuid4()), bytes(32), 99)
    browser = lone()
    for page in pages:
        said = shown(browser.get(page))
        assert "Loggen er ført siden den 2. marts 2026." in said
        assert (
            "Det, der skete mellem den 2. marts 2026 kl. 13.00 og den 2. marts 2026 kl. 16.00, "
            "kan mangle." in said
        )
