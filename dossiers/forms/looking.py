"""Narrowing 'who looked' and what stands out; reviewing a finding. Addresses hold ids, never names."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import KeyedForm, NarrativeField, date_input
from dossiers.models import LookFinding
from dossiers.selectors.looking import ALL, CHANGES, LOOKS, Narrowing

WAITING, REVIEWED = "waiting", "reviewed"


class LogFilterForm(forms.Form):
    """Narrows who looked: one person, a period, looking or changing. What is wrong narrows nothing."""

    what = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[
            (LOOKS, _("Looked")),
            (CHANGES, _("Changed")),
            (ALL, _("Looked and changed")),
        ],
    )
    person = forms.TypedChoiceField(
        label=_("Who"), required=False, coerce=int, empty_value=None, choices=[("", _("Everybody"))]
    )
    since = forms.DateField(label=_("From"), required=False, widget=date_input())
    until = forms.DateField(label=_("Up to"), required=False, widget=date_input())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.choices = [("", _("Everybody")), *((user.pk, str(user)) for user in people)]

    def asked(self) -> Narrowing:
        """Return what was asked."""
        self.is_valid()
        data = self.cleaned_data
        return Narrowing(
            person=data.get("person"),
            since=data.get("since"),
            until=data.get("until"),
            what=data.get("what") or LOOKS,
        )


class FindingFilterForm(forms.Form):
    """Narrows what stands out: reviewed or not, and the reason."""

    state = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            (WAITING, pgettext_lazy("finding", "To be reviewed")),
            (REVIEWED, pgettext_lazy("finding", "Reviewed")),
            (ALL, _("All")),
        ],
    )
    kind = forms.ChoiceField(
        label=_("Why it stands here"),
        required=False,
        choices=[("", _("All reasons")), *LookFinding.Kind.choices],
    )

    def narrow(self, found: Any) -> Any:
        """Return the findings that fit; without a choice those that wait."""
        self.is_valid()
        data = self.cleaned_data
        state = data.get("state") or WAITING
        if state != ALL:
            found = found.filter(review__isnull=state == WAITING)
        if data.get("kind"):
            found = found.filter(kind=data["kind"])
        return found


class ReviewForm(KeyedForm):
    """What it was, after a look or a word with the colleague."""

    submit_label = pgettext_lazy("finding", "Mark as reviewed")
    note = NarrativeField(
        label=_("What it was"),
        rows=3,
        help_text=_(
            "For example: stood in for group 7 that week. The colleague does not see this."
        ),
        error_messages={"required": _("Write down what it was.")},
    )
