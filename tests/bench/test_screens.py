"""Every screen of a full house is asked for, and told."""

from bench import full_house, report, screens


def test_every_screen_of_a_visitor_is_measured_and_told(tmp_path, monkeypatch):
    """In a small house too: addresses with gaps, a search, and what only she on shift may see."""
    for name, few in {"TEAMS": 1, "FAMILIES": 2, "HERE": 1, "DAYS": 2, "CALLS": 2}.items():
        monkeypatch.setattr(full_house, name, few)
    monkeypatch.setattr(full_house, "OPEN_CALLS", 1)
    monkeypatch.setattr(full_house, "WEEKS_TICKED", 1)
    monkeypatch.setattr(screens, "VISITORS", {"night guard": "hanne"})
    told = screens.measure(tmp_path / "house", seed=3, rounds=1, note_count=8)

    asked = {one["address"] for one in told["screens"]}
    hers = {"/huset/brandliste", "/sag/<uuid:case>/sikkerhedskort", "/overlevering/", "POST /find"}
    assert hers <= asked
    assert (5, True) == (told["cases"], all(0 < one["p95_ms"] for one in told["screens"]))

    table = report._screens({"engine": "sqlite", "load": [0.1, 0.1]} | told)
    assert min(len(asked), report.SLOWEST) == table.count("\n") - 3
