"""Forms of this app."""

from datetime import datetime, time
from typing import Any

from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField, PastDateField, time_input
from core.workdays import AMSTERDAM, today
from protocols import pupils
from protocols.models import Protocol
from schools.forms.choosing import offer_schools
from schools.models import Pupil, School

TITLE_LENGTH = 120


class ProtocolField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the current protocols."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Protocol.objects.none(),
            label=_("Which protocol?"),
            widget=forms.RadioSelect,
            empty_label=None,
            error_messages={"required": _("Choose a protocol.")},
            **kwargs,
        )


class TitleField(forms.CharField):
    """What a run is about, in a few words."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("What is it about?"),
            max_length=TITLE_LENGTH,
            help_text=_("A few words by which colleagues recognise it."),
            error_messages={"required": _("Write in a few words what it is about.")},
            **kwargs,
        )


class StartRunForm(KeyedForm):
    """Start a protocol: which, about what, since when, and maybe for which pupil.

    The pupil is found by name: `find` is the name of a second submit button, which only searches.
    """

    submit_label = _("Start the protocol")

    school = forms.ModelChoiceField(School.objects.none(), label=_("School"), empty_label=None)
    protocol = ProtocolField()
    title = TitleField()
    counts_from_on = PastDateField(
        label=_("From which day do the periods count?"),
        help_text=_("Mostly the day of the event."),
        initial=today,
    )
    counts_from_at = forms.TimeField(label=_("Time"), required=False, widget=time_input())
    pupil_search = forms.CharField(label=_("Pupil"), required=False, max_length=100)
    pupil = forms.ModelChoiceField(
        Pupil.objects.none(), label=_("Which pupil?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, user: Any, pupil: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_schools(self, user, "protocols.start_run")
        field: Any = self.fields["protocol"]
        field.queryset = Protocol.objects.visible_to(user).current()
        self._offer_pupils(user, pupil)
        self.helper.layout = Layout(
            "key",
            "school",
            "protocol",
            "title",
            Div(
                Field("counts_from_on", wrapper_class="col-sm-7"),
                Field("counts_from_at", wrapper_class="col-sm-5"),
                css_class="row",
            ),
            HTML("{% include 'protocols/_find_pupil.html' %}"),
        )

    def _offer_pupils(self, user: Any, pupil: str) -> None:
        visible = Pupil.objects.visible_to(user)
        offered = pupils.find(user, self.data.get("pupil_search", ""))
        chosen = self.data.get("pupil") or pupil
        if chosen:
            offered = [*self._known(visible, chosen), *(p for p in offered if str(p.pk) != chosen)]
        field: Any = self.fields["pupil"]
        field.queryset = visible
        field.initial = pupil or None
        names = pupils.labels(offered)
        none = [("", _("Nobody in particular"))] if offered else []
        field.choices = [*none, *((str(pk), name) for pk, name in names.items())]
        self.nobody_found = bool(self.data.get("pupil_search", "").strip()) and not offered

    def _known(self, visible: Any, key: str) -> list[Pupil]:
        try:
            return list(visible.filter(pk=key))
        except forms.ValidationError:
            return []

    @property
    def counts_from(self) -> datetime:
        """The moment from which the periods count; without a time: now, or the start of an earlier day."""
        day, at = self.cleaned_data["counts_from_on"], self.cleaned_data["counts_from_at"]
        if at is None and day == today():
            return timezone.now()
        return datetime.combine(day, at or time.min, tzinfo=AMSTERDAM)


class CompleteStepForm(BaseForm):
    """Tick a step off with a note; a step that repeats may have been done for the last time."""

    submit_label = _("Tick off")

    done_on = PastDateField(label=_("When was it done?"), initial=today)
    note = NarrativeField(
        label=_("Note"),
        required=False,
        help_text=_("What was done or agreed, by whom, and what should be looked at again."),
    )
    last = forms.BooleanField(
        label=_("This was the last time: it doesn't have to come back"), required=False
    )

    def __init__(self, *args: Any, repeats: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not repeats:
            self.leave_out("last")


class SkipStepForm(BaseForm):
    """Leave a step out, with the reason."""

    submit_label = _("Skip this step")

    reason = NarrativeField(
        label=_("Why is this step not needed?"),
        error_messages={"required": _("Write down why this step is not needed.")},
    )


class CloseRunForm(BaseForm):
    """Evaluate a run."""

    submit_label = _("Close the protocol")

    evaluation = NarrativeField(
        label=_("What went well, and what can be better next time?"),
        rows=6,
        error_messages={"required": _("Write down what went well and what can be better.")},
    )
