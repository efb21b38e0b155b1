"""Reading the list of words of a board. No writes."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from schools.models import Board
from writing.kinds import Kind
from writing.models import Word


def words_for(board: Board) -> list[Word]:
    """Return the words of the board's list, also those switched off, by term: one query."""
    return list(Word.objects.counting_for(board).select_related("made_by"))


def word_for(board: Board, code: str) -> Word | None:
    """Return the version of a word that counts for the board."""
    return Word.objects.counting_for(board).filter(code=code).first()


def versions(board: Board, code: str) -> list[Word]:
    """Return every version of a word, the newest first: the board's, then the library's."""
    found = Word.objects.versions_for(board).filter(code=code).select_related("made_by")
    return sorted(found, key=lambda word: (not word.is_own, -word.number))


def version(board: Board, code: str, pk: uuid.UUID) -> Word | None:
    """Return one version of a word of the board's list."""
    return Word.objects.versions_for(board).filter(code=code, pk=pk).first()


def tabs(words: Iterable[Word], kind: str, url: Callable[[str], str]) -> list[dict[str, Any]]:
    """Return a tab a kind, with how many words of it are marked."""
    counts = Counter(word.kind for word in words if word.active)
    return [
        {
            "label": each.label,
            "url": url(each.value),
            "active": each == kind,
            "badge": counts[each.value],
        }
        for each in Kind
    ]
