"""The list of words as a file: what is refused when it is read, and how it reaches the boards."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.ids import uuid7
from tests.factories import World
from writing import services
from writing.help import words_of
from writing.library import LibraryError, read
from writing.loading import load_words
from writing.models import Word
from writing.services import WordValues

RIGHT = """
[unless]
diagnosing = "psychiater"
[[judging]]
term = "lui"
forms = "luie"
reason = "Dit is een oordeel."
[[diagnosing]]
term = "ADHD"
reason = "Van wie?"
unless = "vastgesteld door"
""".replace('"Van wie?"', '"Zeg van wie."')
FAULTS = {
    "no toml": ("[[judging]", "words.toml"),
    "no such kind": (RIGHT.replace("[[judging]]", "[[lelijk]]"), "unknown: lelijk"),
    "no list": ('judging = "lui"', "judging: a list of words"),
    "no table": ("judging = [1]", "judging 1: a table"),
    "no term": (RIGHT.replace('term = "lui"', ""), "judging 1: 'term' is missing"),
    "no reason": (
        RIGHT.replace('reason = "Dit is een oordeel."', ""),
        "judging 1: 'reason' is missing",
    ),
    "no sentence": (RIGHT.replace("oordeel.", "oordeel"), "must be a sentence"),
    "a number": (RIGHT.replace('"lui"', "3"), "'term' must be a text"),
    "too long": (RIGHT.replace('"lui"', f'"{"x" * 61}"'), "at most 60"),
    "unknown key": (RIGHT.replace("forms", "colour"), "judging 1: unknown: colour"),
    "no letters": (RIGHT.replace('"lui"', '"!!"'), "'term' must have letters"),
    "short stem": (RIGHT.replace('"luie"', '"lu*"'), "fewer than three letters"),
    "twice": (RIGHT.replace('"ADHD"', '"Lui"'), "the term 'lui' is there twice"),
    "spelled twice": (RIGHT.replace('"luie"', '"adhd"'), "both of 'lui' and of 'adhd'"),
    "unless is no table": ("unless = 1", "a text for each kind"),
    "unless of no kind": ('[unless]\nlelijk = "x"', "a text for each kind"),
}


def written(folder: Path, text: str) -> Path:
    path = folder / "words.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.postgres_free
@pytest.mark.parametrize("fault", FAULTS)
def test_a_list_that_is_not_right_is_refused_with_the_place(tmp_path: Path, fault: str) -> None:
    text, words = FAULTS[fault]
    with pytest.raises(LibraryError, match="(?s)" + words.replace("(", r"\(")):
        read(written(tmp_path, text))


@pytest.mark.postgres_free
def test_what_makes_a_kind_right_counts_for_each_of_its_words(tmp_path: Path) -> None:
    lui, adhd = read(written(tmp_path, RIGHT))
    assert (lui.unless, adhd.unless) == ("", "psychiater, vastgesteld door")


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(LibraryError, match=r"weg\.toml"):
        read(Path("/weg.toml"))


def test_every_board_has_the_words_of_the_library(world: World) -> None:
    assert Word.objects.counting_for(world.board).count() == len(read())
    assert [mark.kind for mark in words_of(world.board).find("Een brutaal kind.")] == ["judging"]


def test_loading_again_changes_nothing() -> None:
    assert load_words() == 0


def test_a_new_list_makes_new_versions_and_switches_off_what_is_gone(
    world: World, tmp_path: Path
) -> None:
    before = Word.objects.filter(board=None).count()
    load_words(path=written(tmp_path, RIGHT))
    counting = Word.objects.counting_for(world.board)
    assert sorted(word.code for word in counting if word.active) == ["adhd", "lui"]
    lui = counting.get(code="lui")
    assert (lui.number, lui.forms) == (2, "luie")
    assert Word.objects.filter(board=None).count() > before
    load_words()
    assert sum(word.active for word in counting.all()) == len(read())


def test_what_a_board_changed_outlives_a_new_list(world: World, tmp_path: Path) -> None:
    lui = Word.objects.counting_for(world.board).get(code="lui")
    values = WordValues(kind="judging", term="lui", reason="Van ons.")
    services.change_word(
        actor=world.manager, board=world.board, seen=lui, key=uuid7(), values=values
    )
    services.switch_word(actor=world.manager, board=world.board, code="dader", active=False)
    load_words(path=written(tmp_path, RIGHT))
    load_words()
    counting = Word.objects.counting_for(world.board)
    assert counting.get(code="lui").reason == "Van ons."
    assert not counting.get(code="dader").active


def test_the_command_loads_and_tells_what_is_wrong(tmp_path: Path) -> None:
    call_command("load_words", check=True)
    call_command("load_words")
    path = written(tmp_path, RIGHT.replace('"lui"', '"!!"'))
    for options in ({}, {"check": True}):
        with pytest.raises(CommandError, match="judging 1"):
            call_command("load_words", file=path, **options)
