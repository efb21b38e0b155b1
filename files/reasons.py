"""Why a file is not taken, in words that say what to do. The codes are those of `docs/uploads.md`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from files import limits

REASONS: dict[str, Promise] = {
    "empty": _("This file is empty. Choose another one."),
    "too_large": _("This file is too large: at most %(megabytes)s MB is possible."),
    "too_many": _("There are too many files: at most %(files)s are possible here."),
    "kind": _(
        "This kind of file is not possible. Choose a photo, PDF, Word document or text file."
    ),
    "extension": _(
        "The name of this file says something else than what is in it. Save it again, and choose it anew."
    ),
    "heic": _(
        "This photo is of a kind that not every computer can show (HEIC). Save it as JPEG first, or send"
        " a screenshot of it."
    ),
    "animated": _("This image moves. Choose a still one."),
    "too_many_pixels": _("This image is too large to handle. Make it smaller first."),
    "unreadable": _(
        "This file is damaged or not what it seems. Open it, save it again and choose it anew."
    ),
    "encrypted": _("This file is locked with a password. Save it without password first."),
    "too_complex": _("This file is too complex to check. Save it as a simple PDF first."),
    "active": _(
        "This Word document holds more than text and pictures, such as a macro, a chart or a link to"
        " another file. Save it as PDF and choose that."
    ),
    "outside": _(
        "This Word document fetches something from elsewhere. Save it as PDF and choose that."
    ),
    "not_word": _("This is no Word document. Choose a photo, PDF, Word document or text file."),
    "not_text": _(
        "This text file holds signs that cannot be read. Save it as UTF-8 text, or as PDF."
    ),
    "virus": _(
        "The virus scanner stopped this file. Don't open it yourself either; tell your administrator."
    ),
    "scanner_away": _(
        "The virus scanner does not answer, so no file can be added now. Try again later. What you"
        " typed is kept."
    ),
}


def message(code: str) -> str:
    """Return the reason in the user's language. Raises KeyError for a code that is none."""
    numbers = {
        "megabytes": limits.MAX_BYTES // limits.MEBIBYTE,
        "files": limits.MAX_FILES,
    }
    return str(REASONS[code]) % numbers
