"""A plan from a file: all of it or nothing, every wrong line named, each shift once."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from terminals import PASSWORD

PLAN = "bruger;dato;fra;til\nanna;2026-03-03;07:00;15:00\ndorte;2026-03-03;23:00;07:00\n"


@pytest.fixture
def take(terminal, tmp_path):
    """Return a function that takes a plan in from a file, as the leader."""

    def take_file(content, by="lone"):
        file = tmp_path / "plan.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return terminal.run("roster", "import", str(file), "--as", by, typed=[PASSWORD])

    return take_file


def show(terminal, by="anna", day="2026-03-03"):
    """Return what the week of a day looks like."""
    return terminal.run("roster", "show", "--week-of", day, "--as", by, typed=[PASSWORD])


@pytest.mark.parametrize(
    "content",
    [
        PLAN,
        b"\xef\xbb\xbf" + PLAN.replace("\n", "\r\n").encode(),
        PLAN.replace(";", ","),
        PLAN.replace(";", "\t"),
    ],
    ids=["semicolons", "BOM and CRLF", "commas", "tabs"],
)
def test_a_plan_is_taken_as_a_spreadsheet_saves_it(content, take, terminal):
    """Taken twice it is one plan; everybody can look at the week."""
    first, second, shown = take(content), take(content), show(terminal)

    assert "2 new shifts are on the roster; 0 were there already.\n" in first.output
    assert "0 new shifts are on the roster; 2 were there already.\n" in second.output
    assert [
        "2026-03-03 07:00-15:00  Anna Ager  Pedagogue",
        "2026-03-03 23:00-07:00  Dorte Dal  Pedagogue",
    ] == shown.output.splitlines()[-2:]


def test_every_wrong_line_is_named_and_nothing_is_stored(take, terminal):
    """What is no shift, and whom nobody knows; exit code 1."""
    result = take(PLAN + "anna;2026-03-03;06:00;23:30\nukendt;2026-03-03;07:00;15:00\nvrøvl")

    assert 1 == result.exit_code
    assert "No shift in line 4, 6." in result.output
    assert "signs in with the user name in line 5." in result.output
    assert "Nothing was stored." in result.output
    assert "No shift is planned in this week." in show(terminal).output


def test_ten_thousand_lines_are_refused_with_their_number(take):
    """Before anybody is asked for a password."""
    result = take("anna;2026-03-03;07:00;15:00\n" * 10_000)

    assert 1 == result.exit_code
    assert "The plan has 10000 lines. At most 2000 are taken at once" in result.output
    assert "Password" not in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe\x00", "no text in UTF-8"), (b"a\0b", "no plan"), (b"x" * 2**21, "too large")],
)
def test_what_is_no_text_is_no_plan(content, said, take):
    """A program file, a picture: exit code 2 and a sentence."""
    result = take(content)

    assert 2 == result.exit_code
    assert said in " ".join(result.output.split())


def test_only_who_leads_plans(take, terminal):
    """A pedagogue is refused; she can look."""
    assert 1 == take(PLAN, by="anna").exit_code
    assert "No shift is planned in this week." in show(terminal).output


def test_without_a_day_it_is_this_week(terminal, take):
    """The week that the clock of the machine is in."""
    today = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
    monday = today - timedelta(days=today.weekday())
    take(f"anna;{monday};07:00;15:00")
    shown = terminal.run("roster", "show", "--as", "anna", typed=[PASSWORD])

    assert f"{monday} 07:00-15:00  Anna Ager" in shown.output
