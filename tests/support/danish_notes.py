"""
Three hundred invented notes in Danish, and a table of what a search must find in them.

The table is made by hand, sentence by sentence; the notes are the sentences three by three, each
written in one of five ways: as they are, in capitals, with ae/oe/aa, with letters taken apart as
some machines store them, and broken into short lines.
"""

import textwrap
import unicodedata

SENTENCES = (
    "Hun fortalte, at søsteren havde ringet fire gange i nat.",
    "Vi drak kaffe i køkkenet, og hun var bange for at gå ud.",
    "Børnehaven har fået besked om, at kun mor må hente.",
    "Barnet sov uroligt og havde mareridt om den sorte bil.",
    "Aftalt, at vi tager i banken på tirsdag klokken ti.",
    "Hun havde angstanfald, da telefonen ringede.",
    "Kommunen har bevilget flyttehjælp og et indskudslån.",
    "Hun vil gerne have hjælp til at skrive til retten.",
    "Samtale om økonomi: gæld til tre låneselskaber.",
    "Drengen byggede et tårn af klodser og grinede højt.",
    "Hun ønsker ikke, at faderen får vores nummer.",
    "Hun spiste næsten intet til aftensmaden.",
    "Politiet har udvidet tilholdet til også at gælde skolen.",
    "Lægen skrev en henvisning til psykolog.",
    "Hun græd og sagde, at hun savner sin mor.",
    "Værelset er gjort i stand, og nøglen er udleveret.",
    "Hun sov godt for første gang i en uge.",
    "Pigen har fødselsdag på fredag; vi bager boller.",
    "Tolken kom for sent, så mødet blev kort.",
    "Hun blev forskrækket over en mand ved døren.",
    "Overvågning af mobilen: der var en app, hun ikke kendte.",
    "Hun har fundet en café, hvor hun føler sig tryg.",
    "Advokaten anbefaler, at vi venter med bodelingen.",
    "Hun har ondt i ryggen efter slagene i marts.",
    "Mor og datter lavede perler hele formiddagen.",
    "Hun vil tale om voldens mønstre i næste uge.",
    "Der kom en blomsterbuket uden afsender.",
    "Hun er blevet tilbudt en toværelses i en anden by.",
    "Sundhedsplejersken vejede den lille: alt er fint.",
    "Hun klarede selv opkaldet til jobcentret.",
    "Bilen holdt igen på vejen; nummerpladen er skrevet ned.",
    "Hun siger nej, tak til gruppen i aften.",
    "Skolelæreren er bekymret for drengens fravær.",
    "Vi øvede, hvad hun siger, hvis han dukker op.",
    "Hun lånte en barnevogn af huset.",
    "Statsforvaltningen har indkaldt til møde om samvær.",
    "Hendes søn har fået briller.",
    "Hun lo for første gang, siden hun kom.",
    "Åndenød og hjertebanken om natten; vi ringede til lægevagten.",
    "Hun har slettet sin profil på nettet.",
    "En veninde må få besked, hvis det går galt.",
    "Hun var på rådhuset efter et nyt sygesikringsbevis.",
    "Datteren tegnede et hus med to døre.",
    "Hun læste op for de andre børn i stuen.",
    "Manden har sendt en besked gennem hendes kusine.",
    "Hun er træt, men håbefuld.",
    "Aftale: hun melder sig ud af fitnesscentret.",
    "Frøken Müller fra banken ringer i morgen.",
    "Hun cyklede til apoteket med en kollega.",
    "Vagtskifte: stille aften, ingen opkald.",
)
"""Fifty sentences; a search speaks of them by number, from 0."""

FOUND = {
    # A part of a word: at its beginning, in the middle, at its end.
    "angst": {5},
    "anfald": {5},
    "flytte": {6},
    "hjælp": {6, 7},
    "lån": {6, 8, 34},
    "evogn": {34},
    "barne": {3, 34},
    "børn": {2, 43},
    "dør": {19, 42},
    "skole": {12, 32},
    "mareridt": {3},
    "overvåg": {20},
    "bil": {3, 20, 30},
    "nat": {0, 38},
    # The letters of Danish in every way of typing them, capitals and accents.
    "soester": {0},
    "SØSTER": {0},
    "koekken": {1},
    "økonomi": {8},
    "oekonomi": {8},
    "TAARN": {9},
    "tårn": {9},
    "åndenød": {38},
    "aandenoed": {38},
    "cafe": {21},
    "CAFÉ": {21},
    "muller": {47},
    "Müller": {47},
    "vaerelse": {15, 27},
    "laege": {13, 38},
    "nøgle": {15},
    "mo\u0308nstre": {25},  # as a German machine types it, taken apart
    # Several words: all of them, wherever they stand.
    "hun savner": {14},
    "mor savner": {14},
    "bil sorte": {3},
    "første uge": {16},
    # Phrases, over the end of a line too; words in quotation marks are whole.
    '"bange for"': {1},
    '"for første gang"': {16, 37},
    "»for første gang«": {16, 37},
    '"nej tak"': {31},
    '"nej, tak"': {31},
    '"bil"': {3},
    '"i nat"': {0},
    '"om natten"': {38},
    '"mor"': {2, 14, 24},
    '"mor og datter"': {24},
    '"foer foerste"': set(),
    '"gang for første"': set(),
    '"hun sov" uge': {16},
    "giraf": set(),
}
"""What was typed, and the sentences that have it: every note with them must be found."""

NOT_PROMISED = {
    "bøger": "læste op",
    "børnene": "barnet",
    "gik": "går",
    "mænd": "mand",
    "anxst": "angst",
    "komunen": "kommunen",
}
"""Other forms of a word, other words, misspellings: what was typed, and what stands there."""


def _apart(text):
    return unicodedata.normalize("NFD", text)


def _typed(text):
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), ("Å", "Aa"), ("Æ", "Ae")):
        text = text.replace(letter, plain)
    return text


WAYS = (str, str.upper, _typed, _apart, lambda text: "\r\n".join(textwrap.wrap(text, 30)))


def sentences_of(note):
    """Return the numbers of the sentences that a note is made of."""
    size = len(SENTENCES)
    return [note % size, (note * 7 + 3 + note // size) % size, (note * 13 + 11) % size]


def text_of(note):
    """Return the text of one of the three hundred notes."""
    whole = " ".join(SENTENCES[number] for number in sentences_of(note))
    return WAYS[note % len(WAYS)](whole)


NOTES = tuple(text_of(note) for note in range(300))


def notes_with(sentences):
    """Return the numbers of the notes that have one of these sentences."""
    return {note for note in range(300) if sentences & set(sentences_of(note))}
