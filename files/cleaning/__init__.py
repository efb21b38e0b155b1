"""From what somebody sent to what may be kept: proved by a real parser, and written anew.

Knows no Django and no domain. It runs in a child process without secrets, files or time to waste
(`files.sandbox`), since parsers of images and PDFs are where hostile files attack.
"""

from collections.abc import Callable
from dataclasses import dataclass

from files import limits

JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"

EXTENSIONS = {
    "jpg": "image",
    "jpeg": "image",
    "jpe": "image",
    "jfif": "image",
    "png": "image",
    "webp": "image",
    "pdf": "pdf",
    "docx": "docx",
    "txt": "text",
}
"""What a name may end in, and which parser then has to agree."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "image"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "docx"),
    (b"GIF8", "other"),
    (b"II*\x00", "other"),
    (b"MM\x00*", "other"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other"),
    (b"MZ", "other"),
    (b"\x7fELF", "other"),
)
_HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}


class Rejected(Exception):
    """This file is not taken. `code` is a reason of `files.reasons`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Clean:
    """What may be kept: its media type, and bytes that we wrote ourselves."""

    media_type: str
    content: bytes


def family_of(data: bytes) -> str:
    """Return what the first bytes say: image, pdf, docx, heic, other (known, not taken) or nothing."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image"
    if data[4:8] == b"ftyp":
        return "heic" if data[8:12] in _HEIC else "other"
    return next((family for start, family in _SIGNATURES if data.startswith(start)), "")


def kind_of(data: bytes, extension: str) -> str:
    """Return which parser has to prove the file. The browser's content type plays no part.

    `extension` is the end of the name in lower case, may be empty. Raises Rejected: `empty`,
    `too_large`, `heic`, `kind` for what is not on the list, `extension` if name and content differ.
    """
    if not data:
        raise Rejected("empty")
    if len(data) > limits.MAX_BYTES:
        raise Rejected("too_large")
    found = family_of(data)
    if found == "heic":
        raise Rejected("heic")
    named = EXTENSIONS.get(extension)
    if found == "other" or (extension and named is None):
        raise Rejected("kind")
    if not found and named != "text":
        raise Rejected("extension" if named else "kind")
    if extension and found and named != found:
        raise Rejected("extension")
    return found or "text"


def clean(data: bytes, extension: str) -> Clean:
    """Return what may be kept of `data`. Raises Rejected with the reason (`kind_of`, and the parsers')."""
    result = _parser(kind_of(data, extension))(data)
    if not result.content:
        raise Rejected("empty")
    if len(result.content) > limits.MAX_BYTES:
        raise Rejected("too_large")
    return result


def _parser(kind: str) -> Callable[[bytes], Clean]:
    """Return the parser; only the one that is needed is loaded."""
    match kind:
        case "image":
            from files.cleaning import images

            return images.clean
        case "pdf":
            from files.cleaning import pdfs

            return pdfs.clean
        case "docx":
            from files.cleaning import documents

            return documents.clean
        case _:
            from files.cleaning import texts

            return texts.clean
