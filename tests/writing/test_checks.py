"""Marks: at the right words only, inside the text, and replacing one leaves the rest as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from writing import asides, library
from writing.checks import Listed, Mark, WordTable, check, replaced
from writing.masking import Kind, NameTable, Person
from writing.spellings import SpellingError, joined, split

pytestmark = pytest.mark.postgres_free

LUI = Listed("judging", ("lui", "luie"), "Oordeel.", "wat af was")
WORDS = WordTable.of(
    [
        LUI,
        Listed("judging", ("agress*",), "Wat was het?"),
        Listed("judging", ("grote mond",), "Wat zei het kind?"),
        Listed("absolute", ("nooit",), "Hoe vaak?", unless=("nooit meer dan", "bijna nooit")),
        Listed("diagnosing", ("adhd",), "Van wie?", unless=("psychiater", "vastgesteld door")),
        Listed("avoid", ("zwart-wit",), "Streepje."),
        Listed("avoid", ("!!!",), "Geen letters."),
    ]
)
NAMES = NameTable.of(
    [Person("Noor", "van Dijk", Kind.KEEP), Person("Anna", "de Wit", Kind.KEEP)],
    [
        Person("Sem", "de Vries", Kind.CHILD),
        Person("Zoë", "'t Hoen", Kind.CHILD),
        Person("Wil", "Bakker", Kind.CHILD),
        Person("Roos", "van den Berg", Kind.CHILD),
        Person("Dan", "Post", Kind.CHILD),
        Person("Tim", "van Dijk", Kind.CHILD),
        Person("Lars", "Mol", Kind.CHILD),
        Person("Lars", "Kok", Kind.CHILD),
        Person("Karin", "Smit-Visser", Kind.SOMEBODY),
    ],
)


def found(text: str) -> list[str]:
    return [mark.found for mark in check(text, WORDS, NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Noor is lui.", ["lui"]),
        ("LUI of Luie", ["LUI", "Luie"]),
        ("De luiaard en de sluis.", []),
        ("Agressief en agressie, geen regressie.", ["Agressief", "agressie"]),
        ("Een grote mond, een grote\nmond.", ["grote mond", "grote\nmond"]),
        ("Een grote, blauwe mond.", []),
        ("Dat is zwart-wit, of zwart wit.", ["zwart-wit", "zwart wit"]),
        ("Zij komt nooit.", ["nooit"]),
        ("Nooit meer dan 3 keer. Hij komt nooit.", ["nooit"]),
        ("Bijna nooit op tijd.", []),
        ("Zij heeft ADHD.", ["ADHD"]),
        ("De psychiater, drs. Mol, schrijft: ADHD.", []),
        ("Ik sprak de psychiater. Zij heeft ADHD.", ["ADHD"]),
        ("Zij zei: “Ik ben lui”.", []),
        ("Zij zei: 'ik ben lui en nooit op tijd'. Nooit?", ["Nooit"]),
        ('Zij zei "ik ben lui', ["lui"]),
        ("'s Avonds is zij lui, 't is nooit anders.", ["lui", "nooit"]),
        ("Foto's zijn lui, auto's ook.", ["lui"]),
        ("„Lui” en «lui» en ‘lui’s tas’.", []),
    ],
)
def test_words_are_marked_outside_quotations_at_their_boundaries(
    text: str, expected: list[str]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sem de Vries viel.", [("Sem de Vries", "S.d.V.")]),
        ("sem de vries viel", [("sem de vries", "S.d.V.")]),
        ("Ik zag Sem.", [("Sem", "S.d.V.")]),
        ("Sems jas en Sem's tas.", [("Sems", "S.d.V.'s"), ("Sem", "S.d.V.")]),
        ("Zoe 't Hoen en ZOË", [("Zoe 't Hoen", "Z.t.H."), ("ZOË", "Z.t.H.")]),
        ("Wil je komen? Ik wil niet.", []),
        ("Wil heeft gehuild, en ik zag Wil.", [("Wil", "W.B."), ("Wil", "W.B.")]),
        ("Een roos van den berg. Ik gaf een roos.", []),
        ("Roos lachte.", [("Roos", "R.v.d.B.")]),
        ("Dan ging zij weg. Ik zag Dan.", [("Dan", "D.P.")]),
        ("Lars Mol en Lars.", [("Lars Mol", "L.M."), ("Lars", "L.")]),
        ("Noor van Dijk, Noors jas, Noor.", []),
        ("Anna de Wit en mevrouw De Wit.", []),
        ("Tim van Dijk en meneer Van Dijk.", [("Tim van Dijk", "T.v.D.")]),
        ("Mevrouw Smit-Visser belde.", [("Smit-Visser", "K.S.V.")]),
        ("De bakker, en Bakker.", []),
        ("Familie Van den Berg.", [("Van den Berg", "R.v.d.B.")]),
        ("Juf Roos en meester Sem.", []),
        ("Zij zei: “Sem is lui”.", [("Sem", "S.d.V.")]),
    ],
)
def test_names_of_others_get_their_initials(text: str, expected: list[tuple[str, str]]) -> None:
    marks = check(text, WORDS, NAMES)
    assert [(mark.found, mark.replacement) for mark in marks] == expected


def test_a_mark_tells_why_and_what_else() -> None:
    [mark] = check("Noor is lui.", WORDS, NAMES)
    assert mark == Mark(8, 11, "judging", "lui", "Oordeel.", "wat af was")


def test_a_name_goes_before_a_word() -> None:
    names = NameTable.of([], [Person("Lui", "Bakker", Kind.CHILD)])
    [mark] = check("Ik zag Lui Bakker.", WORDS, names)
    assert mark.kind == "name"


def test_replacing_touches_names_only() -> None:
    text = "Sem de Vries is lui, zegt Zoë 't Hoen.\nNoor ook."
    assert replaced(text, check(text, WORDS, NAMES)) == ("S.d.V. is lui, zegt Z.t.H.\nNoor ook.")


pieces = st.sampled_from(
    ["lui", "Sem", " ", "de Vries", "nooit", "'", '"', "“", "”", "‘", "’", ".", "\n", "\n\n", "drs.",
     "Wil", "heeft", "Noor", "é", "İ", "ß", "😀", "\u0301", "ADHD", "psychiater", "’s", "'t", "-"]
)  # fmt: skip
texts = st.one_of(st.text(max_size=300), st.lists(pieces, max_size=60).map("".join))


@given(texts)
def test_any_text_gets_marks_that_lie_inside_it_apart_from_each_other(text: str) -> None:
    marks = check(text, WORDS, NAMES)
    at = 0
    for mark in marks:
        assert at <= mark.start < mark.end <= len(text)
        assert text[mark.start : mark.end] == mark.found
        at = mark.end


@given(texts)
def test_replacing_leaves_everything_outside_the_names_as_it_was(text: str) -> None:
    result = replaced(text, check(text, WORDS, NAMES))
    at = begin = 0
    for mark in check(text, WORDS, NAMES):
        if mark.replacement:
            kept = text[begin : mark.start]
            assert result[at:].startswith(kept)
            at = result.index(mark.replacement.rstrip("."), at + len(kept))
            at += len(mark.replacement) - (text[mark.end : mark.end + 1] == ".")
            begin = mark.end
    assert result.endswith(text[begin:])


@given(texts)
def test_sentences_cover_the_text_without_gaps(text: str) -> None:
    at = 0
    for start, end in asides.sentences(text):
        assert start == at
        at = end
    assert at == len(text)


@given(st.text(max_size=40))
def test_any_spelling_is_kept_or_refused_and_never_breaks_the_table(text: str) -> None:
    try:
        kept = joined(text)
    except SpellingError:
        return
    assert joined(kept) == kept
    table = WordTable.of([Listed("judging", tuple(split(kept)), "R.")])
    list(table.find(text))


def test_library_has_a_reason_for_each_of_its_words() -> None:
    words = library.read()
    assert len(words) >= 150
    assert {word.kind for word in words} == {"judging", "absolute", "diagnosing", "avoid"}
    assert all(word.reason for word in words)
    # I6, word for word
    avoided = {word.term for word in words if word.kind == "avoid"}
    assert {"dader", "slachtoffer", "seksueel"} <= avoided


def test_every_word_of_the_library_marks_itself() -> None:
    words = library.read()
    table = WordTable.of(word.listed() for word in words)
    for word in words:
        for spelling in word.listed().spellings:
            text = spelling.removesuffix("*")
            assert list(table.find(text)), f"{spelling} of {word.term}"
