"""The word lists: no pseudonym can hurt, and no password that everybody tries gets in."""

import re
import unicodedata
from importlib import resources

import pytest

from journal.domain.entry import PasswordWeak
from journal.domain.passwords import MIN_CHARACTERS, known_passwords, require_strong
from journal.domain.pseudonyms import draw, words

LISTS = ("first", "second")
WORD = re.compile("[a-zæøå]{3,12}")

GIVEN_NAMES = """
agnes alberte alf alma anker anna anne april asger ask aske asta astrid august aurora birgit
birk bjørk bjørn bo bodil camilla carla clara dag dagny dahlia dalia dan daniel ditte ebbe elin
ella ellen emil emma erik erika esben ester eva falk fatima fie flora frede freja frida fryd
gerda gry hanne heidi helle holger ida inge ingrid iris jade jarl jasmin johan jonas julie juni
kaj kamille karen karin karl kim kirsten klara knud lars laura leo lilje lilla lily linnea lis
liv luna lykke lærke mads magnolia maja malou malva maria marie mark martha mathilde melissa
melodi merle mette mikkel mille mynte myrte nanna niels nora nova olivia opal perle peter pil
poppy rasmus ravn rosa rose rubin ruby safir saga sara selma signe silje silke silla siv sky
sofie sol solveig sommer stella sten stine storm svend thea thor tone tove trine ulla vega vera
vibe vibeke vilde vilje viola violet vår ylva yrsa zara
"""

FORBIDDEN = """
alkohol and angst bange bar barn bleg blege blod bolle bomber brud brudt brun brur brølende
bundet dame drab dreng drukken dukke dum dyr dyster død døende eneste enke ensom farlig fattig
fed fisse flygtende forladt fremmed frue fugl fuld gal gammel ged glemt gravid grim gris grådig
gud gul guld gås hammer harpe hellig hemmelig hore hund hvid høne jagtet jomfru kirke klit kniv
knust ko kold krage krone krus kræft kvinde kælling køn lav led let ligbleg lille lækker lænke
løgn løs løse mager mand mis mor mord mus mut mær mørk nar neg neger nøgen offer pande penge
pige pik pistol ramt reje ren rig rotte ræv rød røv sex sild skade skam skjult skræmt skyldig
slagen slange slank slave sløv smal smerte smuk sneppe so sort spion stum stærk svag svin syg
sygdom sød søn tavs tom torsk tyk tynd tyv tæsk ugle ulv ung utro vild vin viol vred våben våd
ægte æsel øl
"""


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_long_sorted_and_well_formed(name):
    """At least 600 words, each once, in order, lower case, Danish letters, 3 to 12 of them."""
    listed = list(words(name))

    assert len(listed) >= 600
    assert sorted(set(listed)) == listed
    assert [] == [word for word in listed if not WORD.fullmatch(word)]


@pytest.mark.parametrize("name", [*LISTS, "known_passwords"])
def test_a_file_has_one_composed_entry_a_line(name):
    """One entry a line in NFC: two spellings of one letter would be two words."""
    file = resources.files("journal.domain") / "words" / f"{name}.txt"
    text = file.read_text(encoding="utf-8")

    assert unicodedata.normalize("NFC", text) == text
    assert text.endswith("\n")
    assert [] == [line for line in text.splitlines() if not line or line != line.strip()]


def test_no_word_stands_in_both_lists():
    """A pseudonym never says the same word twice."""
    assert set() == set(words("first")) & set(words("second"))


@pytest.mark.parametrize("name", LISTS)
def test_no_word_can_hurt(name):
    """No word that is an insult, or about body, skin, age, violence, fear, hiding or drink."""
    assert set() == set(words(name)) & set(FORBIDDEN.split())


@pytest.mark.parametrize("name", LISTS)
def test_no_word_is_a_given_name(name):
    """A pseudonym is never taken for the name of somebody who lives or works in the house."""
    assert set() == set(words(name)) & set(GIVEN_NAMES.split())


def test_a_pseudonym_is_one_capitalised_word_of_each_list():
    """What is drawn comes from the lists, also where a word begins with a Danish letter."""
    for _ in range(200):
        first, second = draw(taken=()).split(" ")
        assert first.lower() in words("first")
        assert second.lower() in words("second")
        assert (first.capitalize(), second.capitalize()) == (first, second)


def test_a_pseudonym_in_use_is_never_drawn_again(monkeypatch):
    """Two people in one house never share a pseudonym, whatever the capital letters."""
    lists = {"first": ("stille", "grøn"), "second": ("bæk",)}
    monkeypatch.setattr("journal.domain.pseudonyms.words", lists.__getitem__)

    assert {"Grøn Bæk"} == {draw(taken=("STILLE bæk",)) for _ in range(50)}


def test_known_passwords_are_many_unique_and_lower_case():
    """At least 10,000 in all, none twice, in the form in which a typed password is compared."""
    file = resources.files("journal.domain") / "words" / "known_passwords.txt"
    lines = file.read_text(encoding="utf-8").splitlines()

    assert len(lines) >= 10_000
    assert len(lines) == len(known_passwords())
    assert [] == [line for line in lines if line != line.casefold()]


def test_enough_known_passwords_are_long_enough_to_be_tried():
    """OWASP ASVS 5.0, 6.2.4: at least 3,000 of them would pass the rule of length."""
    assert sum(len(password) >= MIN_CHARACTERS for password in known_passwords()) >= 3_000


@pytest.mark.parametrize(
    "password",
    [
        "krisecenter123",
        "Kodeordkodeord",
        "ADGANGSKODE123",
        "qwertyuiop123",
        "jeg elsker dig",
        "Jeg har glemt mit kodeord",
        "rødgrød med fløde",
    ],
)
def test_a_password_that_everybody_tries_is_refused(password):
    """Long enough is not enough: what is on the list is refused, whatever its capital letters."""
    with pytest.raises(PasswordWeak):
        require_strong(password)


def test_a_long_sentence_of_ones_own_is_accepted():
    """The list is no wall against ordinary good passwords."""
    require_strong("syv kopper te under broen")
