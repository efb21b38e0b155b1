"""Signing the report of a talk (D8)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import KeyedForm, NarrativeField
from dossiers.models import TalkSignature


class SignForm(KeyedForm):
    """'Seen' or 'agreed', and a remark if the parent wants."""

    submit_label = _("Sign")
    answer = forms.ChoiceField(
        label=_("How do you sign?"),
        choices=[
            (TalkSignature.Answer.SEEN, _("Seen. I read the report.")),
            (TalkSignature.Answer.AGREED, _("Agreed. I read the report and I agree with it.")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    remark = NarrativeField(
        label=_("Do you want to say something about it?"),
        rows=4,
        required=False,
        help_text=_("The school reads this. The other parent does not."),
    )
