"""The forms of the report of a talk: its versions, its agreements, who gets it, what was signed on paper."""

from collections.abc import Iterator, Sequence
from typing import Any

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
    PastDateField,
    time_input,
)
from core.workdays import today
from dossiers import selectors
from dossiers.forms.fields import line, no_time_to_come, signal_label
from dossiers.forms.talks import GuardianChoice, GuardianChoices
from dossiers.models import Attachment, Signal, Talk, TalkReport, TalkSignature
from schools.models import Guardian, Pupil

AGREEMENTS = 3  # rows on the form of a report; more can be added to the talk afterwards
_ROW = ("what", "owner", "measure", "due_on")


class _ReportText(KeyedForm):
    """What a report says; shared by the first version and a correction."""

    held_on = PastDateField(label=_("Day of the talk"), initial=today)
    held_at = forms.TimeField(label=_("Time"), required=False, widget=time_input())
    present = line(
        _("Who were there?"),
        limit=500,
        help_text=_("All of them, with what they do: mother, teacher, AF HGKM."),
        error_messages={"required": _("Say who were there.")},
    )
    discussed = NarrativeField(
        label=_("What did you discuss?"),
        rows=8,
        help_text=_("Parents get a copy: write it so that they recognise the talk."),
        error_messages={"required": _("Say what you discussed.")},
    )
    parents_view = NarrativeField(
        label=_("How do the parents see it?"),
        rows=4,
        required=False,
        help_text=_("In their own words. Also what they do not agree with."),
    )
    child_view = NarrativeField(label=_("How does the child see it?"), rows=3, required=False)
    conclusion = NarrativeField(label=_("What do you conclude together?"), rows=3, required=False)

    def clean(self) -> dict[str, Any]:
        no_time_to_come(self, "held_on", "held_at")
        return self.cleaned_data


class AgreementFields(forms.Form):
    """One agreement: what, by whom, how one sees it, by when, and who of the school looks."""

    what = NarrativeField(
        label=_("What is agreed?"), rows=2, error_messages={"required": _("Say what was agreed.")}
    )
    owner = line(
        _("Who does it?"),
        help_text=_("Such as: mother, the teacher."),
        error_messages={"required": _("Say who does it.")},
    )
    measure = line(
        _("How do you see that it is done?"),
        limit=500,
        error_messages={"required": _("Say how you see that it is done.")},
    )
    due_on = FutureDateField(
        label=_("When do you look?"), error_messages={"required": _("Choose a day.")}
    )
    assignee = forms.ChoiceField(
        label=_("Who of school looks?"), help_text=_("This person gets a reminder by mail.")
    )


