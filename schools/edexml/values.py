"""One value of the file at a time: trimmed, composed, bounded, or refused with line and element."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from schools.edexml.reader import Node
from schools.edexml.records import (
    MAX_EMAIL,
    MAX_INITIALS,
    MAX_KEY,
    MAX_NAME,
    MAX_PREFIX,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Overrides of writing direction: they let a name look like another one, and no name needs them
# (Arabic and Hebrew run the right way by themselves).
_DIRECTION_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_NAME_LIMITS: Final = {
    "achternaam": MAX_NAME,
    "voorvoegsel": MAX_PREFIX,
    "voornamen": MAX_NAME,
    "voorletters-1": MAX_INITIALS,
    "roepnaam": MAX_NAME,
}
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(T.*|Z|[+-]\d{2}:\d{2})?", re.ASCII)
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")


class FaultError(Exception):
    """What is wrong with one value; becomes a refusal or an EdexError where it's known which."""

    def __init__(self, message: StrOrPromise, line: int, element: str) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.element = element


def fault_at(node: Node, element: str, message: StrOrPromise) -> FaultError:
    """A fault at the child `element`, or at the record itself when it has no such child."""
    found = node.first(element)
    return FaultError(message, found.line if found else node.line, element)


def clean(raw: str, limit: int, line: int, element: str) -> str:
    """`raw` trimmed, with single spaces and composed characters (NFC).

    Raises FaultError when that is longer than `limit` or holds control characters. The length is
    looked at before composing as well: a megabyte of loose accents takes quadratic time.
    """
    too_long = _("This is longer than %(limit)d characters.") % {"limit": limit}
    if len(raw) > 50 * limit:
        raise FaultError(too_long, line, element)
    if any(_is_control(sign) for sign in raw):
        raise FaultError(_("There are control characters in this text."), line, element)
    text = " ".join(raw.split())
    if len(text) > 4 * limit or len(text := unicodedata.normalize("NFC", text)) > limit:
        raise FaultError(too_long, line, element)
    return text


def _is_control(sign: str) -> bool:
    if sign in "\t\n\r":
        return False
    return unicodedata.category(sign) == "Cc" or sign in _DIRECTION_OVERRIDES


def text_of(node: Node, element: str, limit: int) -> str:
    """The cleaned text of the child `element`, '' without one."""
    found = node.first(element)
    return clean(found.text, limit, found.line, element) if found else ""


def attribute_of(node: Node, name: str, limit: int) -> str:
    """The cleaned attribute `name`, '' without one."""
    return clean(node.attributes.get(name, ""), limit, node.line, f"{node.tag}@{name}")


def key_of(node: Node) -> str:
    """The key of a record or of a reference to one; raises FaultError when it has none."""
    key = attribute_of(node, "key", MAX_KEY)
    if not key.lstrip("# "):
        raise FaultError(_("The key is missing."), node.line, f"{node.tag}@key")
    return key


def is_stable(key: str) -> bool:
    """A leading '#' marks a key that the administration makes anew for every file."""
    return not key.startswith("#")


def names_of(node: Node) -> dict[str, str]:
    """The parts of a name by element; raises FaultError when there is nothing to call one by."""
    names = {tag: text_of(node, tag, limit) for tag, limit in _NAME_LIMITS.items()}
    # Some administrations write '.' for a name they don't have.
    callable_by = names["achternaam"] + names["voornamen"] + names["roepnaam"]
    if not any(sign.isalpha() for sign in callable_by):
        raise FaultError(_("The name is missing."), node.line, "achternaam")
    return names


def date_of(node: Node, element: str) -> date | None:
    """The date in the child `element`, with or without time; raises FaultError for 31 June."""
    found = node.first(element)
    if found is None or not found.text.strip():
        return None
    match = _DATE.fullmatch(found.text.strip())
    try:
        if match:
            return date.fromisoformat(match[1])
    except ValueError:
        pass
    raise FaultError(_("This date does not exist."), found.line, element)


def shorten(raw: str) -> str:
    """A code as it is compared: trimmed, in capitals."""
    return raw.strip()[:10].upper()


def email_of(node: Node) -> str:
    """The e-mail address, '' when it's no whole one: half an address sends an invitation astray,
    while who makes the account types a good one."""
    email = text_of(node, "emailadres", MAX_EMAIL).lower()
    return email if _EMAIL.fullmatch(email) else ""


def code_of(node: Node, element: str, known: frozenset[str]) -> str:
    """The code in the child `element`, '' when it's not one of `known`."""
    found = node.first(element)
    code = shorten(found.text) if found else ""
    return code if code in known else ""
