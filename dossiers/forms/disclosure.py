"""Opening an entry to parents, keeping it from them, and looking again (A1, A4)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, FutureDateField, KeyedForm, NarrativeField
from core.workdays import today
from dossiers.services.withholding import LONGEST
from schools.models import Guardian

ALL = "all"
_USUAL = timedelta(days=28)


def in_four_weeks() -> Any:
    """Return the day of a review that the form proposes."""
    return today() + _USUAL


class ReviewField(FutureDateField):
    """The day of a review: after today, at most half a year away."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("initial", in_four_weeks)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not today() < day <= today() + LONGEST:
            raise ValidationError(_("Choose a day after today, at most half a year from now."))
        return day


class OpenForm(BaseForm):
    """Open what was read just now: `number` is the version; the readers only where there is a choice."""

    submit_label = _("Open it to the parents")
    number = forms.IntegerField(widget=forms.HiddenInput)
    reader = forms.ChoiceField(
        label=_("Who may read it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which parent may read it.")},
    )

    def __init__(
        self,
        *args: Any,
        guardians: Sequence[Guardian] = (),
        took_part: Sequence[Guardian] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        if not self.guardians:
            self.leave_out("reader")
            return
        part = {guardian.pk for guardian in took_part}
        field: Any = self.fields["reader"]
        field.choices = [(key, self._label(one, part)) for key, one in self.guardians.items()]
        field.choices += [(ALL, _("All parents with gezag, also who was not in it"))]
        field.initial = str(took_part[0].pk) if len(part) == 1 else None

    def _label(self, guardian: Guardian, took_part: set[Any]) -> str:
        if guardian.pk not in took_part:
            return guardian.name
        return str(_("%(name)s, who was in it") % {"name": guardian.name})

    @property
    def reader_chosen(self) -> Guardian | None:
        """The one parent that was chosen; None is for all."""
        return self.guardians.get(self.cleaned_data.get("reader", ALL))


class WithholdForm(KeyedForm):
    """Keep an entry from the parents (A4)."""

    submit_label = _("Keep it from the parents")
    reason = NarrativeField(
        label=_("Why may the parents not read it?"),
        rows=4,
        help_text=_("What could happen to the child, the family or a colleague if they read it?"),
        error_messages={"required": _("Say why the parents may not read it.")},
    )
    review_on = ReviewField(label=_("On which day do you look at it again?"))
    reader = forms.ChoiceField(
        label=_("From whom?"), widget=forms.RadioSelect, required=False, initial=ALL
    )

    def __init__(self, *args: Any, guardians: Sequence[Guardian] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guardians = {str(guardian.pk): guardian for guardian in guardians}
        field: Any = self.fields["reader"]
        names = [(key, one.name) for key, one in self.guardians.items()]
        field.choices = [(ALL, _("From all parents")), *names]
        if len(self.guardians) < 2:
            self.leave_out("reader")

    @property
    def reader_chosen(self) -> Guardian | None:
        """The one parent that was chosen; None is for all."""
        return self.guardians.get(self.cleaned_data.get("reader", ALL))


class WithholdingReviewForm(KeyedForm):
    """Look again at what is kept from the parents (A4)."""

    CONTINUE, AT_ONCE, TERM = "continue", "at_once", "term"

    submit_label = _("Save what you decide")
    choice = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (CONTINUE, _("It is still needed: the parents may not read it yet")),
            (TERM, _("It is no longer needed: the parents read it after the usual days")),
            (AT_ONCE, _("It is no longer needed: the parents read it from now on")),
        ],
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = NarrativeField(
        label=_("Why?"), rows=4, error_messages={"required": _("Say what the review came to.")}
    )
    review_on = ReviewField(
        label=_("If it is still needed: when do you look again?"), required=False
    )

    def clean(self) -> dict[str, Any]:
        missing = not self.cleaned_data.get("review_on") and "review_on" not in self.errors
        if self.cleaned_data.get("choice") == self.CONTINUE and missing:
            self.add_error("review_on", _("Choose the day on which you look again."))
        return self.cleaned_data
