"""Forms of steps 1 to 3."""

import uuid
from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.forms import BaseForm, KeyedForm, NarrativeField, PastDateField
from core.workdays import local_date
from dossiers.models import Signal
from meldcode.models import AdviceFollowed, AnonymousSummary, CaseSignal, Consultation
from meldcode.services.steps import Pick


class Row(NamedTuple):
    """A signal with its two fields and what stands of it, for the template."""

    signal: Signal
    speaks: Any
    note: Any
    standing: CaseSignal | None


class SummaryField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version of the summary without names, by its number and day."""

    def label_from_instance(self, obj: Any) -> str:
        return _("Version %(number)s, %(day)s") % {
            "number": obj.number,
            "day": date_format(local_date(obj.created_at), "j F Y"),
        }


class GatherForm(BaseForm):
    """For every signal of the children: does it support the suspicion, speak against it, or neither?"""

    submit_label = _("Save what I gathered")

    def __init__(
        self,
        *args: Any,
        signals: list[Signal],
        standing: dict[uuid.UUID, CaseSignal],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.signals = signals
        self.standing = standing
        choices = [
            (CaseSignal.Speaks.FOR, _("Supports the suspicion")),
            (CaseSignal.Speaks.AGAINST, _("Speaks against it")),
            (CaseSignal.Speaks.NOT_USED, _("Not used here")),
        ]
        for signal in signals:
            row = standing.get(signal.pk)
            # Without an answer a signal stays new: nobody looked at it yet.
            self.fields[f"speaks-{signal.pk}"] = forms.ChoiceField(
                label=_("What does this signal say?"),
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=row.speaks if row else None,
            )
            self.fields[f"note-{signal.pk}"] = NarrativeField(
                label=_("Remark"), required=False, rows=2, initial=row.note if row else ""
            )

    def rows(self) -> Iterator[Row]:
        """Yield each signal with its bound fields."""
        for signal in self.signals:
            yield Row(
                signal,
                self[f"speaks-{signal.pk}"],
                self[f"note-{signal.pk}"],
                self.standing.get(signal.pk),
            )

    def picks(self) -> dict[uuid.UUID, Pick]:
        """Return the choice per signal that was answered."""
        data = self.cleaned_data
        return {
            signal.pk: Pick(data[f"speaks-{signal.pk}"], data[f"note-{signal.pk}"])
            for signal in self.signals
            if data[f"speaks-{signal.pk}"]
        }


class AnalysisForm(KeyedForm):
    """The seven questions about what was gathered (M3)."""

    submit_label = _("Save the analysis")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    signals = NarrativeField(label=_("Which signals are there?"))
    frequency = NarrativeField(label=_("How often do you see them?"), required=False, rows=3)
    situations = NarrativeField(label=_("In which situations?"), required=False, rows=3)
    more_pupils = NarrativeField(label=_("Are more children involved?"), required=False, rows=3)
    development = NarrativeField(
        label=_("How does it compare with what is usual at this age?"), required=False, rows=3
    )
    shown_before = NarrativeField(
        label=_("Did the child show this earlier?"), required=False, rows=3
    )
    worries_before = NarrativeField(
        label=_("Were there worries earlier, and which?"), required=False, rows=3
    )

    @classmethod
    def questions(cls) -> list[forms.Field]:
        """Return the fields of the seven questions, for pages that show them."""
        return [field for name, field in cls.base_fields.items() if name not in {"key", "seen"}]

    def answers(self) -> dict[str, str]:
        """Return the seven answers by field name."""
        return {k: v for k, v in self.cleaned_data.items() if k not in {"key", "seen"}}


class ConsultationForm(KeyedForm):
    """Who was asked to think along, what, and what came out of it (M1, M12, A5, A6).

    `summaries`: the versions of the summary without names, of which one may have been used.
    """

    submit_label = _("Save the consultation")
    kind = forms.ChoiceField(
        label=_("Whom did you ask?"), choices=Consultation.Kind.choices, widget=forms.RadioSelect
    )
    happened_on = PastDateField(label=_("On which day?"))
    spoken_with = NarrativeField(
        label=_("With whom?"),
        rows=2,
        help_text=_("Of a case conference: everybody who took part, and from which organisation."),
    )
    anonymous = forms.BooleanField(
        label=_("I did not say whom it is about"),
        required=False,
        help_text=_(
            "You can ask Veilig Thuis and other experts for advice without naming the child. A case "
            "conference without the parents is always without a name."
        ),
    )
    summary = SummaryField(
        label=_("Which summary without names did you use?"),
        queryset=AnonymousSummary.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    file_number = forms.CharField(
        label=_("File number at Veilig Thuis"),
        required=False,
        max_length=100,
        help_text=_("With this number Veilig Thuis finds your question again."),
    )
    consent = NarrativeField(
        label=_("What did the parents agree to?"),
        required=False,
        rows=2,
        help_text=_(
            "Only when you named the child to another expert or in a case conference: for what, and to whom."
        ),
    )
    asked = NarrativeField(label=_("What did you ask?"))
    advice = NarrativeField(label=_("What came out of it?"))
    next_steps = NarrativeField(
        label=_("Which next steps did you agree on?"),
        required=False,
        rows=3,
        help_text=_("What is done, by whom and by when."),
    )

    def __init__(self, *args: Any, summaries: "QuerySet[AnonymousSummary]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["summary"].queryset = summaries  # type: ignore[attr-defined]
        if not summaries:
            self.leave_out("summary")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Consultation.Kind.COLLEAGUE:
            cleaned["anonymous"] = False
        return cleaned


class AdviceForm(KeyedForm):
    """What was done with the advice of a consultation (M1)."""

    submit_label = _("Save what was done")
    followed = forms.ChoiceField(
        label=_("Did you follow the advice?"),
        choices=[
            (AdviceFollowed.Followed.YES, _("Yes")),
            (AdviceFollowed.Followed.PARTLY, _("In part")),
            (AdviceFollowed.Followed.NO, _("No")),
        ],
        widget=forms.RadioSelect,
    )
    what = NarrativeField(
        label=_("What did you do with it, and why?"),
        help_text=_("Did you do something else than was advised? Then write down why."),
    )


class SummaryForm(KeyedForm):
    """The summary for advice in which nobody can be recognised (A5)."""

    submit_label = _("Check and save")
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = NarrativeField(
        label=_("Summary"),
        rows=22,
        help_text=_(
            "Read it, and change what can be said better. When you save, it is compared with all names of "
            "your school."
        ),
    )


class TalkForm(KeyedForm):
    """The talk with the parents, and the child when it was there (M1 step 3)."""

    submit_label = _("Save the talk")
    happened_on = PastDateField(label=_("On which day?"))
    spoken_with = NarrativeField(label=_("With whom?"), rows=1)
    told = NarrativeField(
        label=_("What did you tell?"), help_text=_("What you saw, without a judgement.")
    )
    reaction = NarrativeField(label=_("How did they react?"))
    child = NarrativeField(
        label=_("What did the child say?"),
        required=False,
        rows=3,
        help_text=_("Only when the child was there."),
    )
    agreed = NarrativeField(label=_("What did you agree?"), required=False, rows=3)


class ChildTalkForm(KeyedForm):
    """The talk with the child (M1 step 3, M8)."""

    submit_label = _("Save the talk")
    happened_on = PastDateField(label=_("On which day?"))
    spoken_with = NarrativeField(label=_("With which child, and who else was there?"), rows=1)
    told = NarrativeField(
        label=_("What did you ask and tell?"),
        help_text=_("Ask open questions. Promise nobody that you keep it secret."),
    )
    reaction = NarrativeField(
        label=_("What did the child say and do?"), help_text=_("Use the child's own words.")
    )
    agreed = NarrativeField(label=_("What did you agree?"), required=False, rows=3)


class SkipForm(KeyedForm):
    """Why there is no talk with the parents, or none with the child (M4)."""

    submit_label = _("Save why there is no talk")
    danger = NarrativeField(
        label=_("Which danger would a talk bring, and to whom?"),
        help_text=_("Name concrete signs: what was said or done that makes you expect this?"),
    )
    reason = NarrativeField(
        label=_("Why is there no other way?"),
        help_text=_("For instance: what Veilig Thuis advised about the talk."),
    )
