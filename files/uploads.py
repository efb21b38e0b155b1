"""Receiving files: in memory, never on disk, and no more of them than the limits."""

from typing import Any

from core.uploads import MemoryUploadHandler
from files import limits


class LimitedUploadHandler(MemoryUploadHandler):
    """Keeps files in memory, each up to MAX_BYTES and together up to MAX_REQUEST_BYTES.

    What is over that is read from the network and dropped, so that the browser gets an answer and the
    other fields arrive: the form tells by `size` that it was too large. Nothing ever lands in /tmp.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._whole = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._kept += len(raw_data)
        too_much = start + len(raw_data) > limits.MAX_BYTES
        if self._whole and (too_much or self._kept > limits.MAX_REQUEST_BYTES):
            self.drop()
            self._whole = False
        if self._whole:
            self._file.write(raw_data)

    def told_size(self, file_size: int) -> int:
        return file_size if self._whole else max(file_size, limits.MAX_BYTES + 1)
