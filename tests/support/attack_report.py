"""Prints the attack table as it was found: attack, detectors, the index each names, by engine."""

from attacks import ATTACKS, DETECTORS


def pytest_terminal_summary(terminalreporter):
    """Print a line for each attack on each engine that was performed."""
    told = {}
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "attack":
                attack, engine, place, found = value
                told[attack, engine] = (place, found, report.outcome)
    write = terminalreporter.write_line
    write("")
    write("D: found; the number is the first bad index that is named. -: not found.")
    write(f"{'attack':55} {'engine':10} {'first':>5}  " + "  ".join(f"{d:8}" for d in DETECTORS))
    for attack in ATTACKS:
        for engine in ("sqlite", "postgresql"):
            if (attack, engine) in told:
                place, found, outcome = told[attack, engine]
                cells = "  ".join(f"{_cell(found[name]):8}" for name in DETECTORS)
                wrong = "" if outcome == "passed" else "  NOT AS THE TABLE SAYS"
                at = "-" if place is None else place
                write(f"{attack:55} {engine:10} {at:>5}  {cells}{wrong}")


def _cell(index):
    if index is None:
        return "-"
    return "D" if index < 0 else f"D {index}"
