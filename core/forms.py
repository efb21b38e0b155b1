"""The base of every form: crispy layout without a form tag of its own, limits, and a key against doubles."""

import uuid
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.ids import uuid7
from core.workdays import today

NARRATIVE_LIMIT = 20_000


class NarrativeField(forms.CharField):
    """A text area for a narrative: trimmed, at most 20,000 characters, no control characters."""

    is_narrative = True  # for the template of a field

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        # The limit is not put on the widget: a browser would cut off in silence what was pasted.
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = str(super().clean(value)).replace("\r\n", "\n")
        if len(text) > NARRATIVE_LIMIT:
            raise ValidationError(
                _(
                    "This text has %(count)s characters. At most %(limit)s are possible: make it shorter."
                ),
                params={"count": len(text), "limit": NARRATIVE_LIMIT},
            )
        if any(ord(character) < 32 and character not in "\n\t" for character in text):
            raise ValidationError(_("This text holds characters that cannot be saved."))
        return text


class PastDateField(forms.DateField):
    """A day that is not in the future (Europe/Amsterdam)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", date_input())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day > today():
            raise ValidationError(_("This date is in the future. Choose today or earlier."))
        if day is not None and day.year < 1990:
            raise ValidationError(_("This date is too long ago. Check the year."))
        return day


class FutureDateField(forms.DateField):
    """A day from today up to five years ahead."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", date_input())
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and day < today():
            raise ValidationError(_("This date has passed. Choose today or later."))
        if day is not None and day.year > today().year + 5:
            raise ValidationError(_("This date is too far away. Check the year."))
        return day


def date_input() -> forms.DateInput:
    """Return the browser's own date picker."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    """Return the browser's own time picker."""
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class BaseForm(forms.Form):
    """A form laid out by crispy; the page supplies the form tag and the button."""

    submit_label = _("Save")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = False

    def leave_out(self, *names: str) -> None:
        """Take fields out of this form, and out of its layout: crispy knows no layout without its fields."""
        for name in names:
            del self.fields[name]
            self.helper.layout.fields.remove(name)


class KeyedForm(BaseForm):
    """A form that makes a record. Its hidden key becomes the record's primary key, so that the same
    form sent twice is one record (services compare the maker, see `core.once`)."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid7

    @property
    def record_key(self) -> uuid.UUID:
        """The primary key for the new record."""
        value: uuid.UUID = self.cleaned_data["key"]
        return value
