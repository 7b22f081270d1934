"""Few dependencies, each with its reason, each pinned, and none from a place of its own."""

import ast
import re
import tomllib

import pytest

# Distribution -> module, where the two differ.
MODULE_OF = {"argon2-cffi": "argon2"}
NEVER_IMPORTED = {"tzdata"}  # data: zoneinfo finds it


@pytest.fixture
def project(root):
    """Return what pyproject.toml says."""
    return tomllib.loads((root / "pyproject.toml").read_text())


def names(requirements):
    """Return the names of distributions, without versions and extras."""
    return {re.match(r"[\w-]+", requirement)[0] for requirement in requirements}


def declared(project):
    """Return every dependency, whoever needs it."""
    extras = project["project"]["optional-dependencies"].values()
    groups = [project["project"]["dependencies"], project["build-system"]["requires"], *extras]
    return set().union(*map(names, groups))


def test_each_dependency_has_its_line_of_reason(root, project):
    """Adding one is a decision that is written down; a removed one leaves the page too."""
    page = (root / "docs" / "dependencies.md").read_text()
    explained = re.findall(r"^\| `([\w-]+)` \| .{5,} \| .+ \|$", page, re.MULTILINE)

    assert sorted(declared(project)) == sorted(explained)


def test_each_package_of_the_service_is_used(modules, project):
    """What nothing imports is only something that can be attacked."""
    imported = set()
    for path, tree in modules.items():
        if path.parts[0] in ("config", "crypto", "journal", "migrations"):
            for node in ast.walk(tree):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(str(node.module).split(".")[0])
    needed = names(project["project"]["dependencies"]) - NEVER_IMPORTED

    assert set() == {MODULE_OF.get(name, name.replace("-", "_")) for name in needed} - imported


def test_what_builds_the_checkout_is_locked_too(project):
    """The install takes nothing that was not pinned, not even while building."""
    assert project["build-system"]["requires"] == project["dependency-groups"]["build"]


LOCKS = ("requirements.txt", "requirements-postgres.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_complete_and_names_no_place(root, project, name):
    """Every line is a version, a hash or a remark: no address, no host, no folder, no option."""
    text = (root / name).read_text()
    pins = re.findall(r"^([\w.-]+)==[\w.]+", text, re.MULTILINE)
    lines = re.compile(
        r"#.*|[\w.-]+==[\w.]+( ; [^/]+)? \\| {4}--hash=sha256:[0-9a-f]{64}( \\)?| {4}# [^/]+"
    )
    needed = declared(project) if "dev" in name else names(project["project"]["dependencies"])
    if "postgres" in name:
        needed |= names(project["project"]["optional-dependencies"]["postgres"])

    assert [] == [line for line in text.splitlines() if not lines.fullmatch(line)]
    assert "/" not in text
    assert set() == needed - set(pins)


def test_the_locks_agree(root):
    """Demo, service on PostgreSQL and tests use the same versions of everything they share."""
    pinned = []
    for name in LOCKS:
        text = (root / name).read_text()
        pinned.append(dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.MULTILINE)).items())

    assert pinned[0] <= pinned[1] <= pinned[2]
