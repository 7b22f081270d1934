"""
Sets a document as a tagged PDF (PDF/UA-1), in a process of its own that ends with it.

Rules: what people typed reaches the typesetter as data and never as markup; nothing is written to a
disk; only fonts are used that come with the typesetter; what it remembers between documents ends
with its process, so that no word of one stays in the memory of the service.
"""

import json
import resource
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "templates"
TEMPLATE = TEMPLATES / "extract" / "extract.typ"
FIGURES = TEMPLATES / "statistics" / "figures.typ"
NOTES = TEMPLATES / "extract" / "notes.typ"
SECONDS = 60
"""Two thousand lines take about one."""
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Kinds of characters that nobody sees and that can turn the order of those beside them."""
DRAWN = (range(0x20, 0x530), range(0x1E00, 0x2000), range(0x2010, 0x2028), range(0x20AC, 0x20AD))
"""Letters that the font has for certain: Latin, Greek and Cyrillic, and the signs between them."""
UNDRAWN = "\N{REPLACEMENT CHARACTER}"


class NotTypeset(Exception):  # noqa: N818 -- says what happened, and never a word of the document
    """The document could not be set."""


def typeset(document: Mapping[str, Any], template: Path = TEMPLATE) -> bytes:
    """
    Set a document.

    Args:
        document: what the template reads: words, and lists of words.
        template: its place; one of this package.

    Raises:
        NotTypeset: the typesetter failed.
    """
    command = [sys.executable, "-I", "-m", "journal.web.typesetting", str(template)]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module under our own interpreter
            command,
            input=json.dumps(clean(document)).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # its complaints cite the document
            env={},
            cwd=template.parent,  # the only folder that a document could read in
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError:
        raise NotTypeset from None
    return done.stdout


def clean(value: Any) -> Any:
    """The same document without characters that nobody sees; a line break is a space."""
    if isinstance(value, str):
        spaced = " ".join(value.split())
        return "".join(each for each in spaced if unicodedata.category(each) not in UNSEEN)
    if isinstance(value, Mapping):
        return {name: clean(each) for name, each in value.items()}
    return [clean(each) for each in value] if isinstance(value, list | tuple) else value


def drawable(value: Any) -> Any:
    """The same document with a mark for each letter that the font may not have."""
    if isinstance(value, str):
        return "".join(
            each if any(ord(each) in known for known in DRAWN) else UNDRAWN for each in value
        )
    if isinstance(value, dict):
        return {name: drawable(each) for name, each in value.items()}
    return [drawable(each) for each in value] if isinstance(value, list) else value


def _compiled(document: Any, template: Path) -> bytes:
    return typst.compile(
        template.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(document)},
        pdf_standards=["ua-1"],
    )


def main() -> None:
    """Read a document, write its PDF: what the process of its own does."""
    for kept in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(kept, (0, 0))  # no file can be written, not by a crash either
    document, template = json.load(sys.stdin), Path(sys.argv[1] if len(sys.argv) > 1 else TEMPLATE)
    try:
        made = _compiled(document, template)
    except typst.TypstError:
        made = _compiled(drawable(document), template)
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    main()
