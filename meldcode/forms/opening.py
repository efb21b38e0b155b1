"""Forms by which a case is opened: why, about whom, and who of the school stays out of it (M2, M14, R1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.forms import KeyedForm, NarrativeField
from meldcode.models import Case, Involvement
from meldcode.services.cases import Asked, KeptOut
from schools.models import Pupil


class OpenCaseForm(KeyedForm):
    """Why and how urgent (M2, M7), which children more (D7), and who is involved in person (R1)."""

    submit_label = _("Open the case")
    cause = forms.ChoiceField(
        label=_("Why now?"), choices=Case.Cause.choices, widget=forms.RadioSelect
    )
    reason = NarrativeField(
        label=_("Why do you open this case?"),
        help_text=_("What worries you, in a few sentences. The facts come from the dossier later."),
    )
    also = forms.ModelMultipleChoiceField(
        Pupil.objects.none(),
        label=_("Which children is it about as well?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Brothers and sisters whose safety you weigh together. You can add them later."
        ),
    )
    shut_out = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Is somebody of the school involved in person?"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_(
            "It is about their own child or family, or about what they did. The case then does not exist "
            "for them. Is it the manager? Then the board is asked for somebody else."
        ),
    )
    shut_out_kind = forms.ChoiceField(
        label=_("How are they involved?"),
        choices=[("", _("Nobody is involved")), *Involvement.Kind.choices],
        required=False,
    )
    shut_out_reason = NarrativeField(
        label=_("What is known of it?"),
        required=False,
        rows=3,
        help_text=_("Only what is needed to understand why. Who works on this case reads it."),
    )

    def __init__(
        self, *args: Any, children: list[Pupil], people: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        also, shut_out = self.fields["also"], self.fields["shut_out"]
        also.queryset = Pupil.objects.filter(pk__in=[child.pk for child in children])  # type: ignore[attr-defined]
        shut_out.queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by(  # type: ignore[attr-defined]
            "display_name", "pk"
        )
        if not children:
            self.leave_out("also")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("shut_out"):
            if not data.get("shut_out_kind"):
                self.add_error("shut_out_kind", _("Choose how this person is involved."))
            if not data.get("shut_out_reason"):
                self.add_error("shut_out_reason", _("Write down why this person is kept out."))
        return data

    @property
    def more_children(self) -> list[Pupil]:
        """The children that were chosen beside the first one."""
        return list(self.cleaned_data.get("also") or [])

    @property
    def kept_out(self) -> KeptOut | None:
        """Who stays out of the case, if somebody does."""
        data = self.cleaned_data
        if not data["shut_out"]:
            return None
        return KeptOut((data["shut_out"],), data["shut_out_kind"], data["shut_out_reason"])


class FromIncidentForm(OpenCaseForm):
    """About which of the children in the incident one worries."""

    pupil = forms.ModelChoiceField(
        Pupil.objects.none(),
        label=_("About which child do you worry?"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    field_order = ("key", "pupil", "cause", "reason")

    def __init__(self, *args: Any, pupils: list[Pupil], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["pupil"]
        field.queryset = Pupil.objects.filter(pk__in=[pupil.pk for pupil in pupils])
        field.initial = pupils[0].pk if pupils else None

    @property
    def more_children(self) -> list[Pupil]:
        """The others that were chosen; the first one may be marked twice."""
        return [child for child in super().more_children if child != self.cleaned_data["pupil"]]


class AskedForm(OpenCaseForm):
    """Veilig Thuis asks about a child (M14): who asked, and what."""

    asked_by = forms.CharField(
        label=_("Who of Veilig Thuis asked?"),
        max_length=200,
        help_text=_("Name and region, and their file number if you have it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    asked_what = NarrativeField(label=_("What do they want to know?"), rows=3)
    field_order = ("key", "asked_by", "asked_what", "cause", "reason")

    @property
    def asked(self) -> Asked:
        """What the service takes."""
        return Asked(self.cleaned_data["asked_by"], self.cleaned_data["asked_what"])
