"""Receiving one EDEXML file: in memory, never on disk, and no more of it than the limit."""

from typing import Any

from django.core.files.uploadhandler import StopUpload
from django.http import HttpRequest

from core.uploads import MemoryUploadHandler
from schools.edexml import MAX_BYTES

_TOO_LARGE = "edexml_too_large"


class EdexmlUploadHandler(MemoryUploadHandler):
    """Keeps a file in memory up to MAX_BYTES.

    What is larger is read from the network and dropped, so that the browser gets an answer instead
    of a broken connection; `too_large` tells the form. A child's data never lands in /tmp.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
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

    def _refuse(self) -> None:
        self.drop()
        if self.request is not None:
            self.request.__dict__[_TOO_LARGE] = True
        raise StopUpload(connection_reset=False)


def too_large(request: HttpRequest) -> bool:
    """Return whether the file of this request was over the limit, and so was dropped."""
    return bool(request.__dict__.get(_TOO_LARGE))
