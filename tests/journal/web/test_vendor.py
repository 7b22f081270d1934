"""What others wrote and we carry along is exactly what vendor.toml says it is."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGES = tomllib.loads((ROOT / "vendor.toml").read_text("utf-8"))["package"]
FILES = [file for package in PACKAGES for file in package["files"]]
FOLDERS = ("journal/web/static/vendor", "tests/vendor")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file["path"])
def test_a_vendored_file_is_unchanged(file):
    """Each file has the hash that was written down when it was taken from its package."""
    content = (ROOT / file["path"]).read_bytes()

    assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_no_vendored_file_is_unnamed():
    """Nothing lies in a vendor folder without a version, an integrity and a licence."""
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }

    assert {file["path"] for file in FILES} == found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_a_package_says_where_it_comes_from(package):
    """Name, version, npm's integrity and licence stand there, and the licence is carried along."""
    assert {"name", "version", "integrity", "licence", "files"} == set(package)
    assert package["integrity"].startswith("sha512-")
    assert any("license" in file["from"].lower() for file in package["files"])
