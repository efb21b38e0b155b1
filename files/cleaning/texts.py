"""Plain text: UTF-8 and nothing that a screen would not show."""

from files import limits
from files.cleaning import TEXT, Clean, Rejected

# Orders for the direction of writing: they let a text look like another one.
_DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def clean(data: bytes) -> Clean:
    """Return the text without byte order mark and direction orders, with plain line ends.

    Raises Rejected: `too_large`, `not_text` (another encoding, NUL, control characters), `empty`.
    """
    if len(data) > limits.MAX_TEXT:
        raise Rejected("too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Rejected("not_text") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DIRECTIONS)
    if any((ord(sign) < 32 and sign not in "\n\t") or 127 <= ord(sign) < 160 for sign in text):
        raise Rejected("not_text")
    if not text.strip():
        raise Rejected("empty")
    return Clean(TEXT, text.encode())
