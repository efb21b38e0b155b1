"""Contacts with parents, evaluation dates, hand-over, a draft that is thrown away."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage
from dossiers import events, forms, selectors, services
from dossiers.drafting import page_of
from dossiers.models import Draft, FollowUp, Signal
from dossiers.views.base import CauseMixin, dossier_url
from schools.models import Pupil
from writing.views import WritingHelpMixin


class PupilFormPage(CauseMixin, GuardedObjectFormPage, abstract=True):
    """A form that adds something to the dossier of one pupil."""

    model = Pupil
    pk_url_kwarg = "pupil"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pupil": self.object}


class SignalFormPage(CauseMixin, GuardedObjectFormPage, abstract=True):
    """A form about one signal."""

    model = Signal

    def get_queryset(self) -> Any:
        return super().get_queryset().in_full()


class SetFollowUpView(WritingHelpMixin, PupilFormPage):
    """On which day does who look again (D8)."""

    permission = "dossiers.set_follow_up"
    form_class = forms.FollowUpForm
    title = _("Evaluation date")
    purpose = _("Set the day on which somebody looks whether it goes better.")
    success_message = _("The evaluation date is set. A reminder follows by itself.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": actor_of(self.request)}

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        key = data.pop("key")
        services.set_follow_up(actor=actor_of(self.request), pupil=self.object, key=key, **data)
        return dossier_url(self.object.pk)


class FinishFollowUpView(WritingHelpMixin, CauseMixin, GuardedObjectFormPage):
    """What came of it."""

    permission = "dossiers.finish_follow_up"
    model = FollowUp
    form_class = forms.FinishForm
    look = events.FOLLOW_UP_VIEWED
    template_name = "dossiers/finish_follow_up.html"
    title = _("Evaluation")
    purpose = _("Write down what came of it. Then this evaluation is finished.")
    success_message = _("The evaluation is finished.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil", "assignee", "done_by")

    def perform(self, form: Any) -> str:
        result = form.cleaned_data["result"]
        services.finish_follow_up(
            actor=actor_of(self.request), follow_up=self.object, result=result
        )
        return dossier_url(self.object.pupil_id, self.object.pk)


class HandOverView(WritingHelpMixin, PupilFormPage):
    """Hand the worry over to the AF HGKM (M2)."""

    permission = "dossiers.hand_over"
    form_class = forms.HandOverForm
    template_name = "dossiers/hand_over.html"
    title = _("Hand over to the AF HGKM")
    purpose = _("The AF HGKM looks at it and decides what is next. You can follow how it stands.")
    success_message = _("Handed over. The AF HGKM of your school gets a message now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        # Who comes from the page for acute danger said so already.
        return super().get_form_kwargs() | {"initial": {"acute": "acuut" in self.request.GET}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        waiting = selectors.is_handed_over(self.object)
        shown = (
            selectors.hand_overs_of(self.object, user).filter(pk=waiting.pk).first()
            if waiting
            else None
        )
        return super().get_context_data(waiting=waiting, shown=shown, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        key, signals = data.pop("key"), list(data.pop("signals", ()))
        made = services.hand_over(
            actor=actor_of(self.request),
            pupil=self.object,
            key=key,
            signals=signals,
            **data,
        )
        return dossier_url(self.object.pk, made.pk)


class DiscardDraftView(GuardedObjectFormPage):
    """Throw a draft away, after asking."""

    permission = "dossiers.log_signal"
    model = Draft
    form_class = forms.NothingForm
    template_name = "dossiers/discard_draft.html"
    title = _("Throw the draft away")
    purpose = _("What you typed was not in the dossier yet. It will be gone.")
    success_message = _("The draft is thrown away.")

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pupil = self.object.pupil
        extra = {"pupil": pupil, "eyebrow": pupil.full_name, "go_on_url": page_of(self.object)}
        return super().get_context_data(**(extra | kwargs))

    def perform(self, form: Any) -> str:
        services.discard_draft(actor=actor_of(self.request), draft=self.object)
        return dossier_url(self.object.pupil_id)
