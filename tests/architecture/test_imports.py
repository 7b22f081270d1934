"""The layers hold: who may import whom is checked by a machine, without exceptions."""

import subprocess
import sys
import tomllib
from pathlib import Path

import crypto


def test_the_five_contracts_hold(root):
    """One way down; pure cryptography and rules; one place that decrypts, one that stores."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
    assert "5 kept, 0 broken" in run.stdout


def test_no_import_is_excused(root):
    """An exception would be where the next leak goes through."""
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]

    assert "ignore_imports" not in str(contracts)


def test_our_crypto_is_the_one_that_is_imported(root):
    """The name is common; on a case-blind disk another package could stand in its place."""
    assert Path(crypto.__file__).is_relative_to(root)


def test_only_the_invented_house_has_years_that_nobody_lived_in_it(root):
    """In a real house no row is frozen but by a discharge."""
    own = root / "journal" / "services" / "earlier_years.py"
    users = [
        path.relative_to(root).as_posix()
        for path in (root / "journal").rglob("*.py")
        if path != own and own.stem in path.read_text(encoding="utf-8")
    ]

    assert ["journal/cli/demo/past/entering.py"] == users
