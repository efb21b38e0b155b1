"""Forms of what comes after the decision (M8–M10)."""

from datetime import datetime
from typing import Any

from crispy_forms.layout import Column, Fieldset, Row
from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.forms import (
    BaseForm,
    FutureDateField,
    KeyedForm,
    NarrativeField,
    PastDateField,
    time_input,
)
from core.workdays import AMSTERDAM
from meldcode.models import Feedback, Report
from meldcode.services.aftercare import LookBack
from meldcode.services.duties import Agreed
from meldcode.services.filing import Filing
from meldcode.services.follow_up import Word
from meldcode.services.help import PlanWords
from meldcode.services.letters import LetterWords

ROWS = 3
_ROW = ("what", "who", "due_on")


class AgreedForm(KeyedForm):
    """A form with a few rows of what is agreed: what, by whom, by which day. An empty row is no row."""

    row_label = _("Agreement %(number)s")
    what_label = _("What is agreed?")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, *more = [self._row(number) for number in range(1, ROWS + 1)]
        folded = Fieldset(
            _("Room for more"),
            *more,
            template="dossiers/talks/folded.html",
            css_class="open" if self._goes_on() else "",
        )
        self.helper.layout.fields += [first, folded]

    def _row(self, number: int) -> Fieldset:
        """Add the fields of a row; return their frame."""
        row = {
            "what": NarrativeField(label=self.what_label, required=False, rows=2),
            "who": forms.CharField(label=_("Who does it?"), required=False, max_length=200),
            "due_on": FutureDateField(label=_("By which day?"), required=False),
        }
        for name, field in row.items():
            self.fields[f"{name}_{number}"] = field
        legend = str(self.row_label) % {"number": number}
        beside = Row(Column(f"who_{number}"), Column(f"due_on_{number}"))
        return Fieldset(legend, f"what_{number}", beside, css_class="agreement")

    def _goes_on(self) -> bool:
        """Whether anything stands in a row after the first."""
        names = (f"{name}_{number}" for number in range(2, ROWS + 1) for name in _ROW)
        return any(self.data.get(name) for name in names)

    def clean(self) -> dict[str, Any]:
        """Ask for both the words and the day of a row that was begun."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, ROWS + 1):
            row = {name: data.get(f"{name}_{number}") for name in _ROW}
            for name, message in (
                ("what", _("Write down what is agreed.")),
                ("due_on", _("Choose the day by which it is done.")),
            ):
                field = f"{name}_{number}"
                if any(row.values()) and not row[name] and field not in self.errors:
                    self.add_error(field, message)
        return data

    def agreed(self) -> tuple[Agreed, ...]:
        """Return the rows that were filled in."""
        rows = (
            {name: self.cleaned_data[f"{name}_{number}"] for name in _ROW}
            for number in range(1, ROWS + 1)
        )
        return tuple(Agreed(**row) for row in rows if row["what"])


class LetterForm(KeyedForm):
    """The words of the letter to Veilig Thuis that the case doesn't hold (M8)."""

    submit_label = _("Save the letter")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    worry = NarrativeField(
        label=_("What worries the school?"),
        rows=6,
        help_text=_(
            "In your own words. The signals, talks and advice stand in the letter already."
        ),
    )
    told = NarrativeField(
        label=_("What do the parents and the child know of this report?"),
        help_text=_(
            "When were they told, by whom and how did they react? Or why were they not told?"
        ),
    )
    request = NarrativeField(label=_("What do you ask of Veilig Thuis?"))

    def words(self) -> LetterWords:
        """Return what the service takes."""
        names = ("worry", "told", "request")
        return LetterWords(**{name: self.cleaned_data[name] for name in names})


class HelpPlanForm(AgreedForm):
    """The plan of the help, and its interim checks (M5.4)."""

    submit_label = _("Save the plan")
    row_label = _("Interim check %(number)s")
    what_label = _("What do you check?")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    who = NarrativeField(
        label=_("Who helps?"), rows=2, help_text=_("At school, at home, and from outside.")
    )
    what = NarrativeField(label=_("What do they do, and how often?"))
    result = NarrativeField(label=_("Which result must there be at the end of the term?"))
    measured = NarrativeField(
        label=_("By what do you see that it worked?"),
        help_text=_("Something that two people would see alike: how often, how long, since when."),
    )

    def words(self) -> PlanWords:
        """Return what the service takes."""
        names = ("who", "what", "result", "measured")
        return PlanWords(**{name: self.cleaned_data[name] for name in names})


class AgreementsForm(AgreedForm):
    """More agreements with Veilig Thuis (M9)."""

    submit_label = _("Add these agreements")


class AftercareForm(AgreedForm):
    """What follows when the help has ended (M5.5)."""

    submit_label = _("Save the aftercare")
    row_label = _("Aftercare %(number)s")
    what_label = _("What do you do?")


