"""Looking back on a case, and on the cases of a school."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm, NarrativeField


class RapportageForm(KeyedForm):
    """What the Rapportage Meldcode needs and no other record holds (M11)."""

    submit_label = _("Save the Rapportage")
    subject = NarrativeField(label=_("Subject"), rows=2)
    description = NarrativeField(label=_("Description of the case"), rows=6)
    involved = NarrativeField(
        label=_("Who are involved?"), rows=3, help_text=_("Not the professionals.")
    )
    unrest = NarrativeField(
        label=_("Social unrest"),
        required=False,
        rows=3,
        help_text=_("How much unrest is there, how far does it reach, and in which groups?"),
    )
    activities = NarrativeField(label=_("What was done, and how often?"), required=False, rows=3)
    informing = NarrativeField(label=_("How were those involved informed?"), required=False, rows=3)
    bottlenecks = NarrativeField(label=_("What went badly?"), required=False, rows=3)
    remarks = NarrativeField(label=_("Remarks"), required=False, rows=3)

    def texts(self) -> dict[str, str]:
        """Return the texts by field name, without the key."""
        return {name: text for name, text in self.cleaned_data.items() if name != "key"}


class BundleForm(KeyedForm):
    """What AF HGKM and manager conclude from the cases of a period (M11)."""

    submit_label = _("Save")
    seen_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    seen = NarrativeField(
        label=_("What do you see?"),
        rows=6,
        help_text=_(
            "What stands out, compared with the period before? Were the steps taken as agreed?"
        ),
    )
    bottlenecks = NarrativeField(label=_("What goes badly?"), required=False)
    measures = NarrativeField(
        label=_("What will you do?"), help_text=_("What, who, and before which day."), rows=6
    )

    def texts(self) -> dict[str, Any]:
        """Return what the service takes, without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}
