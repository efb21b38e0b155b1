"""How much of everything: sizes, counts, time and memory. In one place, so that docs/uploads.md can say it."""

MEBIBYTE = 1024 * 1024

MAX_BYTES = 10 * MEBIBYTE
"""What one file may be, as it is sent and as it is kept."""
MAX_FILES = 10
"""How many files one record may have."""
MAX_REQUEST_BYTES = 40 * MEBIBYTE
"""What is kept in memory of one request; the rest is read and dropped."""
MAX_NAME = 120

MAX_PIXELS = 60_000_000
"""A photo of a phone has 12 to 50 million."""
MAX_SIDE = 4096
"""A larger image is made smaller: an A4 page at 300 dpi has 3,508 pixels."""

MAX_PAGES = 500
MAX_PDF_OBJECTS = 200_000
MAX_STREAM_BYTES = 200 * MEBIBYTE
"""What the compressed streams of one PDF may unpack to, together."""

MAX_PARTS = 1_000
MAX_UNPACKED = 60 * MEBIBYTE
MAX_RATIO = 200
"""How many times larger a part of a Word document may become when it is unpacked."""

MAX_TEXT = 1 * MEBIBYTE

CHILD_SECONDS = 10
"""Processor time of the child that cleans; it gets half as much again on the clock."""
CHILD_MEMORY = 1024 * MEBIBYTE
"""Address space of the child."""
