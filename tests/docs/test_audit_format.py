"""What an auditor is told about bytes, hashes and proofs is what the program writes and checks."""

import hashlib
import re
from pathlib import Path

import pytest
from trees import subtrees

from crypto import checkpoint, merkle, proof
from crypto.identity import SignPublic
from journal.cli import verify_log

ORIGIN = "kc-audit.example/7f3a9c1e"


@pytest.fixture
def example(read):
    """Return the blocks of the example by name."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", read("audit-format.md"), re.MULTILINE | re.DOTALL)
    return dict(found)


@pytest.fixture
def folder(example, tmp_path):
    """Return the folder that is described: an export and a proof of the same small log."""
    events = example["event"].splitlines()
    leaves = [merkle.leaf_hash(event.encode()) for event in events]
    (tmp_path / verify_log.KEY).write_text(example["key"])
    (tmp_path / verify_log.LEAVES).write_bytes(b"".join(leaves))
    newest = example["inclusion"].split("\n\n", 1)[1]
    (tmp_path / verify_log.CHECKPOINTS).write_text(example["witness"] + newest)
    (tmp_path / verify_log.EVENT).write_text(events[1])
    (tmp_path / verify_log.INCLUSION).write_text(example["inclusion"])
    (tmp_path / verify_log.CONSISTENCY).write_text(example["consistency"])
    (tmp_path / "witness").write_text(example["witness"])
    return tmp_path


def test_the_hashes_of_the_example(example):
    """Three leaves and a node, by the definition and nothing else."""
    leaves = [hashlib.sha256(b"\0" + event.encode()) for event in example["event"].splitlines()]
    first, second, _ = (leaf.digest() for leaf in leaves)
    node = hashlib.sha256(b"\1" + first + second)
    assert example["leaves"].split() == [each.hexdigest() for each in (*leaves, node)]


def test_the_verifier_accepts_the_example(folder):
    """As an export and as a proof, with the auditor's checkpoint; not without."""
    witness = ["--witness", str(folder / "witness")]
    for what in ("log", "entry"):
        assert 0 == verify_log.main([what, str(folder), *witness])
        assert 4 == verify_log.main([what, str(folder)])


def test_the_line_and_the_pin_of_the_example(read, folder):
    """What is printed is what the verifier takes."""
    page = read("audit-format.md")
    pin = re.search(r"whose pin is `(\w+)`", page)[1]
    line = re.search(r"newest checkpoint is `([^`]+)`", page)[1]
    assert 0 == verify_log.main(["log", str(folder), "--line", line, "--pin", pin])


def test_the_program_writes_the_example(example):
    """Proofs and key, byte for byte."""
    key = verify_log.LogKey.parse(example["key"])
    public = SignPublic.from_bytes(key.raw)
    assert example["key"] == checkpoint.verifier_key(ORIGIN, public) + "\n"
    hashes = [bytes.fromhex(digest) for digest in example["leaves"].split()[:3]]
    newest = example["inclusion"].split("\n\n", 1)[1]
    assert merkle.root(hashes) == checkpoint.read(newest, ORIGIN, public).root
    assert example["inclusion"] == proof.inclusion_text(
        1, proof.inclusion(subtrees(hashes), 1), newest
    )
    since = proof.consistency_text(2, proof.consistency(subtrees(hashes), 2), newest)
    assert example["consistency"] == since


def test_files_options_codes_and_checks_are_those_of_the_verifier(read):
    """A word that was renamed in one place only fails here."""
    page = read("audit-format.md")
    source = Path(verify_log.__file__).read_text()
    cells = {
        name
        for cell in re.findall(r"^\| ([^|]+) \|", page, re.MULTILINE)
        for name in re.findall(r"`([\w.-]+)", cell)
    }
    checks = set(re.findall(r'Tampered\([^,]+, "(\w+)"\)', source)) | {"checkpoint", "witness"}
    files = {
        verify_log.KEY,
        verify_log.LEAVES,
        verify_log.CHECKPOINTS,
        verify_log.EVENT,
        verify_log.INCLUSION,
        verify_log.CONSISTENCY,
        verify_log.FORMER,
        verify_log.RESTORES,
        verify_log.PRUNED,
        verify_log.LEAF,
        "verify_log.py",
    }
    options = set(re.findall(r'add_argument\("(--\w+)"', source))
    assert checks | files | options == cells
    codes = {int(code) for code in re.findall(r"^\| (\d) \|", page, re.MULTILINE)}
    assert {0, 2, 3, 4, 5} == codes
    assert f"{verify_log.NEWER:,}" in page
