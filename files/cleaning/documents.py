"""Word documents (.docx): each part of the package is looked at, and the package is written anew.

Nothing may act (macros, controls, embedded programs, fields that fetch) or reach outside, but for a link
to a website. A document with more than text and pictures is refused with the advice to save it as PDF.
"""

import io
import re
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from files import limits
from files.cleaning import DOCX, JPEG, PNG, Clean, Rejected, images
from files.cleaning.word_fields import check_fields

_TYPES = "[Content_Types].xml"
_MAIN = f"{DOCX}.main+xml"
_PICTURES = {".jpg": JPEG, ".jpeg": JPEG, ".png": PNG}
# What a relationship may lead to, by the last part of its type.
_RELATIONS = {
    *("officeDocument", "core-properties", "extended-properties", "custom-properties"),
    *("styles", "stylesWithEffects", "settings", "webSettings", "fontTable", "theme", "numbering"),
    *("footnotes", "endnotes", "header", "footer", "image", "hyperlink", "comments", "people"),
    *("commentsExtended", "commentsIds", "commentsExtensible", "glossaryDocument"),
    *(
        "thumbnail",
        "customXml",
        "customXmlProps",
        "documenttasks",
        "bibliography",
        "classificationlabels",
    ),
}
_ADDRESSES = ("http://", "https://", "mailto:")
_ACTING = {"altChunk", "control", "object", "OLEObject", "subDoc", "attachedTemplate", "oleObject"}
_SYMLINK = 0o120000
_ENCRYPTED = 0x1


def clean(data: bytes) -> Clean:
    """Return the document in a new package, its pictures encoded anew.

    Raises Rejected: `active` (macros, controls, embedded objects, fetching fields), `outside` (templates,
    pictures or text from elsewhere), `not_word`, `encrypted`, `too_complex`, `unreadable`.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = _read(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError):
        raise Rejected("unreadable") from None
    if _TYPES not in parts:
        raise Rejected("not_word")
    kept = _without_fonts(parts)
    return Clean(DOCX, _written({name: _part(name, raw) for name, raw in kept.items()}))


def _without_fonts(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Return the parts without embedded fonts, which some programs add and no reader needs."""
    kept = {
        name: raw
        for name, raw in parts.items()
        if not name.startswith("word/fonts/") and name != "word/_rels/fontTable.xml.rels"
    }
    table = "word/fontTable.xml"
    if len(kept) < len(parts) and table in kept:
        kept[table] = re.sub(rb"<w:embed[A-Z]\w*\b[^>]*/>", b"", kept[table])
    return kept


def _read(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Return the parts by name, none of them before its size and name were looked at."""
    entries = [one for one in package.infolist() if not one.is_dir()]
    if len(entries) > limits.MAX_PARTS:
        raise Rejected("too_complex")
    if sum(one.file_size for one in entries) > limits.MAX_UNPACKED:
        raise Rejected("too_complex")
    parts: dict[str, bytes] = {}
    for entry in entries:
        _check_entry(entry, parts)
        with package.open(entry) as stream:
            raw = stream.read(entry.file_size + 1)
        if len(raw) != entry.file_size:
            raise Rejected("unreadable")
        parts[entry.filename] = raw
    return parts


def _check_entry(entry: zipfile.ZipInfo, seen: dict[str, bytes]) -> None:
    name = entry.filename
    path = PurePosixPath(name)
    if entry.flag_bits & _ENCRYPTED:
        raise Rejected("encrypted")
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in entry.orig_filename:
        raise Rejected("unreadable")
    if (entry.external_attr >> 16) & 0o170000 == _SYMLINK or name.lower() in map(str.lower, seen):
        raise Rejected("unreadable")
    unpacked = entry.file_size
    if unpacked > limits.MEBIBYTE and unpacked > limits.MAX_RATIO * max(entry.compress_size, 1):
        raise Rejected("too_complex")


def _part(name: str, raw: bytes) -> bytes:
    """Return the part as it may stay. What is neither XML nor a picture is refused."""
    end = "." + name.rpartition(".")[2].lower()
    if end in _PICTURES:
        return _picture(raw, _PICTURES[end])
    if end not in {".xml", ".rels"}:
        raise Rejected("active")
    root = _parsed(raw)
    if name == _TYPES:
        _check_types(root)
    elif end == ".rels":
        _check_relations(root)
    else:
        _check_text(root)
    return raw


def _parsed(raw: bytes) -> Element:
    """Return the XML. Entities and document types are not read: `outside` if there are any."""
    try:
        root: Element = fromstring(raw, forbid_dtd=True)
    except DefusedXmlException:
        raise Rejected("outside") from None
    except (ParseError, ValueError, LookupError):
        raise Rejected("unreadable") from None
    return root


def _picture(raw: bytes, media_type: str) -> bytes:
    """Return the picture anew, in the kind that its name and the document say."""
    made = images.clean(raw)
    if made.media_type != media_type:
        raise Rejected("unreadable")
    return made.content


def _check_types(root: Element) -> None:
    said = [str(one.get("ContentType", "")) for one in root]
    if any(re.search(r"(?i)macro|vba|activex|oleobject", one) for one in said):
        raise Rejected("active")
    if _MAIN not in said:
        raise Rejected("not_word")


def _check_relations(root: Element) -> None:
    for one in root:
        kind = str(one.get("Type", "")).rpartition("/")[2]
        target = str(one.get("Target", "")).strip().lower()
        if one.get("TargetMode") == "External":
            if kind != "hyperlink" or not target.startswith(_ADDRESSES):
                raise Rejected("outside")
        elif kind not in _RELATIONS:
            raise Rejected("active")
        elif re.match(r"[a-z][a-z0-9+.-]*:|//|\\\\", target):
            raise Rejected("outside")


def _check_text(root: Element) -> None:
    if any(_local(element) in _ACTING for element in root.iter()):
        raise Rejected("active")
    check_fields(root)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _written(parts: dict[str, bytes]) -> bytes:
    """Return a package of these parts alone, the list of types first, without times or remarks."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts, key=lambda one: (one != _TYPES, one)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, parts[name])
    return out.getvalue()
