"""Fields in Word: page numbers and the like may stay, fields that fetch or run something may not."""

from xml.etree.ElementTree import Element

from files.cleaning import Rejected

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ALLOWED = {
    *("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "DATE", "TIME", "CREATEDATE", "SAVEDATE"),
    *(
        "PRINTDATE",
        "EDITTIME",
        "HYPERLINK",
        "TOC",
        "TC",
        "XE",
        "INDEX",
        "PAGEREF",
        "REF",
        "NOTEREF",
    ),
    *("SEQ", "TITLE", "SUBJECT", "AUTHOR", "KEYWORDS", "COMMENTS", "LASTSAVEDBY", "FILENAME"),
    *("FILESIZE", "NUMWORDS", "NUMCHARS", "REVNUM", "STYLEREF", "SYMBOL", "FORMTEXT"),
    *("FORMCHECKBOX", "FORMDROPDOWN", "LISTNUM", "CITATION", "BIBLIOGRAPHY", "="),
}


def check_fields(root: Element) -> None:
    """Raise Rejected `active` unless each field is one of the harmless kinds.

    The order of a field may be cut into pieces (`DD` `EAUTO`) and stand between other fields, so it is
    put together first, as Word does.
    """
    open_fields: list[list[str]] = []
    for element in root.iter():
        if element.tag == f"{_W}fldSimple":
            _check(str(element.get(f"{_W}instr", "")))
        elif element.tag == f"{_W}fldChar":
            kind = element.get(f"{_W}fldCharType")
            if kind == "begin":
                open_fields.append([])
            elif kind == "end" and open_fields:
                _check("".join(open_fields.pop()))
        elif element.tag in {f"{_W}instrText", f"{_W}delInstrText"}:
            if not open_fields:
                raise Rejected("active")
            open_fields[-1].append(element.text or "")
    for pieces in open_fields:
        _check("".join(pieces))


def _check(order: str) -> None:
    first = order.split(maxsplit=1)[0].upper() if order.split() else ""
    if first not in _ALLOWED and not first.startswith("="):
        raise Rejected("active")
