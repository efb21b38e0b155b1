"""Parents and carers, and access to one dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import BaseForm, FutureDateField, KeyedForm, NarrativeField, date_input
from core.workdays import today
from schools.services.guardians import FIELDS

YES_NO = [("ja", _("Yes")), ("nee", _("No"))]


class GuardianFields(forms.Form):
    """What is recorded of a parent or carer."""

    name = forms.CharField(
        label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    relation = forms.CharField(
        label=_("Relation to the child"),
        max_length=100,
        help_text=_("For example mother, father, foster parent, guardian."),
    )
    gezag = forms.ChoiceField(
        label=_("Does this person have gezag?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        help_text=_(
            "Gezag gives the right to read the dossier. Not sure? Look in the gezagsregister first,"
            " and choose no until then."
        ),
        error_messages={"required": _("Choose yes or no.")},
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    phone = forms.RegexField(
        r"^\+?[0-9 ()-]{6,30}$",
        label=_("Phone"),
        max_length=30,
        required=False,
        error_messages={"invalid": _("Fill in a phone number: digits, spaces and + ( ) -.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    starts_on = forms.DateField(label=_("From"), widget=date_input(), initial=today)
    ends_on = forms.DateField(
        label=_("Until (last day)"),
        widget=date_input(),
        required=False,
        help_text=_("Leave empty as long as it holds."),
    )

    def clean_gezag(self) -> bool:
        """Return whether this person has gezag."""
        return bool(self.cleaned_data["gezag"] == "ja")

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class NewGuardianForm(GuardianFields, KeyedForm):
    """A new parent or carer."""

    submit_label = _("Record this parent")


class GuardianForm(GuardianFields, BaseForm):
    """Changes what is recorded."""


class PortalAccountForm(BaseForm):
    """A new account for the portal, or one that the parent has already."""

    submit_label = _("Give access to the portal")
    existing = forms.CharField(
        label=_("Login name of an account that this parent has already"),
        required=False,
        max_length=150,
        help_text=_("For a brother or sister. Then leave the other fields."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    username = forms.CharField(
        label=_("New login name"),
        required=False,
        max_length=150,
        help_text=_("Letters and digits, no spaces. Capitals don't matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_(
            "A link to choose a password goes to this address. Two parents with one address share"
            " what is sent there: ask for an own one."
        ),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("existing"):
            for name, message in (
                ("username", _("Fill in a login name.")),
                ("email", _("Fill in a whole e-mail address.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, message)
        return data


class AccessForm(BaseForm):
    """Gives a colleague access to one dossier until a day."""

    submit_label = _("Give access")
    user = forms.ModelChoiceField(User.objects.none(), label=_("Who"))
    reason = NarrativeField(
        label=_("Why"),
        rows=3,
        help_text=_("For example: stands in for group 5 until the holidays."),
    )
    expires_on = FutureDateField(label=_("Until (last day)"), help_text=_("At most three months."))

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["user"]
        field.queryset = colleagues
