"""What the forms of the dossier share: a line, a time that has come, the choice of a signal."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import formats, timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from core.workdays import AMSTERDAM
from dossiers.models import Signal


def line(label: Any, *, limit: int = 200, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=limit, **kwargs)


def no_time_to_come(form: forms.Form, day: str, at: str) -> None:
    """Add an error if the time of today has not come yet."""
    on, moment = form.cleaned_data.get(day), form.cleaned_data.get(at)
    if on and moment and datetime.combine(on, moment, AMSTERDAM) > timezone.now():
        form.add_error(at, _("This time has not come yet. Check day and time."))


if TYPE_CHECKING:
    _One = forms.ModelChoiceField[Signal]
    _Several = forms.ModelMultipleChoiceField[Signal]
else:
    _One, _Several = forms.ModelChoiceField, forms.ModelMultipleChoiceField


class SignalChoice(_One):
    """One signal of the pupil, told by its day and the first words of what was seen."""

    def label_from_instance(self, obj: Signal) -> str:
        return signal_label(obj)


class SignalChoices(_Several):
    """Several signals of the pupil."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Signal) -> str:
        return signal_label(obj)


def signal_label(signal: Signal) -> str:
    """Return the day and the first words of a signal."""
    facts = " ".join(signal.current.facts.split())
    words = facts if len(facts) <= 70 else facts[:70].rsplit(" ", 1)[0] + " …"
    return f"{formats.date_format(signal.occurred_on, 'j F Y')}: {words}"


def in_words(form: forms.Form, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return label and value, in words, of the fields of `form` that `content` fills; HTML stays text."""
    rows = []
    for bound in form:
        value = content.get(bound.name)
        if value and not bound.is_hidden:
            rows.append((str(bound.label), _words(bound.field, value)))
    return rows


def _words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.MultipleChoiceField):
        choices: Any = field.choices
        names = dict(choices)
        return ", ".join(str(names.get(code, code)) for code in value)
    if isinstance(field, forms.BooleanField):
        return str(_("yes"))
    if isinstance(field, forms.DateField):
        return _day(str(value))
    return str(value)


def _day(value: str) -> str:
    try:
        day = parse_date(value) if value else None
    except ValueError:
        day = None
    return formats.date_format(day, "j F Y") if day else value
