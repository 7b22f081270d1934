"""A PDF is set from data, in a process that leaves nothing behind."""

import io
import json
import subprocess
import sys

import pytest
from pypdf import PdfReader

from journal.web.typesetting import FIGURES, NOTES, TEMPLATE, NotTypeset, typeset

DOCUMENT = {
    "language": "da",
    "title": "Hvem har læst min journal",
    "intro": [],
    "facts": [],
    "lines_title": "Hver gang",
    "head": ["Nr.", "Hvornår", "Hvem", "Hvad", "Del", "Hvorfor"],
    "rows": [],
    "empty": "Ingen.",
    "others_title": "Andet",
    "others_intro": "",
    "others_head": ["Hvad", "Gange"],
    "others": [],
    "words_title": "Ord",
    "words": [],
    "reference": "Ref. ab12cd34",
    "page": "Side",
    "of": "af",
}
HOSTILE = (
    "# = \\ * _ $ @a <b> `c` ~ [d] {e} // f /* g */",
    '#read("/etc/passwd")',
    '#import "@preview/a:0.1.0": b',
    "#panic()",
    "\\u{41} \\\n- a\n+ b\n/ c: d",
    "sys.inputs",
)


def words_of(file):
    """Return the words of a PDF in one line."""
    pages = PdfReader(io.BytesIO(file)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_markup(text):
    """Wherever it stands, it comes out letter by letter; a line break is a space."""
    row = dict.fromkeys(("number", "at", "who", "name", "mark", "what", "part", "why"), "x")
    said = words_of(
        typeset(
            DOCUMENT
            | {"intro": [text], "facts": [[text, text]], "rows": [row | {"name": text}]}
            | {"others": [[text, "1"]], "words": [["x", text]], "reference": text}
        )
    )

    # Of these one stands in a narrow column, where a long word is broken.
    assert 6 == said.replace(" ", "").count("".join(text.split())) - 1


def test_what_nobody_sees_is_left_out():
    """Signs that turn the order of letters, that end a line, or that are no letters at all."""
    said = words_of(
        typeset(DOCUMENT | {"intro": ["a\u202eb\u2066c\r\nd\0e\x1b[31mf\ud800g\u200bh"]})
    )

    assert "abc de[31mfgh" in said


def test_letters_that_the_font_lacks_are_marked():
    """The paper is made all the same: nobody's name may keep a woman from her extract."""
    said = words_of(typeset(DOCUMENT | {"intro": ["Đặng 李 😀 Ærø"]}))

    assert "Đặng \ufffd \ufffd Ærø" in said


def test_the_same_words_are_the_same_file():
    """No clock and no machine is in it: its hash in the log is that of these words."""
    assert typeset(DOCUMENT) == typeset(DOCUMENT)


def test_it_can_write_no_file(tmp_path):
    """Not even where it is told to: what it makes goes back through a pipe."""
    command = [sys.executable, "-I", "-m", "journal.web.typesetting"]
    with (tmp_path / "out.pdf").open("wb") as file:
        done = subprocess.run(
            command,
            input=json.dumps(DOCUMENT).encode(),
            stdout=file,
            stderr=subprocess.DEVNULL,
            check=False,
        )

    assert done.returncode != 0
    assert b"" == (tmp_path / "out.pdf").read_bytes()


def test_a_failure_says_no_word_of_the_document():
    """Neither the error nor what it came from."""
    with pytest.raises(NotTypeset) as failed:
        typeset({"title": "Anna Ager"})

    assert "Anna" not in repr(failed.value)
    assert failed.value.__cause__ is None
    assert failed.value.__suppress_context__


def test_it_draws_with_its_own_letters(tmp_path):
    """Fonts of the machine are never looked for: the file is the same everywhere."""
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(io.BytesIO(typeset(DOCUMENT))).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts
    assert all(font.startswith("LibertinusSerif") for font in fonts)


@pytest.mark.parametrize("template", [TEMPLATE, NOTES, FIGURES], ids=lambda path: path.stem)
def test_a_template_reads_data_alone(template):
    """One input, no file, no package."""
    source = template.read_text("utf-8")

    assert 1 == source.count("sys.inputs")
    for word in ("#import", "#include", "eval(", "read("):
        assert word not in source
