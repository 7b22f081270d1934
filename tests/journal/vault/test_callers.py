"""Few places open ciphertext, and a reader of the code finds them all."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[3] / "journal"

MAY_OPEN = {
    "services/sessions.py",
    "vault/keyring.py",
    "vault/opened.py",
    "vault/opened_house.py",
    "vault/provider.py",
    "vault/root.py",
    "vault/scanned.py",
    "vault/rotation.py",
    "vault/house_rotation.py",
    "vault/sent.py",
    "vault/session.py",
}
"""
``opened``, ``opened_house``, ``scanned`` and ``sent`` after COMMIT, ``rotation``,
``house_rotation`` and ``root`` to seal again or to sign, all by ``keyring``; ``provider`` opens
shares, ``sessions`` by ``session`` the keys of who is signed in: no text.
"""


def callers(*names):
    """Return the modules that call a function of one of these names."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            called = getattr(node, "func", None)
            if getattr(called, "attr", getattr(called, "id", None)) in names:
                found.add(path.relative_to(ROOT).as_posix())
    return found


def test_only_these_modules_open_ciphertext():
    """A new one is a decision."""
    assert MAY_OPEN == callers("unseal")
    assert {"vault/records.py", "vault/statistics.py"} == callers("unseal_own")


def test_what_is_sent_to_an_intake_key_is_opened_in_three_places():
    """Words for reviewers, rows of the yearly tables, and publications; nothing else opens one."""
    assert {"vault/words.py", "vault/facts.py", "vault/publications.py"} == callers("receive")


def test_only_keyring_and_provider_unwrap_keys():
    """No key without a decision and its event; the provider's only against a committed one."""
    assert {"vault/keyring.py", "vault/provider.py"} == callers("unwrap")
    assert {"vault/timed.py"} == callers("gated_unwrap")


def test_only_these_modules_take_the_key_of_an_epoch():
    """Opening, passing on, exchanging: nobody else holds one."""
    holders = {
        f"vault/{name}.py"
        for name in ("keyring", "workshop", "rotation", "house_rotation", "duty", "timed")
    }

    assert holders == callers("epoch_key", "_unwrapped")


def test_performs_are_started_by_entrances_only():
    """Services and vault never start a unit of work of their own."""
    inside = {path for path in callers("perform") if path.startswith(("services/", "vault/"))}
    assert set() == inside
