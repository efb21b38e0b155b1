"""A JPEG inside another file: its metadata is cut out and its pixels stay as they are."""

# JFIF, and Adobe's word on how the colours are kept: without them a picture may look wrong.
_KEPT = {0xE0, 0xEE}
_START_OF_SCAN = 0xDA
_COMMENT = 0xFE


def without_metadata(data: bytes) -> bytes:
    """Return the JPEG without EXIF, XMP, profiles, comments and what stands behind its end.

    What can't be followed as segments is returned as it came.
    """
    if data[:2] != b"\xff\xd8":
        return data
    parts, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            end = data.rfind(b"\xff\xd9")
            parts.append(data[at : end + 2] if end > at else data[at:])
            return b"".join(parts)
        size = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker in _KEPT or not (0xE0 <= marker <= 0xEF or marker == _COMMENT):
            parts.append(data[at : at + size])
        at += size
    return data
