"""Base views of files: receiving one within limits, and handing one out to who may see its record."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.errors import NotVisible
from core.views import GuardedObjectMixin, GuardedView
from files.models import StoredFile
from files.uploads import LimitedUploadHandler

_POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"


class FileDownload(GuardedObjectMixin, abstract=True):
    """Hands out the file of one record, to who may see the record; a subclass names its `look`.

    The browser saves it and opens nothing: attachment, the kind that we proved, no sniffing, a sandbox,
    no storing. The bytes are opened whole before the first one leaves: altered ones don't leave at all.
    """

    http_method_names = ["get"]
    file_name: ClassVar[str] = "file"

    def stored_file(self) -> StoredFile:
        """Return the file of `self.object`."""
        found: StoredFile = getattr(self.object, self.file_name)
        return found

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        file = self.stored_file()
        if file.is_erased:
            raise NotVisible(file._meta.label_lower, str(file.pk))
        return attachment(file)


def attachment(file: StoredFile) -> HttpResponse:
    """Return the file as a download that no browser will run."""
    kind = file.media_type
    return HttpResponse(
        file.content.data,
        content_type=f"{kind}; charset=utf-8" if kind == StoredFile.MediaType.TEXT else kind,
        headers={
            "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": _POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
        },
    )


class ReceivesFiles(GuardedView, abstract=True):
    """Put before the other bases of a form page with files: receives them in memory, within limits."""

    # The CSRF check reads the body. It is put off until we know who asks, so that only who may add a
    # file can make the server take in megabytes.
    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.upload_handlers = [LimitedUploadHandler(request)]
        checked: Any = csrf_protect(super().post)  # type: ignore[misc]
        response: HttpResponse = checked(request, *args, **kwargs)
        return response
