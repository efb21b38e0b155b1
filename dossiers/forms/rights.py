"""The forms of parents' rights: views, requests and answers, consents, what Veilig Thuis was told."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.forms import BaseForm, FutureDateField, KeyedForm, NarrativeField, PastDateField
from core.workdays import school_year_of, today
from dossiers.forms.fields import line
from dossiers.models import Consent, InformationGiven, ParentRequest, SignalVersion, Way
from dossiers.selectors.consents import with_gezag
from dossiers.selectors.requests import versions_since
from dossiers.selectors.statements import entries_to_choose
from dossiers.services.parents import About
from schools.models import Guardian, Pupil
from schools.staffing import holders

if TYPE_CHECKING:
    _Parent = forms.ModelChoiceField[Guardian]
    _Parents = forms.ModelMultipleChoiceField[Guardian]
else:
    _Parent, _Parents = forms.ModelChoiceField, forms.ModelMultipleChoiceField

WAYS = [(way.value, way.label) for way in Way if way != Way.PORTAL]


class ParentChoice(_Parent):
    """One parent with gezag, with what the parent is to the child."""

    def label_from_instance(self, obj: Guardian) -> str:
        return f"{obj.name} ({obj.relation})"


class ParentChoices(_Parents):
    """Several parents with gezag."""

    widget = forms.CheckboxSelectMultiple

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


class ConsentForm(KeyedForm):
    """A consent with the four things that make it specific (A6)."""

    submit_label = _("Note the consent")
    receiver = line(
        _("Which organisation receives the data?"),
        help_text=_("The organisation, and who there."),
        error_messages={"required": _("Say which organisation receives the data.")},
    )
    purpose = NarrativeField(
        label=_("What are the data needed for?"),
        rows=3,
        error_messages={"required": _("Say what the data are needed for.")},
    )
    what = NarrativeField(
        label=_("Which data?"),
        rows=3,
        help_text=_("No more than is needed for this."),
        error_messages={"required": _("Say which data are shared.")},
    )
    giver = line(
        _("Who gives the data?"),
        help_text=_("Such as: the teacher of group 5."),
        error_messages={"required": _("Say who gives the data.")},
    )
    agreed_by = ParentChoices(
        label=_("Which parents agreed?"),
        queryset=Guardian.objects.none(),
        help_text=_("Ask every parent with gezag."),
        error_messages={
            "required": _("Choose which parents agreed. Only a parent with gezag can.")
        },
    )
    agreed_on = PastDateField(label=_("On which day?"), initial=today)
    way = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=WAYS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how the parents agreed.")},
    )
    due_on = FutureDateField(
        label=_("Until which day does it count?"),
        help_text=_("The end of the school year, unless you choose another day. A year at most."),
    )

    def __init__(
        self, *args: Any, pupil: Pupil, renews: Consent | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        parents: Any = self.fields["agreed_by"]
        parents.queryset = Guardian.objects.filter(pk__in=[one.pk for one in with_gezag(pupil)])
        self.fields["due_on"].initial = school_year_of(today())[1]
        if renews is not None:
            for name in ("receiver", "purpose", "what", "giver"):
                self.fields[name].initial = getattr(renews, name)


class WithdrawConsentForm(BaseForm):
    """A parent takes a consent back, and says so to the school (A6)."""

    submit_label = _("End the consent")
    note = NarrativeField(
        label=_("Who said it, and how?"),
        rows=3,
        required=False,
        help_text=_("Parents need not give a reason."),
    )


class InformationForm(KeyedForm):
    """What Veilig Thuis was told (A7)."""

    submit_label = _("Write it down")
    given_on = PastDateField(label=_("On which day?"), initial=today)
    given_by = forms.ChoiceField(label=_("Who told it?"))
    asked_by = line(
        _("Who of Veilig Thuis asked?"),
        error_messages={"required": _("Say who of Veilig Thuis asked.")},
    )
    file_number = line(
        _("File number of Veilig Thuis"),
        required=False,
        help_text=_("Ask for it: with it the file can be found again."),
    )
    manner = forms.ChoiceField(
        label=_("How was it told?"),
        choices=InformationGiven.Manner.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it was told.")},
    )
    what = NarrativeField(
        label=_("What was told?"),
        rows=8,
        error_messages={"required": _("Write what was told.")},
    )
    consent = forms.BooleanField(
        label=_("The parents agreed to it"),
        required=False,
        help_text=_("It may be done without consent while Veilig Thuis investigates."),
    )
    no_consent_reason = NarrativeField(
        label=_("No consent? Why not?"),
        rows=3,
        required=False,
        help_text=_("Such as: asking would endanger the child."),
    )

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {person.pk: person for person in holders(pupil.school_id, "dossiers.open_dossier")}
        self._people = people
        field: Any = self.fields["given_by"]
        field.choices = [(pk, str(person)) for pk, person in people.items()]
        field.initial = user.pk

    def clean_given_by(self) -> Any:
        return self._people[int(self.cleaned_data["given_by"])]

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("consent") and not self.cleaned_data.get("no_consent_reason"):
            self.add_error("no_consent_reason", _("Say why without consent."))
        return self.cleaned_data


class ApprovalForm(BaseForm):
    """Whether the written account of Veilig Thuis is right, by who told it (A7)."""

    submit_label = _("Note this")
    approved = forms.ChoiceField(
        label=_("Is the account right?"),
        choices=[
            (InformationGiven.Approved.YES, _("Yes, who told it approved the account")),
            (InformationGiven.Approved.NO, _("No, something in it is not right")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether the account is right.")},
    )
    approved_on = PastDateField(label=_("On which day was that said?"), initial=today)
    note = NarrativeField(
        label=_("What is not right, and what happens now?"), rows=4, required=False
    )

    def clean(self) -> dict[str, Any]:
        wrong = self.cleaned_data.get("approved") == InformationGiven.Approved.NO
        if wrong and not self.cleaned_data.get("note"):
            self.add_error("note", _("Say what is not right in the account."))
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
