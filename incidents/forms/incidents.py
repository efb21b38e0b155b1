"""Forms of this app."""

import uuid
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField, PastDateField, date_input, time_input
from core.workdays import AMSTERDAM, today
from incidents.forms.people import ROWS, colleague_fields, named
from incidents.models import Incident, Kind, Part, Party, Place
from incidents.services import Report
from protocols import pupils
from protocols.forms import ProtocolField, TitleField
from protocols.models import Protocol
from schools.forms.choosing import offer_schools
from schools.models import Pupil, School
from schools.scope import schools_with

ACCIDENT = "accident"
_PART = "part-"
_CHOOSE = [("", _("Choose"))]


def _now() -> str:
    return timezone.now().astimezone(AMSTERDAM).strftime("%H:%M")


class ReportForm(KeyedForm):
    """One short page: what kind, where and when, who, what happened (I1).

    Pupils are found by name, not typed: `find` is the name of a second submit button, which only
    searches. Each pupil on the page has a field `part-<id>`; an empty one means: not involved.
    """

    submit_label = _("Report")

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    kind = forms.ChoiceField(
        label=_("What was it?"),
        choices=[
            *_CHOOSE,
            (_("Incident"), Kind.choices),
            (_("No intent"), [(ACCIDENT, _("Accident: nobody meant it"))]),
        ],
        error_messages={"required": _("Choose what kind of incident it was.")},
    )
    place = forms.ChoiceField(
        label=_("Where?"),
        choices=[*_CHOOSE, *Place.choices],
        error_messages={"required": _("Choose where it happened.")},
    )
    place_detail = forms.CharField(label=_("Where exactly?"), required=False, max_length=200)
    occurred_on = PastDateField(label=_("Day"), initial=today)
    occurred_at = forms.TimeField(
        label=_("Time"), required=False, widget=time_input(), initial=_now
    )
    by_whom = forms.ChoiceField(
        label=_("From whom did it come?"), choices=Party.choices, initial=Party.PUPILS
    )
    against_whom = forms.ChoiceField(
        label=_("Whom did it befall?"), choices=Party.choices, initial=Party.PUPILS
    )
    pupil_search = forms.CharField(label=_("Which pupils?"), required=False, max_length=100)
    others = forms.CharField(
        label=_("Who else was involved?"),
        required=False,
        max_length=500,
        help_text=_("By role or initials, for instance: a parent, the caretaker."),
    )
    account = NarrativeField(
        label=_("What happened?"),
        help_text=_("What you saw and heard, in order. Your opinion is not needed here."),
        rows=6,
        error_messages={"required": _("Write down what happened.")},
    )

    def __init__(self, *args: Any, user: Any, pupil: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_schools(self, user, "incidents.register_incident")
        self._offer_pupils(user, pupil)
        schools = schools_with(user, "incidents.register_incident")
        self.fields.update(colleague_fields(sorted(schools)))
        self.helper.layout = Layout(
            "key",
            "school",
            "kind",
            _pair("place", "place_detail", "col-sm-6"),
            _pair("occurred_on", "occurred_at"),
            _pair("by_whom", "against_whom"),
            HTML("{% include 'incidents/_find_pupils.html' %}"),
            HTML("{% include 'incidents/_colleagues_of_report.html' %}"),
            "others",
            "account",
        )

    def _offer_pupils(self, user: Any, start: str) -> None:
        """Add a field for each pupil that was chosen or found."""
        parts = {
            name.removeprefix(_PART): value
            for name, value in self.data.items()
            if name.startswith(_PART) and value
        }
        keys = [*parts, start] if start else list(parts)
        chosen = list(Pupil.objects.visible_to(user).filter(pk__in=_uuids(keys)))
        searched = self.data.get("pupil_search", "")
        found = pupils.find(user, searched)
        self.offered = {pupil.pk: pupil for pupil in [*chosen, *found]}
        self.nobody_found = bool(searched.strip()) and not found
        for key, name in pupils.labels(self.offered.values()).items():
            self.fields[f"{_PART}{key}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=[("", _("not involved")), *Part.choices],
            )

    def clean(self) -> dict[str, Any]:
        """Check the colleagues, each with one part."""
        data = super().clean() or self.cleaned_data
        self.staff = named(self)
        return data

    @property
    def colleague_rows(self) -> list[tuple[Any, Any]]:
        """The fields of colleagues, two by two."""
        return [(self[f"colleague_{n}"], self[f"colleague_part_{n}"]) for n in range(1, ROWS + 1)]

    @property
    def names_colleagues(self) -> bool:
        """Whether a colleague was chosen already, so that the fields are shown."""
        return any(who.value() or who.errors or part.errors for who, part in self.colleague_rows)

    @property
    def pupil_fields(self) -> list[Any]:
        """The fields of the pupils on the page."""
        return [self[f"{_PART}{key}"] for key in self.offered]

    @property
    def pupils(self) -> dict[Pupil, str]:
        """The part of each pupil involved."""
        parts = {
            pupil: self.cleaned_data.get(f"{_PART}{key}", "") for key, pupil in self.offered.items()
        }
        return {pupil: part for pupil, part in parts.items() if part}

    @property
    def report(self) -> Report:
        """What was filled in, as the service takes it."""
        data = self.cleaned_data
        accident = data["kind"] == ACCIDENT
        return Report(
            occurred_on=data["occurred_on"],
            occurred_at=data["occurred_at"],
            place=data["place"],
            place_detail=data["place_detail"],
            account=data["account"],
            others=data["others"],
            accident=accident,
            kind="" if accident else data["kind"],
            by_whom="" if accident else self._party("by_whom", Part.INITIATIVE),
            against_whom="" if accident else self._party("against_whom", Part.BEFELL),
        )

    def _party(self, field: str, part: Part) -> str:
        """Return what was chosen; who named only colleagues with this part need not say 'staff' again."""
        chosen: str = self.cleaned_data[field]
        colleagues, pupils = part in self.staff.values(), part in self.pupils.values()
        return Party.STAFF if colleagues and not pupils and chosen == Party.PUPILS else chosen


class FilterForm(forms.Form):
    """Narrows the register: kind, status, period. Wrong dates narrow nothing."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *Kind.choices, (ACCIDENT, _("Accident"))],
    )
    state = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("All")), *Incident.State.choices]
    )
    since = forms.DateField(label=_("From"), required=False, widget=date_input())
    until = forms.DateField(label=_("Up to"), required=False, widget=date_input())

    def narrow(self, incidents: Any) -> Any:
        """Return the incidents that fit what was chosen."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("kind") == ACCIDENT:
            incidents = incidents.filter(accident=True)
        elif data.get("kind"):
            incidents = incidents.filter(kind=data["kind"])
        if data.get("state"):
            incidents = incidents.filter(state=data["state"])
        if data.get("since"):
            incidents = incidents.filter(occurred_on__gte=data["since"])
        if data.get("until"):
            incidents = incidents.filter(occurred_on__lte=data["until"])
        return incidents


class CorrectForm(BaseForm):
    """A corrected account; `number` is the version that was read."""

    submit_label = _("Save the correction")

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    account = NarrativeField(label=_("What happened?"), rows=8)
    place_detail = forms.CharField(label=_("Where exactly?"), required=False, max_length=200)
    others = forms.CharField(label=_("Who else was involved?"), required=False, max_length=500)
    reason = NarrativeField(
        label=_("Why do you correct it?"),
        rows=2,
        error_messages={"required": _("Write down why you correct it.")},
    )


class NoteForm(KeyedForm):
    """A note of the handling."""

    submit_label = _("Add the note")

    text = NarrativeField(
        label=_("What was done or agreed?"),
        rows=5,
        help_text=_("With whom, what was agreed, who does what and when."),
        error_messages={"required": _("Write down what was done.")},
    )


class CloseForm(BaseForm):
    """The result."""

    submit_label = _("Close the incident")

    result = NarrativeField(
        label=_("What is the result?"),
        rows=5,
        help_text=_("What was done for those whom it befell, and what keeps it from recurring."),
        error_messages={"required": _("Write down what was done.")},
    )


class StartProtocolForm(KeyedForm):
    """A protocol because of this incident."""

    submit_label = _("Start the protocol")

    protocol = ProtocolField()
    title = TitleField()

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["protocol"]
        field.queryset = Protocol.objects.visible_to(user).current()


def _pair(left: str, right: str, width: str = "col-6") -> Any:
    return Div(
        Field(left, wrapper_class=width),
        Field(right, wrapper_class=width),
        css_class="row",
    )


def _uuids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