class AgreementForm(KeyedForm, AgreementFields):
    """One more agreement of a talk."""

    submit_label = _("Add the agreement")
    field_order = ("key", "what")

    def __init__(self, *args: Any, pupil: Pupil, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = _people(pupil, user)
        field: Any = self.fields["assignee"]
        field.choices = [(pk, str(person)) for pk, person in self._people.items()]
        field.initial = str(user.pk)

    def clean_assignee(self) -> Any:
        return self._people[self.cleaned_data["assignee"]]


def _people(pupil: Pupil, user: Any) -> dict[str, Any]:
    team = [user, *selectors.possible_assignees(pupil)]
    return {str(person.pk): person for person in team}


def _row_fields() -> Iterator[tuple[str, forms.Field]]:
    """Yield the fields of the rows on a report, none of them required by itself."""
    for number in range(1, AGREEMENTS + 1):
        for name, field in AgreementFields().fields.items():
            field.required = False
            yield f"{name}_{number}", field


class ReportForm(_ReportText):
    """The report of a talk, with the agreements and the day on which one looks again (D8)."""

    submit_label = _("Finish the report")
    signals = forms.MultipleChoiceField(
        label=_("Which signals did you discuss?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Parents read these in the portal from now on, unless a person has to decide about it first."
        ),
    )
    none_needed = forms.BooleanField(label=_("No agreements are needed"), required=False)
    look_again_on = FutureDateField(
        label=_("On which day do you look again?"),
        required=False,
        help_text=_("Needed when you made no agreement: a talk always ends with a date."),
    )
    rows: list[dict[str, Any]]

    def __init__(self, *args: Any, talk: Talk, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = _people(talk.pupil, user)
        known = list(selectors.signals_of(talk.pupil))
        self._signals = {str(signal.pk): signal for signal in known}
        fields: Any = self.fields
        fields["signals"].choices = [(pk, signal_label(one)) for pk, one in self._signals.items()]
        for number in range(1, AGREEMENTS + 1):
            field = fields[f"assignee_{number}"]
            field.choices = [(pk, str(person)) for pk, person in self._people.items()]
            field.initial = str(user.pk)
        if not known:
            del fields["signals"]
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        """Return the text, then each agreement in a frame, the later ones folded, then what may stand for it."""
        text = [name for name in (*_ReportText.base_fields, "signals") if name in self.fields]
        first, *more = [self._frame(number) for number in range(1, AGREEMENTS + 1)]
        folded = Fieldset(
            _("More agreements"),
            *more,
            template="dossiers/talks/folded.html",
            css_class="open" if self._goes_on() else "",
        )
        return Layout(*text, first, folded, "none_needed", "look_again_on")

    def _frame(self, number: int) -> Fieldset:
        return Fieldset(
            str(_("Agreement %(number)s")) % {"number": number},
            f"what_{number}",
            Row(Column(f"owner_{number}"), Column(f"measure_{number}")),
            Row(Column(f"due_on_{number}"), Column(f"assignee_{number}")),
            css_class="agreement",
        )

    def _goes_on(self) -> bool:
        """Whether anything stands in an agreement after the first."""
        names = [f"{name}_{number}" for number in range(2, AGREEMENTS + 1) for name in _ROW]
        return any(self.data.get(name) or self.initial.get(name) for name in names)

    def clean_signals(self) -> list[Signal]:
        return [self._signals[pk] for pk in self.cleaned_data["signals"]]

    def clean(self) -> dict[str, Any]:
        super().clean()
        self.rows = []
        for number in range(1, AGREEMENTS + 1):
            self._clean_row(number)
        dated = self.rows or self.cleaned_data.get("look_again_on")
        if self.cleaned_data.get("none_needed") and self.rows:
            self.add_error("none_needed", _("You wrote down an agreement: take this tick away."))
        elif not dated and not self.errors:
            self.add_error("look_again_on", no_date())
        return self.cleaned_data

    def _clean_row(self, number: int) -> None:
        """Take a row of which anything is filled in; each part that it lacks is an error by its field."""
        data = {name: self.cleaned_data.get(f"{name}_{number}") for name in _ROW}
        wrong = any(f"{name}_{number}" in self.errors for name in _ROW)
        if not any(data.values()) and not wrong:
            return
        for name in _ROW:
            field = AgreementFields.base_fields[name]
            if not data[name] and f"{name}_{number}" not in self.errors:
                self.add_error(f"{name}_{number}", field.error_messages["required"])
        chosen = self.cleaned_data.get(f"assignee_{number}", "")
        assignee = self._people.get(chosen) or next(iter(self._people.values()))
        self.rows.append({**data, "assignee": assignee})


# Declared one by one they would be fifteen of the same.
ReportForm.base_fields.update(_row_fields())


def no_date() -> Any:
    """Why a talk can't be finished without a date (D8)."""
    return _(
        "A talk always ends with a date. Write down an agreement, or choose the day on which you look again."
    )


class CorrectReportForm(_ReportText):
    """A correction of a report: a new version."""

    submit_label = _("Save as a new version")
    number = forms.IntegerField(widget=forms.HiddenInput)
    change_reason = line(
        _("Why do you correct it?"),
        limit=500,
        error_messages={"required": _("Say why you correct it.")},
    )
    field_order = ("key", "number", "change_reason")


REPORT_FIELDS = tuple(name for name in _ReportText.base_fields if name != "key")


class SendReportForm(BaseForm):
    """Which parents get their copy of the report."""

    submit_label = _("Give it to these parents")
    number = forms.IntegerField(widget=forms.HiddenInput)
    guardians = GuardianChoices(
        label=_("Who gets a copy?"),
        queryset=Guardian.objects.none(),
        error_messages={"required": _("Choose which parent may read it.")},
        help_text=_("Who has no portal gets it on paper: print it afterwards."),
    )

    def __init__(self, *args: Any, talk: Talk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["guardians"]
        asked = talk.guardians.filter(gezag=True)
        field.queryset = asked
        field.initial = list(asked)


class PaperForm(KeyedForm):
    """What a parent signed on paper."""

    submit_label = _("Record the signature")
    number = forms.IntegerField(widget=forms.HiddenInput)
    guardian = GuardianChoice(
        label=_("Which parent signed?"),
        queryset=Guardian.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose a parent of this child.")},
    )
    answer = forms.ChoiceField(
        label=_("What did the parent sign for?"),
        choices=[
            (TalkSignature.Answer.SEEN, _("Seen: the parent read it")),
            (TalkSignature.Answer.AGREED, _("Agreed: the parent agrees with it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose 'seen' or 'agreed'.")},
    )
    signed_on = PastDateField(label=_("Day of the signature"), initial=today)
    remark = NarrativeField(
        label=_("Remark of the parent"), rows=3, required=False, help_text=_("Word for word.")
    )
    scan = forms.ModelChoiceField(
        label=_("Scan"),
        queryset=Attachment.objects.none(),
        required=False,
        empty_label=_("No scan"),
        help_text=_("First add the scan to the files of this talk."),
    )

    def __init__(self, *args: Any, people: Sequence[Guardian], talk: Talk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["guardian"].queryset = Guardian.objects.filter(pk__in=[one.pk for one in people])
        fields["scan"].queryset = talk.attachments.select_related("file")
        fields["scan"].label_from_instance = scan_label
        if not fields["scan"].queryset.exists():
            self.leave_out("scan")


def scan_label(attachment: Attachment) -> str:
    """Return a file of the talk by its name, and what it is."""
    name = str(attachment.file.name)
    return f"{name} ({attachment.title})" if attachment.title else name


def text_of(report: TalkReport) -> dict[str, Any]:
    """Return what a version says, for the form of a correction."""
    return {name: getattr(report, name) for name in REPORT_FIELDS}