class DoneForm(KeyedForm):
    """Something that was agreed was done: when, and how it is."""

    submit_label = _("Record this")
    happened_on = PastDateField(label=_("On which day was it done?"))
    findings = NarrativeField(
        label=_("What was done, and how is it with the child?"),
        help_text=_("Was it not done? Then write that down, and what you do instead."),
    )


class EvaluationForm(KeyedForm):
    """Looking back with those involved (M10, M11)."""

    submit_label = _("Save the evaluation")
    happened_on = PastDateField(label=_("On which day did you look back?"))
    spoken_with = NarrativeField(
        label=_("With whom?"), rows=2, help_text=_("Parents, child, colleagues, who helped.")
    )
    went_well = NarrativeField(label=_("What went well?"))
    better = NarrativeField(label=_("What can be better next time?"), required=False)
    family_view = NarrativeField(label=_("How does the family look back?"), required=False)

    def look_back(self) -> LookBack:
        """Return what the service takes."""
        return LookBack(**{k: v for k, v in self.cleaned_data.items() if k != "key"})


class FileReportForm(KeyedForm):
    """When and how the report was filed, and who was told before (M8)."""

    submit_label = _("Record the report")
    filed_on = PastDateField(label=_("On which day did you report?"))
    filed_time = forms.TimeField(label=_("At what time?"), widget=time_input())
    reference = forms.CharField(
        label=_("Reference of Veilig Thuis"), required=False, max_length=100
    )
    parents_told_on = PastDateField(
        label=_("On which day did you tell the parents?"),
        required=False,
        help_text=_("Tell them before you report, unless safety forbids it."),
    )
    anonymous = forms.BooleanField(
        label=_("The parents are not told that the report comes from the school"), required=False
    )
    not_told_reason = NarrativeField(
        label=_("Why were they not told, or not told by whom?"), required=False, rows=3
    )
    child_told = forms.ChoiceField(
        label=_("And the child?"), choices=Report.ChildTold.choices, widget=forms.RadioSelect
    )

    def filing(self) -> Filing:
        """Return what the service takes, the moment in Amsterdam's time."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "key"}
        moment = datetime.combine(data.pop("filed_on"), data.pop("filed_time"), tzinfo=AMSTERDAM)
        return Filing(filed_at=moment, **data)


class FeedbackForm(AgreedForm):
    """What Veilig Thuis decided, who does what, and what was agreed (M9)."""

    submit_label = _("Save the decision of Veilig Thuis")
    report = forms.ChoiceField(label=_("About which report?"))
    received_on = PastDateField(label=_("On which day did you hear it?"))
    route = forms.ChoiceField(
        label=_("What follows?"), choices=Feedback.Route.choices, widget=forms.RadioSelect
    )
    content = NarrativeField(label=_("What did Veilig Thuis tell?"))
    parties = NarrativeField(
        label=_("Who does what?"),
        required=False,
        rows=3,
        help_text=_("Veilig Thuis, the school, the family, other help."),
    )
    conditions = NarrativeField(
        label=_("What was agreed about the child's safety?"), required=False, rows=3
    )
    monitor_on = FutureDateField(
        label=_("On which day do you look again?"),
        help_text=_("The school keeps watching, whoever takes it up."),
    )
    monitor_until = FutureDateField(
        label=_("Until when is the child's safety watched?"),
        required=False,
        help_text=_("Veilig Thuis often watches for a year and a half."),
    )

    def __init__(self, *args: Any, reports: list[Report], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["report"]
        field.choices = [
            (str(one.pk), date_format(localtime(one.filed_at), "j F Y, H:i")) for one in reports
        ]
        if len(reports) < 2:
            field.widget = forms.HiddenInput()

    def word(self) -> Word:
        """Return what the service takes."""
        names = (
            "received_on",
            "route",
            "content",
            "parties",
            "conditions",
            "monitor_on",
            "monitor_until",
        )
        data = {name: self.cleaned_data[name] for name in names}
        return Word(**data, agreements=self.agreed())


class MonitoringForm(KeyedForm):
    """How it goes, and when to look again (M10)."""

    submit_label = _("Save")
    happened_on = PastDateField(label=_("On which day did you look?"))
    findings = NarrativeField(label=_("How is it with the child?"))
    next_on = FutureDateField(label=_("On which day do you look again?"))


class WeighAgainForm(BaseForm):
    """Nothing to fill in: the page says what happens."""

    submit_label = _("Weigh again")


class ReopenForm(BaseForm):
    """Why the case is opened again."""

    submit_label = _("Open the case again")
    reason = NarrativeField(label=_("Why?"))


class ClosureForm(BaseForm):
    """Why the case is closed; and why all the same, when something is missing."""

    submit_label = _("Close the case")
    reason = NarrativeField(label=_("Why?"))
    missing_ground = NarrativeField(
        label=_("Why do you close it while this is open?"),
        rows=3,
        help_text=_("Say of each thing in the list why it is not needed, or who takes it up."),
        error_messages={
            "required": _(
                "Something is still missing or agreed. Write down why you close the case all the same."
            )
        },
    )

    def __init__(self, *args: Any, complete: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if complete:
            self.leave_out("missing_ground")
