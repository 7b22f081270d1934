"""The page that says which keys need somebody, and who must act: to who leads, and to nobody else."""

import re

import pytest
from houses import PASSWORD
from joining import words_on

from journal.services import exclusions
from journal.services.work import perform

PAGE = "/noegler/"
JOURNAL = (
    "SELECT w.key_id FROM key_wrap w JOIN key_epoch e ON e.key_id = w.key_id "
    "WHERE e.scope_id = :case AND e.comp = 2 AND w.kind = :kind"
)


@pytest.fixture
def lone(visit):
    """Return the browser of the leader."""
    return visit("lone")


@pytest.fixture
def in_order(case_id, visit):
    """Return a case that nothing is wrong with."""
    return case_id


@pytest.fixture
def lose(tamper, case_id, raw_id):
    """Return a function that takes wraps of a kind from a key of the case, as a damage would."""

    def take(kind, comp=2):
        return tamper(
            "DELETE FROM key_wrap WHERE kind = :kind AND key_id IN "
            "(SELECT key_id FROM key_epoch WHERE scope_id = :case AND comp = :comp)",
            kind=kind,
            comp=comp,
            case=raw_id(case_id),
        )

    return take


def rows(browser):
    """Return the lines of the page: case, what is wrong, who must act."""
    page = browser.get(PAGE).text
    body = page[page.find("<tbody>") : page.find("</tbody>")]
    return [
        tuple(
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        )
        for row in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def wrongs(browser):
    """Return what is wrong, without the names of the keys."""
    return [wrong for _, wrong, _ in rows(browser)]
