"""Correcting, linking and opening a signal; contacts, evaluation dates, hand-over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict
from core.views import GuardedObjectFormPage
from dossiers import disclosure, events, forms, selectors, services
from dossiers.models import Draft, FollowUp, Signal
from dossiers.views.base import CauseMixin, dossier_url, renew
from schools.models import Pupil
from writing.names import names_around


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


class LogContactView(PupilFormPage):
    """A contact with the parents (D8)."""

    permission = "dossiers.log_talk"
    form_class = forms.ContactForm
    title = _("Contact with parents")
    purpose = _("Note when you had contact with the parents, about what, and what you agreed.")
    success_message = _(
        "The contact is in the dossier. Set an evaluation date if you agreed something."
    )

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        key = data.pop("key")
        contact = services.log_contact(
            actor=actor_of(self.request), pupil=self.object, key=key, **data
        )
        return dossier_url(self.object.pk, contact.pk)


class SetFollowUpView(PupilFormPage):
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


class FinishFollowUpView(CauseMixin, GuardedObjectFormPage):
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


class HandOverView(PupilFormPage):
    """Hand the worry over to the AF HGKM (M2)."""

    permission = "dossiers.hand_over"
    form_class = forms.HandOverForm
    template_name = "dossiers/hand_over.html"
    title = _("Hand over to the AF HGKM")
    purpose = _("The AF HGKM looks at it and decides what is next. You can follow how it stands.")
    success_message = _("Handed over. The AF HGKM of your school gets a message now.")

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


class CorrectSignalView(SignalFormPage):
    """A correction is a new version (D6)."""

    permission = "dossiers.correct_entry"
    form_class = forms.CorrectForm
    template_name = "dossiers/correct_signal.html"
    title = _("Correct a signal")
    purpose = _("You make a new version. The earlier one stays readable, with who, when and why.")
    success_message = _("The correction is saved as a new version.")

    def get_form_kwargs(self) -> dict[str, Any]:
        now = self.object.current
        texts = {name: getattr(now, name) for name in forms.TEXT_FIELDS}
        return super().get_form_kwargs() | {"initial": {**texts, "number": now.number}}

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        text = services.SignalText(**{name: data[name] for name in forms.TEXT_FIELDS})
        given = {"key": data["key"], "number": data["number"], "reason": data["change_reason"]}
        try:
            services.correct_signal(
                actor=actor_of(self.request), signal=self.object, text=text, **given
            )
        except Conflict:
            renew(form, number=self.object.current.number)
            form.conflict = True
            raise
        return dossier_url(self.object.pupil_id, self.object.pk)


class LinkSignalView(SignalFormPage):
    """This signal confirms or refutes an earlier one (D3)."""

    permission = "dossiers.log_signal"
    form_class = forms.LinkForm
    template_name = "dossiers/link_signal.html"
    title = _("Link to an earlier signal")
    purpose = _("Note on an earlier signal that this one confirms or refutes it.")
    success_message = _("The link is noted on both signals.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"signal": self.object}

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        services.link_signals(actor=actor_of(self.request), later=self.object, **data)
        return dossier_url(self.object.pupil_id, self.object.pk)


class DiscloseSignalView(SignalFormPage):
    """Read it as parents would, then open it to them (A1)."""

    permission = "dossiers.disclose_entry"
    form_class = forms.NumberForm
    template_name = "dossiers/disclose_signal.html"
    title = _("Open a signal to the parents")
    purpose = _("Read first what the parents will read. Once opened, it stays open.")
    success_message = _("The parents can read this signal from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"initial": {"number": self.object.current.number}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        current = self.object.current
        names = names_around(self.pupil)
        opened = {made.version_id for made in self.object.disclosures.all()}
        return super().get_context_data(
            view=disclosure.read_signal(current, names),
            current=current,
            already=current.pk in opened,
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        try:
            number = form.cleaned_data["number"]
            services.disclose_signal(
                actor=actor_of(self.request), signal=self.object, number=number
            )
        except Conflict:
            renew(form, number=self.object.current.number)
            raise
        return dossier_url(self.object.pupil_id, self.object.pk)


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
        return super().get_context_data(pupil=pupil, eyebrow=pupil.full_name, **kwargs)

    def perform(self, form: Any) -> str:
        services.discard_draft(actor=actor_of(self.request), draft=self.object)
        return dossier_url(self.object.pupil_id)
