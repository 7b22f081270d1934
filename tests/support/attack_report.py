"""Prints the attack tables as they were found: on the log, and on what the house publishes."""

from attacks import ATTACKS, DETECTORS


def pytest_terminal_summary(terminalreporter):
    """Print a line for each attack that was performed, and what came of it."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    told, learned = {}, []
    for report in reports:
        for name, value in report.user_properties:
            if name == "attack":
                attack, engine, place, found = value
                told[attack, engine] = (place, found, report.outcome)
            if name == "disclosure":
                learned.append((*value, report.outcome))
    write = terminalreporter.write_line
    _write_log(write, told)
    _write_disclosure(write, sorted(set(learned)))


def _write_log(write, told):
    write("")
    write("D: found; the number is the first bad index that is named. -: not found.")
    write(f"{'attack':55} {'engine':10} {'first':>5}  " + "  ".join(f"{d:8}" for d in DETECTORS))
    for attack in ATTACKS:
        for engine in ("sqlite", "postgresql"):
            if (attack, engine) in told:
                place, found, outcome = told[attack, engine]
                cells = "  ".join(f"{_cell(found[name]):8}" for name in DETECTORS)
                at = "-" if place is None else place
                write(f"{attack:55} {engine:10} {at:>5}  {cells}{_wrong(outcome)}")


def _write_disclosure(write, learned):
    write("")
    write("What somebody learns from published tables: without the rules of the house, and now.")
    write(f"{'attack':>2} {'':52} {'without':26} now")
    for number, attack, without, now, outcome in learned:
        write(f"{number:>2} {attack:56} {without:26} {now}{_wrong(outcome)}")


def _wrong(outcome):
    return "" if outcome == "passed" else "  NOT AS THE TABLE SAYS"


def _cell(index):
    if index is None:
        return "-"
    return "D" if index < 0 else f"D {index}"
