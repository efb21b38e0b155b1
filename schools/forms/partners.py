"""The form of an entry of the sociale kaart (K1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm
from schools.models import Partner
from schools.services.partners import FIELDS

PHONE = r"^\+?[0-9 ()-]{3,40}$"


class PartnerFields(forms.Form):
    """Whom one calls, for what, and when."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Partner.Kind.choices)
    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("The organisation or the desk. Not the name of a child or a parent."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.RegexField(
        PHONE,
        label=_("Phone"),
        max_length=40,
        error_messages={"invalid": _("Fill in a phone number: digits, spaces and + ( ) -.")},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    hours = forms.CharField(
        label=_("When to reach"),
        max_length=200,
        required=False,
        help_text=_("For example: on working days until 17:00."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("What for"),
        max_length=300,
        required=False,
        help_text=_("For what a colleague calls them, in one sentence."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )

    def values(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class NewPartnerForm(PartnerFields, KeyedForm):
    """A new entry."""

    submit_label = _("Add to the list")


class PartnerForm(PartnerFields, BaseForm):
    """What is wrong is corrected; what is right was checked by it."""
