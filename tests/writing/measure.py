"""How well the writing help marks the notes of corpus.toml and fresh.toml.

Run `python -m tests.writing.measure [--misses [--all]]`.

A mark is right if kind and text are what was expected; precision is the part of the marks given that is
right, recall the part of the expected marks that was given.
"""

import os
import sys
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).with_name("corpus.toml")
FRESH = CORPUS.with_name("fresh.toml")
KINDS = ("judging", "absolute", "diagnosing", "avoid", "name")
SPLITS = ("tune", "held", "fresh")


@dataclass
class Score:
    """Right, too many and missed marks of one kind."""

    right: int = 0
    too_many: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        given = self.right + len(self.too_many)
        return self.right / given if given else 1.0

    @property
    def recall(self) -> float:
        expected = self.right + len(self.missed)
        return self.right / expected if expected else 1.0


def read_corpus() -> dict[str, Any]:
    corpus = tomllib.loads(CORPUS.read_text(encoding="utf-8"))
    fresh = tomllib.loads(FRESH.read_text(encoding="utf-8"))
    return {**corpus, "notes": corpus["notes"] + fresh["notes"]}


def tables(corpus: dict[str, Any]) -> tuple[Any, Any]:
    """Return the words of the library and the names of the corpus' school."""
    from writing import library
    from writing.checks import WordTable
    from writing.masking import Kind, NameTable, Person

    own = [
        Person("Noor", "van Dijk", Kind.KEEP),
        Person("Anna", "de Wit", Kind.KEEP),
        Person("Karim", "van Dijk", Kind.KEEP),
    ]
    others = [
        Person(call, last, Kind.CHILD) for row in corpus["pupils"] for call, last in row["names"]
    ]
    for row in corpus["guardians"]:
        for name in row["names"]:
            call, _space, last = name.partition(" ")
            others.append(Person(call, last, Kind.SOMEBODY))
    words = WordTable.of(word.listed() for word in library.read())
    return words, NameTable.of(own, others)


def measure(split: str) -> dict[str, Score]:
    """Return the score of each kind on one half of the notes."""
    from writing.checks import check

    corpus = read_corpus()
    words, names = tables(corpus)
    scores = {kind: Score() for kind in KINDS}
    for note in corpus["notes"]:
        if note["split"] != split:
            continue
        marks = check(note["text"], words, names)
        for kind in KINDS:
            given = Counter(mark.found for mark in marks if mark.kind == kind)
            expected = Counter(note.get(kind, []))
            scores[kind].right += (given & expected).total()
            scores[kind].too_many += (given - expected).elements()
            scores[kind].missed += (expected - given).elements()
    return scores


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")


def main() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsafety.settings.test")
    django.setup()
    for split in SPLITS:
        _say(f"{split}: {sum(note['split'] == split for note in read_corpus()['notes'])} notes")
        for kind, score in measure(split).items():
            _say(
                f"  {kind:<11} precision {score.precision:.2f}  recall {score.recall:.2f}"
                f"  ({score.right} right, {len(score.too_many)} too many, {len(score.missed)} missed)"
            )
            if "--misses" in sys.argv and (split == "tune" or "--all" in sys.argv):
                _say(f"    too many: {score.too_many}  missed: {score.missed}")


if __name__ == "__main__":
    main()
