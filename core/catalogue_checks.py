"""What is wrong with a catalogue: texts without Dutch, doubtful ones, placeholders that differ."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.catalog import Message

from core.catalogues import CatalogueError, Key, catalogue_path, key_of, read, strings, texts_of

_NAMED: Final = re.compile(r"%\((\w+)\)[#0\-+ ]?\d*(?:\.\d+)?[diouxXeEfFgGcrs]")
_POSITIONAL: Final = re.compile(r"%[#0\-+]?\d*(?:\.\d+)?([diouxXeEfFgGcrs])")
_BRACED: Final = re.compile(r"\{(\w*)(?:![rsa])?(?::[^{}]*)?\}")


@dataclass(frozen=True)
class _Placeholders:
    """What a text is filled with. A lone % breaks the filling of a text that has any of these."""

    named: frozenset[str]
    positional: tuple[str, ...]
    braced: frozenset[str]
    lone_percent: bool

    @classmethod
    def of(cls, text: str) -> "_Placeholders":
        rest = text.replace("%%", "")
        unnamed = _NAMED.sub("", rest)
        return cls(
            named=frozenset(_NAMED.findall(rest)),
            positional=tuple(_POSITIONAL.findall(unnamed)),
            braced=frozenset(_BRACED.findall(text)),
            lone_percent="%" in _POSITIONAL.sub("", unnamed),
        )


def problems(root: Path, room: str) -> list[str]:
    """One line for each thing wrong with the catalogue of `room`; empty when all is well.

    Wrong is: a source or catalogue that can't be read; a text that is missing, untranslated or
    fuzzy; a translation with other placeholders than its text.
    """
    try:
        texts = texts_of(root, room)
        entries = {key_of(message): message for message in read(catalogue_path(root, room))}
    except CatalogueError as error:
        return [f"{room}: unreadable: {error}"]
    lines = []
    for key, text in texts.items():
        wrong = _wrong_with(entries.get(key), plural=text.plural is not None)
        if wrong:
            lines.append(f"{room}: {wrong}: {text.singular!r} ({', '.join(sorted(text.files))})")
    return lines


def disagreements(root: Path, rooms: Iterable[str]) -> list[str]:
    """One line for each text that two rooms translate differently.

    At run time Django joins the catalogues and the first room in LOCALE_PATHS wins, so the other
    translation is never seen. Catalogues that can't be read are left to `problems`.
    """
    seen: defaultdict[Key, defaultdict[tuple[str, ...], list[str]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for room in rooms:
        for message in _readable(catalogue_path(root, room)):
            if message.id and all(strings(message)):
                seen[key_of(message)][strings(message)].append(room)
    lines = []
    for (_context, text), translations in sorted(seen.items()):
        if len(translations) > 1:
            each = "; ".join(f"{', '.join(r)}: {t[0]!r}" for t, r in translations.items())
            lines.append(f"{text!r} differs: {each}")
    return lines


def _readable(path: Path) -> Iterator[Message]:
    try:
        yield from read(path)
    except CatalogueError:
        return


def _wrong_with(message: Message | None, *, plural: bool) -> str:
    if message is None:
        return "missing"
    if plural and not message.pluralizable:
        return "missing plural"
    if message.fuzzy:
        return "fuzzy"
    if not all(strings(message)):
        return "untranslated"
    return "" if _placeholders_fit(message) else "other placeholders"


def _placeholders_fit(message: Message) -> bool:
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = [_Placeholders.of(text) for text in ids]
    given = [_Placeholders.of(text) for text in strings(message)]
    if len(wanted) == 1:
        return all(_same(wanted[0], form) for form in given)
    singular, plural = wanted
    return _fits_one(singular, plural, given[0]) and all(_same(plural, form) for form in given[1:])


def _fits_one(singular: _Placeholders, plural: _Placeholders, given: _Placeholders) -> bool:
    if _same(singular, given) or _same(plural, given):
        return True
    # In Dutch this form is for 1 only, so it may write the number out ('Eén signaal'). Which name
    # is the number shows when the singular lacks it; else any one name may be it.
    may_lack = 1 if singular.named == plural.named else 0
    return (
        given.named <= singular.named | plural.named
        and len(singular.named & plural.named - given.named) <= may_lack
        and given.positional in (singular.positional, plural.positional)
        and not given.lone_percent
    )


def _same(wanted: _Placeholders, given: _Placeholders) -> bool:
    return (
        wanted.named == given.named
        and wanted.positional == given.positional
        and (wanted.braced == given.braced or not wanted.braced)
        and (wanted.lone_percent or not given.lone_percent)
    )
