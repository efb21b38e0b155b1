"""Files with a record of the dossier: looking which there are, adding and downloading."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage
from dossiers import events, services
from dossiers.forms.attachments import AttachForm
from dossiers.models import Attachment, ParentContact, ParentRequest, Signal, Talk
from dossiers.views.base import CauseMixin
from files.views import FileDownload, ReceivesFiles


class AttachView(ReceivesFiles, CauseMixin, GuardedObjectFormPage, abstract=True):
    """The files of one record, and a form to add some."""

    permission = "dossiers.attach_file"
    form_class = AttachForm
    template_name = "dossiers/attach.html"
    title = _("Files")
    purpose = _(
        "Add what belongs to it: a letter, a drawing, a signed report. Parents don't see files."
    )
    success_message = _("Added. The file lies encrypted in the dossier.")
    what: ClassVar[Any]

    def get_queryset(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = super().get_queryset().select_related("pupil")
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        attachments = self.object.attachments.listed()
        return super().get_context_data(attachments=attachments, what=self.what, **kwargs)

    def perform(self, form: Any) -> str:
        services.attach_files(
            actor=actor_of(self.request),
            to=self.object,
            key=form.record_key,
            uploads=form.cleaned_data["file"],
            title=form.cleaned_data["title"],
        )
        return self.request.path


class AttachToSignalView(AttachView):
    """Files of a signal."""

    model = Signal
    what = _("Files with a signal")


class AttachToContactView(AttachView):
    """Files of a contact with parents."""

    model = ParentContact
    what = _("Files with a contact with parents")


class AttachToTalkView(AttachView):
    """Files of a talk, such as the scan of a report that was signed on paper (D8)."""

    model = Talk
    what = _("Files with a talk with parents")


class AttachToRequestView(AttachView):
    """Files of a request of a parent (A2)."""

    model = ParentRequest
    what = _("Files with a request of a parent")


class DownloadView(CauseMixin, FileDownload):
    """One file, for who may read the dossier and has a cause; the look is logged (A8)."""

    permission = "dossiers.open_dossier"
    model = Attachment
    look = events.FILE_DOWNLOADED

    def get_queryset(self) -> models.QuerySet[Any]:
        found: models.QuerySet[Any] = super().get_queryset().select_related("pupil", "file")
        return found
