"""The acts on keys are measured as people cause them, and each is told."""

from bench import exchange, report


def test_every_act_is_measured_and_told(tmp_path, monkeypatch):
    """In a small house too each exchange opens its texts again; a figure left out would be seen."""
    monkeypatch.setattr(exchange, "SIZES", (3, 5))
    monkeypatch.setattr(exchange, "MANY", 2)
    monkeypatch.setattr(exchange, "NEXT_WEEK", 6)
    acts = exchange.measure(tmp_path / "house", seed=3, rounds=2)

    assert {"epochs", "reseal 3", "reseal 5", "leave 1000", "follow 1000", "next week"} == set(acts)
    assert all(told["seconds"]["act"] > 0 < told["notes"] for told in acts.values())
    assert all(acts[name]["rows"] > 0 for name in ("reseal 3", "reseal 5"))

    acts |= {"reseal 500": acts.pop("reseal 3"), "reseal 5000": acts.pop("reseal 5")}
    table = report._keys({"engine": "sqlite", "load": [0.1, 0.1], "acts": acts})
    assert len(report.ACTS) == table.count("\n") - 3
