"""Dutch texts: collect them from the code, keep the catalogues, compile and check them.

One catalogue a room, ``locale/<room>/nl/LC_MESSAGES/django.po``, so that people who work in
different rooms never write the same file. Babel does what the gettext programs do, so none of
these need be installed.

A room is a package at the top of the tree with its ``templates/<room>/``. What has no room of its
own (base.html, the error pages, the components, ``schoolsafety/``) belongs to core, the templates
that dress django-allauth to accounts.

English needs no catalogue: the msgids are the English texts.
"""

import os
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE: Final = "nl"

_CORE: Final = "core"
_PROJECT: Final = "schoolsafety"
_NO_ROOM: Final = frozenset({_PROJECT, "tests"})
_ACCOUNT_TEMPLATES: Final = frozenset({"account", "allauth", "mfa", "usersessions"})
_TEMPLATE_SUFFIXES: Final = frozenset({".html", ".svg", ".txt", ".xml"})
_NOT_SEARCHED: Final = frozenset({"__pycache__", "migrations", "static"})

_KEYWORDS: Final = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_COMMENT_TAGS: Final = ("Translators",)

# No dates, names of people or machines: two people who run it get the same file.
_HEADER: Final = """\
# Dutch texts of {room}. The msgids are the English texts; kept by `manage.py messages {room}`.
msgid ""
msgstr ""
"Language: nl\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_WIDTH: Final = 80
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)

Key = tuple[str, str]
"""Context ('' for none) and msgid: what tells one text from another."""


class CatalogueError(Exception):
    """A source or catalogue can't be read; the message names the file and what is wrong."""


@dataclass
class Text:
    """One text as found in the sources of a room."""

    context: str | None
    singular: str
    plural: str | None = None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)

    @property
    def message_id(self) -> str | tuple[str, str]:
        """The id as babel takes it: a pair when there is a plural."""
        return self.singular if self.plural is None else (self.singular, self.plural)


def rooms(root: Path) -> list[str]:
    """The names of the rooms in the tree at `root`, sorted."""
    packages = (path.parent.name for path in root.glob("*/__init__.py"))
    return sorted(name for name in packages if name not in _NO_ROOM and not name.startswith("."))


def catalogue_path(root: Path, room: str) -> Path:
    """Where the catalogue of `room` is kept; it need not exist yet."""
    return root / "locale" / room / LANGUAGE / "LC_MESSAGES" / "django.po"


def texts_of(root: Path, room: str) -> dict[Key, Text]:
    """All texts that the sources of `room` mark for translation, in the order of the catalogue.

    Raises CatalogueError for a source that can't be read.
    """
    found: dict[Key, Text] = {}
    for path in _sources(root, room):
        name = path.relative_to(root).as_posix()
        for ids, comments, context in _extracted(path, name):
            singular, plural = (ids, None) if isinstance(ids, str) else (ids[0], ids[1])
            text = found.setdefault((context or "", singular), Text(context, singular))
            text.plural = text.plural or plural
            text.files.add(name)
            text.comments += [line for line in comments if line not in text.comments]
    # By file and text, not by line: code that moves within its file changes nothing here.
    ordered = sorted(found.items(), key=lambda item: (sorted(item[1].files), item[0]))
    return dict(ordered)


def read(path: Path) -> Catalog:
    """The catalogue in the file at `path`, empty when there is none; raises CatalogueError."""
    content = path.read_bytes() if path.exists() else b""
    try:
        return read_po(BytesIO(content), locale=LANGUAGE, domain="django", abort_invalid=True)
    except (PoFileError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error


def update(root: Path, room: str) -> bool:
    """Bring the catalogue of `room` up to date with its sources; whether the file changed.

    Translations are kept, nothing is guessed. A text that is gone stays below as obsolete and is
    taken up again when it returns. Raises CatalogueError and writes nothing when a source or the
    catalogue can't be read.
    """
    texts, path = texts_of(root, room), catalogue_path(root, room)
    catalog = read(path)
    if not texts and not path.exists():
        return False
    template = Catalog(locale=LANGUAGE)
    for text in texts.values():
        locations = [(name, 0) for name in sorted(text.files)]
        template.add(
            text.message_id,
            locations=locations,
            auto_comments=text.comments,
            context=text.context,
        )
    _revive(catalog, texts)
    catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete = {
        key: message
        for key, message in sorted(catalog.obsolete.items(), key=lambda item: key_of(item[1]))
        if any(strings(message)) and key_of(message) not in texts
    }
    content = BytesIO()
    write_po(content, catalog, width=_WIDTH, omit_header=True, include_lineno=False)
    return _write(path, _HEADER.format(room=room).encode() + content.getvalue().rstrip() + b"\n")


def compile_catalogue(root: Path, room: str) -> bool:
    """Compile the catalogue of `room` beside it, when there is one; whether the result changed.

    Raises CatalogueError.
    """
    path = catalogue_path(root, room)
    if not path.exists():
        return False
    catalog = read(path)
    catalog.fuzzy = False
    catalog.creation_date = catalog.revision_date = _NO_DATE
    content = BytesIO()
    write_mo(content, catalog)
    return _write(path.with_suffix(".mo"), content.getvalue())


def key_of(message: Message) -> Key:
    """What tells this entry of a catalogue from the others."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def strings(message: Message) -> tuple[str, ...]:
    """The translations of an entry: one, or one for each plural form."""
    if isinstance(message.string, str):
        return (message.string,)
    return tuple(message.string or ("",))


def _revive(catalog: Catalog, texts: dict[Key, Text]) -> None:
    present = {key_of(message) for message in catalog if message.id}
    for message in catalog.obsolete.values():
        if key_of(message) in texts and key_of(message) not in present:
            catalog[message.id] = message


def _sources(root: Path, room: str) -> Iterator[Path]:
    folders = [root / room, *([root / _PROJECT] if room == _CORE else [])]
    paths = [
        path
        for folder in folders
        for path in _files(folder)
        if _is_source(path.relative_to(folder))
    ]
    known = frozenset(rooms(root))
    templates = root / "templates"
    paths += [
        path
        for path in _files(templates)
        if path.suffix in _TEMPLATE_SUFFIXES
        and _room_of_template(path.relative_to(templates), known) == room
    ]
    return iter(sorted(paths))


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_file() and not _NOT_SEARCHED & set(path.relative_to(folder).parts):
            yield path


def _is_source(path: Path) -> bool:
    in_templates = "templates" in path.parts and path.suffix in _TEMPLATE_SUFFIXES
    return path.suffix == ".py" or in_templates


def _room_of_template(path: Path, known: frozenset[str]) -> str:
    folder = path.parts[0]
    if folder in _ACCOUNT_TEMPLATES:
        return "accounts"
    return folder if folder in known else _CORE


def _extracted(
    path: Path, name: str
) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    try:
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What templatize makes is no Python: within brackets its indentation does not matter.
            source = f"( {templatize(source, origin=name)}\n)"
        messages = list(extract("python", BytesIO(source.encode()), _KEYWORDS, _COMMENT_TAGS))
    except (SyntaxError, ValueError, tokenize.TokenError) as error:
        raise CatalogueError(f"{name}: {error}") from error
    for _line, ids, comments, context in messages:
        yield ids, [re.sub(r"\s+", " ", line).strip() for line in comments], context


def _write(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    # Replaced as a whole: whoever reads meanwhile gets the old file or the new one, never half.
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)
    return True
