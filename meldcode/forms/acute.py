"""The form of an acute report: short, because somebody just hung up (M7, M8)."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm, NarrativeField, PastDateField, time_input
from core.workdays import AMSTERDAM, today
from meldcode.models import Report
from meldcode.services.acute import AcuteReport


class AcuteForm(KeyedForm):
    """Why it could not wait, with whom of Veilig Thuis was called and when, and who was told."""

    submit_label = _("Record the acute report")
    urgency = forms.ChoiceField(
        label=_("Why does it not wait?"),
        choices=Report.Urgency.choices,
        widget=forms.RadioSelect,
    )
    grounds = NarrativeField(
        label=_("What was seen or told?"),
        help_text=_(
            "A few sentences are enough: what, when, by whom. Use the child's own words. The rest comes "
            "later."
        ),
    )
    called_on = PastDateField(label=_("On which day did you call Veilig Thuis?"))
    called_time = forms.TimeField(label=_("At what time?"), widget=time_input())
    spoken_with = forms.CharField(
        label=_("With whom of Veilig Thuis did you speak?"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reference = forms.CharField(
        label=_("Reference of Veilig Thuis"),
        required=False,
        max_length=100,
        help_text=_("Ask for it: with this number they find your call again."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    parents_told_on = PastDateField(
        label=_("On which day did you tell the parents?"),
        required=False,
        help_text=_(
            "Not told yet? Leave it empty. Did the child or an adult tell it by themselves? Then agree "
            "with Veilig Thuis first when and how you tell the parents."
        ),
    )
    anonymous = forms.BooleanField(
        label=_("The parents are not told that the report comes from the school"), required=False
    )
    not_told_reason = NarrativeField(
        label=_("Why were they not told, or not told by whom?"),
        required=False,
        rows=3,
        help_text=_("For example: Veilig Thuis asks us to wait until they were there."),
    )
    child_told = forms.ChoiceField(
        label=_("And the child?"), choices=Report.ChildTold.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["called_on"].initial = today
        self.fields["called_time"].initial = lambda: timezone.localtime().strftime("%H:%M")

    def report(self) -> AcuteReport:
        """Return what the service takes, the moment in Amsterdam's time."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "key"}
        day, time = data.pop("called_on"), data.pop("called_time")
        return AcuteReport(filed_at=datetime.combine(day, time, tzinfo=AMSTERDAM), **data)
