"""What may not stand in any file: this machine, a package index, a real house."""

import os
import re
import subprocess

# Put together here, so that this file passes its own test.
MACHINES = ["/wo" + "rk/", "/ro" + "ot/", "/opt/" + "pypi", "/opt/" + "wheels", "/Us" + "ers/"]
INDEXES = ["py" + "pi.org", "python" + "hosted.org", "npm" + "js."]
REAL_PLACES = ["heller" + "up", "gento" + "fte", "charlotten" + "lund", "ord" + "rup"]


def containing(texts, words):
    """Return where one of the words stands, whatever the case of its letters."""
    found = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    return sorted(
        {f"{path}: {word}" for path, text in texts.items() for word in found.findall(text)}
    )


def test_no_file_names_a_machine_or_a_package_index(texts):
    """The checkout works anywhere, with whatever index its user has."""
    assert [] == containing(texts, MACHINES + INDEXES)


def test_no_file_names_a_real_house(texts):
    """Streets, towns and houses in examples are invented: a real one could be looked for."""
    assert [] == containing(texts, REAL_PLACES)


def test_no_file_is_a_key_or_a_database(tracked):
    """Secrets and data are made where they are used, and never committed."""
    secret = {".key", ".pem", ".sqlite", ".db", ".env"}

    assert [] == [path for path in tracked if path.suffix in secret]


def test_a_bare_machine_can_run_all_checks(root):
    """The script that prepares a machine is a program, and readable to bash."""
    script = root / ".ci" / "run"

    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_make_alone_explains_itself(root):
    """Whoever types make sees what there is, each with a few words."""
    shown = subprocess.run(["make", "-C", root, "help"], check=True, capture_output=True, text=True)
    offered = re.findall(r"^make ([a-z-]+) +\S", shown.stdout, re.MULTILINE)
    declared = re.search(r"^\.PHONY: (.+)$", (root / "Makefile").read_text(), re.MULTILINE)[1]

    assert sorted(declared.split()) == sorted(offered)
