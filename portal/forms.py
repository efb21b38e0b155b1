"""The forms of parents: short, and in plain words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField
from dossiers.forms.rights import about_field, cleaned_about
from dossiers.models import ParentRequest
from dossiers.selectors.statements import entries_read_by
from dossiers.services.parents import About
from schools.models import Pupil


class AboutForm(KeyedForm):
    """Something that a parent says about the dossier, or about one text that this parent reads."""

    about = about_field(_("About which text is it?"))

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["about"]
        field.choices = [("", _("The whole dossier")), *entries_read_by(user, pupil)]

    def clean_about(self) -> About | None:
        return cleaned_about(self)


class ViewForm(AboutForm):
    """How the parent sees it (A1)."""

    submit_label = _("Add this")
    text = NarrativeField(
        label=_("How do you see it?"),
        rows=8,
        help_text=_("Write it in your own words. You can't change it later. You can add more."),
        error_messages={"required": _("Write how you see it.")},
    )


class RequestForm(AboutForm):
    """What should change (A2)."""

    submit_label = _("Send the request")
    kind = forms.ChoiceField(
        label=_("What do you ask?"),
        choices=[
            (ParentRequest.Kind.CORRECT, _("Something is wrong. Correct it.")),
            (ParentRequest.Kind.ADD, _("Something is missing. Add it.")),
            (ParentRequest.Kind.ERASE, _("Something does not belong in it. Erase it.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you ask.")},
    )
    text = NarrativeField(
        label=_("What should change, and why?"),
        rows=8,
        error_messages={"required": _("Write what should change, and why.")},
    )


class SureForm(BaseForm):
    """A confirmation without a field."""
