"""The promises of the screens: each number has one row, and a test by that number where it says."""

import re

ROW = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
FILE = re.compile(r"`([\w/]+\.py)`")
NUMBERS = re.compile(r"^def test_ux((?:_\d\d)+)_", re.MULTILINE)
NOT_TESTED = {30, 32}


def test_each_promise_is_shown_where_the_page_says(read, root):
    """And every test by a number stands in its row, but those below the screens."""
    rows = {int(number): FILE.findall(shown) for number, shown in ROW.findall(read("usability.md"))}
    shown = {
        path.relative_to(root / "tests").as_posix(): {
            int(one)
            for numbers in NUMBERS.findall(path.read_text(encoding="utf-8"))
            for one in numbers.split("_")[1:]
        }
        for path in (root / "tests").rglob("test_*.py")
    }
    assert list(range(1, 34)) == list(rows)
    assert NOT_TESTED == {number for number, files in rows.items() if not files}
    assert [] == [
        (number, one) for number in rows for one in rows[number] if number not in shown[one]
    ]
    journeys = [(number, one) for one in shown for number in shown[one] if "journeys/" in one]
    assert [] == [(number, one) for number, one in journeys if one not in rows[number]]
