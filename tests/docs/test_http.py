"""The page about addresses knows every answer that is given before the application."""

import re

from journal.web import bodies, worker


def statuses(page):
    """Return the numbers in the first cells of the table of answers."""
    section = page.split("## Answers")[1].split("\n### ")[0]
    cells = re.findall(r"^\| ([\d, ]+) \|", section, re.MULTILINE)
    return {int(number) for cell in cells for number in cell.split(",")}


def test_every_answer_of_the_server_is_told(read):
    """Whoever finds such a number in a browser finds out what it means."""
    given = {int(status) for status in (*bodies._TEXTS, *worker._STATUS.values())}

    assert set() == given - statuses(read("http.md"))
