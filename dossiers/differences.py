"""What differs between two texts, word by word, and what two writers changed in one record. Pure.

Words, not letters: a reader sees which words came and went. A text in which next to nothing is the same is
shown as taken out and put in as a whole.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Final

_PIECES: Final = re.compile(r"\s+|\w+|[^\w\s]")
_LARGE: Final = 3_000
"""So many pieces are compared line by line instead of word by word: nobody waits for a page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text: `kind` is same, out or new."""

    kind: str
    text: str


def pieces(before: str, after: str) -> list[Piece]:
    """Return `after` with what came in and what went out, in the order of reading."""
    old, new = _split(before, after)
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    found = [Piece("same", "".join(old[:start]))]
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    matcher = SequenceMatcher(None, middle_old, middle_new)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(middle_old[a:b])))
        else:
            found.append(Piece("out", "".join(middle_old[a:b])))
            found.append(Piece("new", "".join(middle_new[c:d])))
    found.append(Piece("same", "".join(old[len(old) - end :])))
    return list(_joined(piece for piece in found if piece.text))


def _split(before: str, after: str) -> tuple[list[str], list[str]]:
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    if max(len(old), len(new)) > _LARGE:
        return before.splitlines(keepends=True), after.splitlines(keepends=True)
    return old, new


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(found: Iterator[Piece]) -> Iterator[Piece]:
    """Join what is a blank apart: 'red' and 'coat' changed beside each other is one change."""
    waiting: list[Piece] = []
    for piece in found:
        if piece.kind == "same" and piece.text.strip():
            yield from _settled(waiting)
            waiting = []
            yield piece
        else:
            waiting.append(piece)
    yield from _settled(waiting)


def _settled(run: list[Piece]) -> Iterator[Piece]:
    """Yield a run of changes with blanks between them as one piece out and one piece new."""
    edges = [number for number, piece in enumerate(run) if piece.kind != "same"]
    if len(edges) < 3:
        yield from run
        return
    first, last = edges[0], edges[-1]
    inner = run[first : last + 1]
    yield from run[:first]
    for kind in ("out", "new"):
        text = "".join(piece.text for piece in inner if piece.kind in (kind, "same"))
        if text.strip():
            yield Piece(kind, text)
    yield from run[last + 1 :]


Typed = dict[str, Any]
"""Fields as a form sends them: a name to a text, or to a list of texts."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Two writers from one version: `values` is what the form goes on with.

    `taken`: fields that only the other one changed; they are in `values` already. `clashes`: fields that both
    changed, differently; there the own text stays in `values` and the writer chooses.
    """

    values: Typed
    taken: list[str]
    clashes: list[str]


def merge(typed: Typed, base: Typed, newest: Typed) -> Merge:
    """Return how what was typed on `base` goes on upon `newest`. Nobody's change is lost in silence."""
    values, taken, clashes = dict(typed), [], []
    for name, theirs in newest.items():
        mine = typed.get(name, base.get(name))
        if same(theirs, base.get(name)) or same(mine, theirs):
            continue
        if same(mine, base.get(name)):
            values[name] = theirs
            taken.append(name)
        else:
            clashes.append(name)
    return Merge(values, taken, clashes)


def same(one: Any, other: Any) -> bool:
    """Return whether two values of a field say the same, apart from ends of lines and blanks around."""
    return bool(_plain(one) == _plain(other))


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return str(value or "").replace("\r\n", "\n").strip()


def differing(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """Return the names of the fields that differ, in the order of `one`."""
    return [name for name in one if not same(one[name], other.get(name))]
