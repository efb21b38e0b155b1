"""The forms of consents, and of what Veilig Thuis was told (A6, A7)."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, FutureDateField, KeyedForm, NarrativeField, PastDateField
from core.workdays import school_year_of, today
from dossiers.forms.fields import line
from dossiers.forms.rights import WAYS
from dossiers.models import Consent, InformationGiven
from dossiers.selectors.consents import with_gezag
from schools.models import Guardian, Pupil
from schools.staffing import holders

if TYPE_CHECKING:
    _Parents = forms.ModelMultipleChoiceField[Guardian]
else:
    _Parents = forms.ModelMultipleChoiceField


class ParentChoices(_Parents):
    """Several parents with gezag."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Guardian) -> str:
        return f"{obj.name} ({obj.relation})"


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
