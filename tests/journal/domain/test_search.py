"""What is found in a text, whatever way it is written, and where in the text it stands."""

import sys
import unicodedata
from itertools import pairwise

import pytest
from danish_notes import FOUND, NOT_PROMISED, NOTES, notes_with
from hypothesis import example, given
from hypothesis import strategies as some

from journal.domain.broken_search import (
    NothingAsked,
    SearchTooLong,
    TooManyWords,
    WordTooShort,
)
from journal.domain.excerpts import CONTEXT, MOST_EXCERPTS, excerpts
from journal.domain.search import MAX_CHARACTERS, Asked, fold, terms_of

DANISH = some.text("abdeæøåÆØÅäöéü -.,\n\u030a\u0301\u0308\u00ad\u200b\u202eß“”", max_size=80)
TEXTS = DANISH | some.text(max_size=80)


def is_in(typed, text):
    """Tell whether a note with this text is found by what was typed."""
    return Asked(terms=terms_of(typed)).is_in(text)


def marked(typed, text):
    """Return what is marked in the text for what was typed."""
    cut = excerpts(text, terms_of(typed))
    return [piece.text for excerpt in cut for piece in excerpt.pieces if piece.is_hit]


def test_every_hit_by_part_phrase_and_folding_is_found_in_three_hundred_notes():
    """And nothing else is; the table is made by hand."""
    for typed, sentences in FOUND.items():
        found = {number for number, text in enumerate(NOTES) if is_in(typed, text)}
        assert notes_with(sentences) == found, typed
        assert all(marked(typed, NOTES[number]) for number in found), typed


def test_other_forms_and_misspellings_are_not_promised():
    """Said in the guides: whoever types another form does not find the note by it."""
    found = {
        typed: is_in(stands, text) and is_in(typed, text)
        for typed, stands in NOT_PROMISED.items()
        for text in NOTES
        if is_in(stands, text)
    }
    assert dict.fromkeys(NOT_PROMISED, False) == found


@given(TEXTS)
@example("a\u030a")
@example("Σς İ ﬁ ß Å")
def test_a_text_is_folded_letter_by_letter(text):
    """However its letters are put together, folded once or again, in capitals or not."""
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(unicodedata.normalize("NFC", text)) == fold(text)
    assert fold(fold(text)) == fold(text)


@given(TEXTS, some.integers(0, 80), some.integers(2, 20))
def test_what_is_cut_out_of_a_text_is_found_in_it(text, start, length):
    """A part of any word, in the letters of the text or in plain ones, and it is marked there."""
    for word in (
        text[start : start + length].translate(dict.fromkeys(map(ord, '"“”„«»'), " ")).split()
    ):
        if word and len(fold(word)) > 1 and not unicodedata.combining(word[0]):
            plain = fold(word)
            if plain.split() != [plain]:
                continue  # a cedilla of its own is a space that carries it
            assert is_in(plain, text), (plain, text)
            assert any(plain in fold(piece) for piece in marked(plain, text))


@given(TEXTS, TEXTS)
@example("Pæn dag", "ae")
@example("Pa\u030a vej", "aa")
@example("søa\u0301sø", "oe")
def test_an_excerpt_is_the_text_as_it_was_written(text, typed):
    """Pieces follow each other, marks begin and end at a letter, excerpts are apart."""
    try:
        terms = terms_of(typed)
    except WordTooShort:
        return
    cut = excerpts(text, terms)
    assert 1 <= len(cut) <= MOST_EXCERPTS
    at = 0
    for excerpt in cut:
        whole = "".join(piece.text for piece in excerpt.pieces)
        assert whole in text[at:]
        at = text.index(whole, at) + len(whole)
        for before, after in pairwise(excerpt.pieces):
            assert not (before.is_hit and after.is_hit)
            assert not unicodedata.combining(after.text[0])
    if terms and Asked(terms=terms).is_in(text):
        found = [fold(piece.text) for one in cut for piece in one.pieces if piece.is_hit]
        assert any(term.words[0] in piece for term in terms for piece in found)


def test_an_excerpt_shows_the_words_around_it_and_no_more():
    """Whole words on both sides; what is far away is left out, and said to be."""
    text = f"{'før ' * 200}Hun er bange for ham. {'efter ' * 200}Bange igen."
    first, second = excerpts(text, terms_of("BANGE"))
    assert ["bange", "Bange"] == [
        piece.text for one in (first, second) for piece in one.pieces if piece.is_hit
    ]
    assert (True, True) == (first.follows, first.goes_on)
    assert (True, False) == (second.follows, second.goes_on)
    assert first.pieces[0].text.startswith("før ")
    assert first.pieces[2].text.endswith(" efter")
    assert len("".join(piece.text for piece in first.pieces)) <= 2 * CONTEXT + 5
    (beginning,) = excerpts(text, ())
    assert text.startswith(beginning.pieces[0].text)
    assert beginning.goes_on


@pytest.mark.parametrize(
    ("typed", "broken"),
    [
        ("x" * (MAX_CHARACTERS + 1), SearchTooLong),
        ("ab " * 4 + " ".join(f"ord{number}" for number in range(10)), TooManyWords),
        ("bange i", WordTooShort),
    ],
)
def test_what_cannot_be_looked_for_is_refused_with_what_to_do(typed, broken):
    """A pasted note, too many words, a letter that every note has."""
    with pytest.raises(broken):
        terms_of(typed)


def test_a_search_for_nothing_is_none():
    """Signs alone are nothing; a single letter is something as a word of its own."""
    for typed in ("", "  ", '""', '"-,-"', "\u200b"):
        with pytest.raises(NothingAsked):
            Asked(terms=terms_of(typed)).require_something()
    Asked(kind="phone").require_something()
    assert is_in('"i"', "Hun er i seng")
    assert not is_in('"i"', "Hun er inde")


def steps_of(look, *given):
    """Return how many calls a look takes, those into C included."""
    counted = 0

    def count(_frame, event, _of):
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        look(*given)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("unit", ["a", "a ", "a" + " " * 50, "aa aa ", "a\u0301"])
def test_no_text_makes_a_search_slow(unit):
    """A text made to mislead: twice as long takes twice the steps, not four times as many."""
    for phrase in ('"a a b"', '"aa aa b"', "aaaa", f'"{"a " * 97}b"'):
        short, long = (steps_of(is_in, phrase, unit * size + " b") for size in (500, 1_000))
        assert long < 3 * short
    found = terms_of('"a"')
    short, long = (steps_of(excerpts, unit * size, found) for size in (500, 1_000))
    assert long < 3 * short
