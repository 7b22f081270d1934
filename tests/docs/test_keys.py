"""The page about keys knows every label and every compartment of the program."""

import re

import pytest

from journal.domain.compartments import Compartment
from journal.domain.staff import Role
from journal.vault.recipients import roles_in_a_case

LABEL = re.compile(r'b"(SKJ1 [a-z ]+)')
WORDS = {
    Role.LEADER: "leaders",
    Role.DEPUTY: "deputies",
    Role.LOG_REVIEWER: "log reviewers",
    Role.PEDAGOGUE: "care colleagues",
    Role.SOCIAL_WORKER: "care colleagues",
    Role.NIGHT_GUARD: "care colleagues",
    Role.TEMP: "care colleagues",
}


def test_every_label_of_a_message_is_explained(root, read):
    """Two programs that shall read the same bytes need the same page."""
    sources = [*(root / "crypto").glob("*.py"), *(root / "journal" / "vault").glob("*.py")]
    labels = {label for path in sources for label in LABEL.findall(path.read_text())}
    page = read("keys.md")

    assert labels
    assert set() == {label for label in labels if f"`{label}" not in page}


@pytest.mark.parametrize("comp", Compartment)
def test_the_table_of_recipients_is_that_of_the_program(read, comp):
    """Who holds a key by her role is written where a data protection officer looks for it."""
    row = re.search(
        rf"^\| {comp.value} \| {comp.name.lower()} \|(.*)$", read("keys.md"), re.MULTILINE
    )[1]
    holders = row.split(" | ")[2]
    by_role = {WORDS[role] for role in roles_in_a_case(comp)}

    assert by_role == {
        word for word in set(WORDS.values()) if re.search(rf"(?<!founding ){word}\b", holders)
    }
    assert ("recovery" in holders) == (comp.name not in ("PERSONAL", "DUTY", "PURPOSE"))
