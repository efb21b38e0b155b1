"""The forms of parents' rights: views, requests, answers, and what becomes of them (A1, A2)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.forms import BaseForm, KeyedForm, NarrativeField, PastDateField
from core.workdays import today
from dossiers.models import ParentRequest, SignalVersion, Way
from dossiers.selectors.consents import with_gezag
from dossiers.selectors.requests import versions_since
from dossiers.selectors.statements import entries_to_choose
from dossiers.services.parents import About
from schools.models import Guardian, Pupil

if TYPE_CHECKING:
    _Parent = forms.ModelChoiceField[Guardian]
else:
    _Parent = forms.ModelChoiceField

WAYS = [(way.value, way.label) for way in Way if way != Way.PORTAL]


class ParentChoice(_Parent):
    """One parent with gezag, with what the parent is to the child."""

    def label_from_instance(self, obj: Guardian) -> str:
        return f"{obj.name} ({obj.relation})"


def about_field(label: Any, help_text: Any = "") -> forms.ChoiceField:
    """Return the choice of an entry; its choices are filled in by the form."""
    return forms.ChoiceField(
        label=label,
        required=False,
        help_text=help_text,
        error_messages={"invalid_choice": _("Choose something from the list.")},
    )


def cleaned_about(form: forms.Form) -> About | None:
    """Return the chosen entry, or None. Adds an error for a value that names none."""
    try:
        return About.of(form.cleaned_data.get("about", ""))
    except Refused as refusal:
        form.add_error("about", str(refusal.message))
        return None


class TakenInForm(KeyedForm):
    """What every form asks that takes in something of a parent: who, how, about what."""

    guardian = ParentChoice(
        label=_("Which parent?"),
        queryset=Guardian.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("Only parents with gezag are in this list."),
        error_messages={"required": _("Choose a parent with gezag of this pupil.")},
    )
    way = forms.ChoiceField(
        label=_("How did it come in?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it came in.")},
    )
    about = about_field(_("About what?"))

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents: Any = self.fields["guardian"]
        parents.queryset = Guardian.objects.filter(pk__in=[one.pk for one in with_gezag(pupil)])
        about: Any = self.fields["about"]
        about.choices = [("", _("The whole dossier")), *entries_to_choose(pupil, user)]

    def clean_about(self) -> About | None:
        return cleaned_about(self)


class ViewForm(TakenInForm):
    """A parent's view that came on paper (A1)."""

    submit_label = _("Add this view")
    text = NarrativeField(
        label=_("What does the parent say?"),
        rows=8,
        help_text=_("Word for word. Nobody can change it later."),
        error_messages={"required": _("Write what the parent says.")},
    )


class RequestForm(TakenInForm):
    """A request that came by letter, mail or on paper (A2)."""

    submit_label = _("Put the request in")
    kind = forms.ChoiceField(
        label=_("What is asked?"),
        choices=ParentRequest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is asked.")},
    )
    received_on = PastDateField(
        label=_("When did it come in?"),
        initial=today,
        help_text=_("The four weeks count from this day."),
    )
    text = NarrativeField(
        label=_("What does the parent ask, and why?"),
        rows=8,
        help_text=_("Word for word. Add a scan of the letter afterwards."),
        error_messages={"required": _("Write what is asked, and why.")},
    )


class AnswerForm(KeyedForm):
    """The answer to a request (A2). The key becomes that of the parent's view, if it is added."""

    submit_label = _("Send the answer")
    about = about_field(
        _("About which text is it?"),
        _("The parent asked it of the whole dossier. Choose the text if there is one."),
    )
    outcome = forms.ChoiceField(
        label=_("What is the answer?"),
        choices=ParentRequest.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the answer is.")},
    )
    answer = NarrativeField(
        label=_("The answer to the parent"),
        rows=8,
        help_text=_("This text is in the letter. Write plainly, and friendly."),
        error_messages={"required": _("Write the answer to the parent.")},
    )
    grounds = NarrativeField(
        label=_("Why is it not granted, or not wholly?"),
        rows=5,
        required=False,
        help_text=_("The law asks for reasons. They are in the letter too."),
    )
    add_view = forms.BooleanField(
        label=_("If it is not wholly granted: add the parent's own words as their view"),
        required=False,
        initial=True,
        help_text=_("Then both readings stand beside each other in the dossier (A1)."),
    )

    def __init__(self, *args: Any, request: ParentRequest, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        about: Any = self.fields["about"]
        about.choices = [("", _("No single text")), *entries_to_choose(request.pupil, user)]
        if request.entry_name:
            self.leave_out("about")

    def clean_about(self) -> About | None:
        return cleaned_about(self)

    def clean(self) -> dict[str, Any]:
        outcome = self.cleaned_data.get("outcome")
        grounds = self.cleaned_data.get("grounds", "")
        if outcome not in {None, ParentRequest.Outcome.GRANTED} and not grounds:
            self.add_error("grounds", _("Say why: the law asks for reasons (A2)."))
        return self.cleaned_data


class CarriedOutForm(KeyedForm):
    """What was changed in the dossier, where that is no version of a signal: words of ours or the parent's."""

    submit_label = _("Note this")
    what = NarrativeField(label=_("What did you change, and where?"), rows=4, required=False)
    add_view = forms.BooleanField(
        label=_("Add the parent's own words to the dossier as their view"), required=False
    )

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("what") and not self.cleaned_data.get("add_view"):
            self.add_error("what", _("Write what you changed, and where."))
        return self.cleaned_data


class VersionForm(BaseForm):
    """Which later version of the signal carries out what was granted."""

    submit_label = _("This is the one")
    version = forms.ChoiceField(
        label=_("Version"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a version.")},
    )

    def __init__(self, *args: Any, request: ParentRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._versions = {str(one.pk): one for one in versions_since(request)}
        field: Any = self.fields["version"]
        field.choices = [(key, _version(one)) for key, one in self._versions.items()]

    def clean_version(self) -> SignalVersion:
        return self._versions[self.cleaned_data["version"]]


def _version(version: SignalVersion) -> str:
    moment = formats.date_format(timezone.localtime(version.created_at), "j F Y H:i")
    return f"{version.number}: {version.author}, {moment}"
