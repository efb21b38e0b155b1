"""A file's name as we keep it: what the user called it, without anything that a computer might obey."""

import re
import unicodedata

from files import limits
from files.cleaning import DOCX, EXTENSIONS, JPEG, PDF, PNG, TEXT

ENDS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", DOCX: ".docx", TEXT: ".txt"}
"""The one end that a kept file's name has: it follows from what the file is."""

_FORBIDDEN = re.compile(r'[<>:"|?*%;`$\'&#{}]')
# Names that Windows takes for a device, with or without something behind a dot.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(\..*)?")


def extension(name: str) -> str:
    """Return what stands behind the last dot, in lower case; empty without a dot."""
    base = base_name(name)
    return base.rpartition(".")[2].strip().lower() if "." in base else ""


def clean_name(name: str, media_type: str) -> str:
    """Return a name without path, control and direction characters, device or foreign end.

    At most MAX_NAME characters; its end is that of `media_type`. Never empty: 'bestand' if nothing is left.
    """
    base = base_name(name)
    stem, dot, end = base.rpartition(".")
    if not dot or end.strip().lower() not in EXTENSIONS:
        stem = base
    stem = re.sub(r"\s+", " ", _FORBIDDEN.sub("_", stem)).strip(" .")
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    end = ENDS[media_type]
    stem = stem[: limits.MAX_NAME - len(end)].rstrip(" .")
    return (stem or "bestand") + end


def base_name(name: str) -> str:
    """Return the last part of a path of any system, without characters that nobody sees."""
    text = unicodedata.normalize("NFC", name).replace("\\", "/")
    # Cc control, Cf format (direction, joiners), Cs surrogate, Co private, Cn unassigned, Zl/Zp line ends
    seen = (
        " " if unicodedata.category(sign) in {"Zl", "Zp"} else sign
        for sign in text
        if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return "".join(seen).rpartition("/")[2].strip()
