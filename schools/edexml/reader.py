"""The outer wall of the import: bytes in, a small tree of wanted elements with line numbers out.

Only elements named in `WANTED` are kept, with their text and the attributes `key` and `eckid`.
Everything else (bsn, ethnicity, postcode, `toevoegingen`, comments) is passed over while the file
is read: what never enters memory as a value can't be stored or logged by accident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MAX_BYTES: Final = 20 * 1024 * 1024
"""A file of 400 pupils is about 200 kB; the largest board's school stays below 2 MB."""
MAX_ELEMENTS: Final = 500_000
MAX_DEPTH: Final = 32
ROOT: Final = "EDEX"

Wanted = dict[str, Any]
_ATTRIBUTES: Final = ("key", "eckid")

_NAMES: Wanted = {
    "achternaam": {},
    "voorvoegsel": {},
    "voornamen": {},
    "voorletters-1": {},
    "roepnaam": {},
}
_GROUP_REFERENCES: Wanted = {"groep": {}, "samengestelde_groep": {}}
WANTED: Final[Wanted] = {
    "school": {
        "schooljaar": {},
        "peildatum": {},
        "brincode": {},
        "dependancecode": {},
        "schoolkey": {},
        "xsdversie": {},
    },
    "groepen": {
        "groep": {"naam": {}, "jaargroep": {}},
        "samengestelde_groep": {"naam": {}},
    },
    "leerlingen": {
        "leerling": {
            **_NAMES,
            "geboortedatum": {},
            "geslacht": {},
            "jaargroep": {},
            "groep": {},
            "instroomdatum": {},
            "uitstroomdatum": {},
        }
    },
    "leerkrachten": {
        "leerkracht": {
            **_NAMES,
            "gebruikersnaam": {},
            "emailadres": {},
            "rol": {},
            "groepen": _GROUP_REFERENCES,
        }
    },
}


class EdexError(Exception):
    """The file as a whole can't be used; nothing may be changed because of it.

    Carries a translatable `message` and, where known, the `line` and `element` it concerns. Values
    of the file are never part of the message.
    """

    def __init__(self, message: StrOrPromise, line: int | None = None, element: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.element = element

    def __str__(self) -> str:
        parts = []
        if self.line:
            parts.append(str(_("line %(line)d") % {"line": self.line}))
        if self.element:
            parts.append(str(_("element %(element)s") % {"element": self.element}))
        return f"{self.message} ({', '.join(parts)})" if parts else str(self.message)


@dataclass(slots=True)
class Node:
    """One wanted element: its line, its two known attributes, its raw text and its children."""

    tag: str
    line: int
    attributes: dict[str, str] = field(repr=False)
    pieces: list[str] = field(default_factory=list, repr=False)
    children: list[Node] = field(default_factory=list, repr=False)

    @property
    def text(self) -> str:
        """The element's text as it stands in the file, untrimmed."""
        return "".join(self.pieces)

    def all(self, *tags: str) -> Iterator[Node]:
        """The direct children with one of `tags`, in the order of the file."""
        return (child for child in self.children if child.tag in tags)

    def first(self, tag: str) -> Node | None:
        """The first direct child named `tag`, or None."""
        return next(self.all(tag), None)


class _Collector:
    """Target of the parser: builds `Node`s for wanted elements and skips whole branches else."""

    def __init__(self) -> None:
        self.expat: Any = None
        self.root: Node | None = None
        self._prefix = ""
        self._stack: list[tuple[Node, Wanted]] = []
        self._skipping = 0
        self._seen = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = int(self.expat.CurrentLineNumber)
        self._seen += 1
        if self._seen > MAX_ELEMENTS or len(self._stack) + self._skipping >= MAX_DEPTH:
            raise EdexError(_("This file is built up in a way no pupil administration does."), line)
        if self._skipping:
            self._skipping += 1
            return
        wanted = self._wanted(tag, line)
        if wanted is None:
            self._skipping = 1
            return
        kept = {name: value for name, value in attributes.items() if name in _ATTRIBUTES}
        node = Node(tag.removeprefix(self._prefix), line, kept)
        if self._stack:
            self._stack[-1][0].children.append(node)
        else:
            self.root = node
        self._stack.append((node, wanted))

    def _wanted(self, tag: str, line: int) -> Wanted | None:
        if self._stack:
            if not tag.startswith(self._prefix):
                return None
            found: Wanted | None = self._stack[-1][1].get(tag.removeprefix(self._prefix))
            return found
        # The standard has no namespace; an exporter that adds a default one is still understood.
        namespace, closing, name = tag.rpartition("}")
        if name != ROOT:
            raise EdexError(_("This is not an EDEXML file: it does not start with EDEX."), line)
        self._prefix = namespace + closing
        return WANTED

    def data(self, text: str) -> None:
        if not self._skipping and self._stack and not self._stack[-1][1]:
            self._stack[-1][0].pieces.append(text)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
        else:
            self._stack.pop()

    def close(self) -> Node | None:
        return self.root


def read_bytes(source: bytes | BinaryIO) -> bytes:
    """The whole file, read in pieces and never past `MAX_BYTES`.

    It is parsed in one go on purpose: expat rescans an unfinished token at every piece it is fed,
    so that a single endless tag fed bit by bit takes quadratic time.

    Raises EdexError when the file is empty or too large.
    """
    if isinstance(source, bytes):
        content = source
    else:
        content = source.read(MAX_BYTES + 1)
        while len(content) <= MAX_BYTES and (piece := source.read(MAX_BYTES + 1 - len(content))):
            content += piece
    if len(content) > MAX_BYTES:
        raise EdexError(
            _("This file is larger than %(size)d MB. A file of one school is far smaller.")
            % {"size": MAX_BYTES // (1024 * 1024)}
        )
    if not content.strip():
        raise EdexError(_("This file is empty."))
    return content


def read(source: bytes | BinaryIO) -> Node:
    """The EDEX element of `source` with all wanted elements under it.

    Raises EdexError for a file that is too large, no XML, broken off, in an unknown encoding, with
    a DTD or entities, or with another root.
    """
    content = read_bytes(source)
    collector = _Collector()
    parser = DefusedXMLParser(target=collector, forbid_dtd=True)
    collector.expat = parser.parser
    try:
        parser.feed(content)
        root: Node = parser.close()  # expat refuses a document without a root
    except DefusedXmlException as error:
        line = int(collector.expat.CurrentLineNumber)
        raise EdexError(
            _("This file has a DTD or entities. For safety such files are not read."), line
        ) from error
    except ParseError as error:
        raise _not_xml(collector, error.position[0]) from error
    except (LookupError, ValueError) as error:
        raise EdexError(_("This file has an encoding that is not known."), 1) from error
    return root


def _not_xml(collector: _Collector, line: int) -> EdexError:
    if collector.root is None:
        return EdexError(_("This file is not XML."), line)
    return EdexError(_("This file is damaged or incomplete: the XML breaks off here."), line)
