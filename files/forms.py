"""Choosing a file in a form. What is in it is proved by `files.services.examine`, not here."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm
from files import limits, reasons

# Named one by one: asked for these, a phone offers its camera and turns a photo into JPEG by itself.
ACCEPT = (
    "image/jpeg,image/png,image/webp,application/pdf,text/plain,.docx,"
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)
_ALLOWED = _("A photo, PDF, Word document or text file of at most %(megabytes)s MB.")
_HIDDEN = _("Place and camera are taken out of photos.")
_AGAIN = _("Choose the file again: your browser does not keep it.")
ERRORS = {
    "required": _("Choose a file."),
    "empty": reasons.REASONS["empty"],
    "invalid": _("Choose a file."),
}


class FileChoice(forms.FileInput):
    """The browser's own choice of one file."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"accept": ACCEPT} | (attrs or {}))


class FileChoices(FileChoice):
    """The browser's own choice of several files."""

    allow_multiple_selected = True


class UploadField(forms.FileField):
    """One file. Its size is looked at here, so that a form says it beside its other errors."""

    widget = FileChoice

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("File"))
        kwargs.setdefault("error_messages", ERRORS)
        kwargs.setdefault("help_text", help_text())
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        return checked(super().clean(data, initial))


class UploadsField(UploadField):
    """Several files at once, at most `most`; a list, empty if none was chosen."""

    widget = FileChoices

    def __init__(self, *, most: int = limits.MAX_FILES, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Files"))
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = [one for one in data or [] if one] if isinstance(data, list | tuple) else []
        if len(given) > self.most:
            raise ValidationError(reasons.message("too_many"))
        if not given:
            super().clean(None, None)
        return [super(UploadsField, self).clean(one, initial) for one in given]


def checked(upload: Any) -> Any:
    """Return the upload. Raises ValidationError if it is too large."""
    if upload and upload.size > limits.MAX_BYTES:
        raise ValidationError(reasons.message("too_large"))
    return upload


def help_text(*, again: bool = False) -> str:
    """Return what may be chosen; `again` for a form that comes back."""
    allowed = str(_ALLOWED) % {"megabytes": limits.MAX_BYTES // limits.MEBIBYTE}
    return " ".join([*([str(_AGAIN)] if again else []), allowed, str(_HIDDEN)])


class UploadForm(KeyedForm):
    """A form with files. One that comes back says that they have to be chosen again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, UploadField):
                field.help_text = help_text(again=self.is_bound)
