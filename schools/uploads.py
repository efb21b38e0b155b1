"""Receiving one EDEXML file: in memory, never on disk, and no more of it than the limit."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from schools.edexml import MAX_BYTES

_TOO_LARGE = "edexml_too_large"


class EdexmlUploadHandler(FileUploadHandler):
    """Keeps a file in memory up to MAX_BYTES.

    What is larger is read from the network and dropped, so that the browser gets an answer instead
    of a broken connection; `too_large` tells the form. A child's data never lands in /tmp.
    """

    chunk_size = 256 * 1024

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._file = BytesIO()
        if self._announced > MAX_BYTES + 1024 * 1024:
            self._refuse()

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 - the name that Django calls it by
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Remember how much is announced: for the whole request, the file and some fields."""
        self._announced = content_length

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > MAX_BYTES:
            self._refuse()
        self._file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self._file.seek(0)
        return InMemoryUploadedFile(
            file=self._file,
            field_name=self.field_name,
            name=self.file_name or "",
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
        )

    def _refuse(self) -> None:
        self._file = BytesIO()
        if self.request is not None:
            self.request.__dict__[_TOO_LARGE] = True
        raise StopUpload(connection_reset=False)


def too_large(request: HttpRequest) -> bool:
    """Return whether the file of this request was over the limit, and so was dropped."""
    return bool(request.__dict__.get(_TOO_LARGE))
