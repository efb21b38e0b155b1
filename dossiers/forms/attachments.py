"""Adding files to a record of the dossier."""

from django.utils.translation import gettext_lazy as _

from core.forms import NarrativeField
from files.forms import UploadForm, UploadsField


class AttachForm(UploadForm):
    """The files, and in a few words what they are."""

    submit_label = _("Add")
    title = NarrativeField(
        label=_("What is it?"),
        rows=2,
        required=False,
        help_text=_("In a few words, such as: drawing of 3 May. The name of the file is kept too."),
    )
    file = UploadsField()
