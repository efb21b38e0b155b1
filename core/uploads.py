"""Receiving files in memory, never on disk: what somebody sends about a child does not land in /tmp."""

import base64
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler


def packed(content: bytes) -> str:
    """Return a file as text for an encrypted field, in which it waits for somebody's confirmation."""
    return base64.b64encode(zlib.compress(content, 6)).decode()


def unpacked(text: str) -> bytes:
    """Return the file that `packed` made text of."""
    return zlib.decompress(base64.b64decode(text))


class MemoryUploadHandler(FileUploadHandler):
    """Keeps each file in `self._file`. A subclass says in `receive_data_chunk` how much it takes."""

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.drop()

    def drop(self) -> None:
        """Begin with an empty file; what was kept of it is gone."""
        self._file = BytesIO()

    def told_size(self, file_size: int) -> int:
        """Return the size that the form is told, of `file_size` bytes that were read."""
        return file_size

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=self.told_size(file_size),
            charset=self.charset,
        )
