"""The package stands alone: no web, no database, no clock, no files, and it is really ours."""

import ast
import subprocess
import sys
from pathlib import Path

import crypto

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "crypto"
ALLOWED = {
    "argon2",
    "base64",
    "binascii",
    "collections",
    "crypto",
    "cryptography",
    "dataclasses",
    "hashlib",
    "hmac",
    "os",
    "re",
    "threading",
    "typing",
    "unicodedata",
}
ALONE = """
import importlib, pathlib, sys

class Wall:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"flask", "werkzeug", "jinja2", "sqlalchemy", "marshmallow"}:
            raise ImportError(f"{name} is walled off")

sys.meta_path.insert(0, Wall())
sys.path.insert(0, sys.argv[1])
for module in sorted(pathlib.Path(sys.argv[1], "crypto").glob("*.py")):
    importlib.import_module(f"crypto.{module.stem}")
import pytest
sys.exit(pytest.main([
    sys.argv[2], "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "vectors or fields",
]))
"""


def test_it_works_where_neither_web_nor_database_can_be_imported():
    """Every module loads and its vectors hold with Flask and SQLAlchemy walled off."""
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(ROOT), str(ROOT / "tests" / "crypto")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_it_is_the_package_of_this_checkout():
    """
    ``crypto`` is a common name; another package of that name must not stand in for it.

    Installed from a wheel it lies elsewhere, so the modules are compared byte for byte.
    """
    found = Path(crypto.__file__).resolve().parent
    ours = {path.name: path.read_bytes() for path in PACKAGE.glob("*.py")}
    assert {path.name: path.read_bytes() for path in found.glob("*.py")} == ours


def test_it_imports_two_packages_and_no_clock():
    """Beyond cryptography and argon2 only small parts of the standard library."""
    for module, node in nodes():
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module]
        else:
            continue
        for name in names:
            assert name.partition(".")[0] in ALLOWED, f"{module} imports {name}"


def test_it_touches_nothing_but_the_systems_randomness():
    """No file, no output, no environment; of ``os`` only ``urandom``; no private functions."""
    for module, node in nodes():
        if isinstance(node, ast.Name):
            assert node.id not in {"open", "print", "input", "global"}, module
        assert not isinstance(node, ast.Global), module
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "os":
                assert node.attr == "urandom", f"{module} uses os.{node.attr}"
            assert not node.attr.endswith("_with_aad"), module


def nodes():
    """Yield every part of every module of the package, with the module's name."""
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.name, node
