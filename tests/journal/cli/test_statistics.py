"""``journal statistics``: the invented year as it was printed, and a house's own for its leader."""

import json
import re
from pathlib import Path

import pytest
from terminals import PASSWORD

GOLDEN = Path(__file__).parents[1] / "exports" / "golden" / "2024.json"


@pytest.fixture
def demo(terminal):
    """Return a function that prints the invented year."""
    return lambda *words, year="2024": terminal.run(
        "statistics", year, "--demo", *words, LANGUAGE="da", JOURNAL_LANGUAGE="da"
    )


def test_the_invented_year_is_the_printed_one(demo):
    """Every count; of the percentages only the misprint differs in the mode that was printed."""
    plain = demo("--check", str(GOLDEN))
    named = demo("--check", str(GOLDEN), "--mode", "forced_named")

    assert (1, 1) == (plain.exit_code, named.exit_code)
    assert "antal er" not in plain.output
    assert "Forskelle: 8" in plain.output
    assert ["C09 Nej: procent er 62.5, ventet 62.45", "Forskelle: 1"] == named.output.splitlines()


def test_it_is_printed_as_json_exactly_and_as_it_may_go_out(demo):
    """A list of tables with rows; what is not published has no row."""
    exact, public = (json.loads(demo("--json", *more).output) for more in ([], ["--public"]))

    assert [29, 29] == [len(exact), len(public)]
    assert {"label": "Dansk", "count": 19, "percent": 51.4} in exact[2]["rows"]
    assert not [one for table in public for one in table["rows"] if one["count"] in (1, 2, 3, 4)]
    assert [] == next(table["rows"] for table in public if table["id"] == "C11")


def test_in_words_it_bears_the_mark(demo):
    """What is exact says that it stays inside; what may go out does not."""
    assert demo().output.startswith("intern \N{EN DASH} må ikke offentliggøres")
    assert "må ikke offentliggøres" not in demo("--public").output


def test_in_words_what_may_go_out_tells_the_year_its_base_and_the_mean_stay(demo):
    """What the paper says above its tables stands in the terminal too."""
    said = demo("--public").output.splitlines()

    assert ["Året 2024 i tal", "Ophold i gennemsnit: cirka 115 dage"] == said[:2]
    assert any("de 37 beboere" in line for line in said)
    assert "  Ud af: 37" in said


@pytest.mark.parametrize("way", ["suppression", "rounding"])
def test_another_way_is_looked_at_inside_and_repeats(demo, way):
    """The first line says that it stays; the same again is the same; no count of one to four."""
    shown = demo("--public", "--way", way).output
    counts = re.findall(r": (\d+) \(\d+ %\)$", shown, re.MULTILINE)

    assert shown.startswith("Kun til internt brug: Det her kommer aldrig ud.")
    assert shown == demo("--public", "--way", way).output
    assert len(counts) > 60
    assert not {"1", "2", "3", "4"} & set(counts)
    assert way == "suppression" or all(int(count) % 5 == 0 for count in counts)
    violence = shown.split("R08 Indskrivningsårsag\n")[1].splitlines()
    assert ["  Ikke offentliggjort", "  Man kunne give flere svar."] == [
        violence[0],
        violence[1].split(" Denne")[0],
    ]
    assert "kunne et lille tal indkredses til en eller to værdier" in shown


def test_another_way_makes_no_file(demo):
    """Neither as JSON nor beside the exact figures."""
    for words in (["--way", "rounding"], ["--public", "--json", "--way", "suppression"]):
        assert 2 == demo(*words).exit_code


def test_a_file_without_tables_is_a_usage_error(demo, tmp_path):
    """Neither an object nor a list of anything."""
    for content in ("{}", "[1]", "hm"):
        (tmp_path / "x.json").write_text(content, encoding="utf-8")
        assert 2 == demo("--check", str(tmp_path / "x.json")).exit_code


def test_a_house_shows_its_year_to_its_leader_only(terminal):
    """Anna is refused in a sentence; the leader sees a year without anybody."""
    refused, shown = (
        terminal.run("statistics", "2025", "--as", who, typed=[PASSWORD])
        for who in ("anna", "lone")
    )

    assert (1, 0) == (refused.exit_code, shown.exit_code)
    assert "Mean stay: \N{EN DASH} days" in shown.output
    public = terminal.run("statistics", "2025", "--public", "--as", "lone", typed=[PASSWORD])
    assert (1, True) == (public.exit_code, "not frozen" in public.output)


def test_what_was_published_before_is_entered_once(terminal):
    """Release 0: from then on nothing else goes out of that year."""
    first, again = (
        terminal.run("statistics", "2024", "--enter", str(GOLDEN), "--as", "lone", typed=[PASSWORD])
        for _ in "ab"
    )

    assert (0, 1) == (first.exit_code, again.exit_code)
    assert "Nothing else is published about 2024." in first.output
