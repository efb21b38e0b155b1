"""What parents say, ask and agree to, as the staff sees it: the overview, views and consents (A1, A6)."""

from typing import Any

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.views import GuardedObjectFormPage, GuardedObjectPage, may
from dossiers import events
from dossiers.forms import consents as consent_forms
from dossiers.forms import rights as forms
from dossiers.models import Consent
from dossiers.selectors import consents, requests, statements
from dossiers.services import consents as consent_services
from dossiers.services import statements as statement_services
from dossiers.views.base import CauseMixin
from schools.models import Pupil
from writing.views import WritingHelpMixin


def rights_url(pupil_id: object) -> str:
    """Return the address of what parents said and asked about a pupil."""
    return reverse("dossiers:rights", args=[pupil_id])


def consents_url(pupil_id: object) -> str:
    """Return the address of the consents about a pupil."""
    return reverse("dossiers:consents", args=[pupil_id])


class PupilRightsPage(CauseMixin, GuardedObjectPage, abstract=True):
    """A page about the rights of a pupil's parents."""

    permission = "dossiers.open_dossier"
    model = Pupil
    pk_url_kwarg = "pupil"
    look = events.RIGHTS_VIEWED

    def abilities(self) -> dict[str, bool]:
        """Return what the reader may do here, for the buttons."""
        names = ("take_in_request", "answer_request", "keep_consents", "record_information")
        user = self.request.user
        return {name: may(user, f"dossiers.{name}", self.object) for name in names}


class PupilRightsForm(CauseMixin, GuardedObjectFormPage, abstract=True):
    """A form that adds something of the parents of one pupil."""

    model = Pupil
    pk_url_kwarg = "pupil"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"pupil": self.object, "user": actor_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": rights_url(self.object.pk), "back_label": gettext("Rights of parents")}
        return super().get_context_data(**(back | kwargs))


class RightsView(PupilRightsPage):
    """Requests, views and running consents of the parents of one pupil."""

    template_name = "dossiers/rights/rights.html"
    title = _("Rights of parents")
    purpose = _("What the parents asked, how they see it, and what they agreed to.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        return super().get_context_data(
            requests=requests.in_words(requests.requests_of(self.object, user)),
            statements=statements.statements_of(self.object, user),
            running=consents.running_for(self.object),
            can=self.abilities(),
            **kwargs,
        )


class TakeInViewView(PupilRightsForm):
    """A parent's view that came on paper (A1)."""

    permission = "dossiers.take_in_request"
    form_class = forms.ViewForm
    title = _("Add the view of a parent")
    purpose = _(
        "Parents may add how they see it. It stands beside the text, and nobody changes it."
    )
    success_message = _("The parent's view is in the dossier.")

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        statement_services.take_in_view(actor=actor_of(self.request), pupil=self.object, **data)
        return rights_url(self.object.pk)


class ConsentsView(PupilRightsPage):
    """Consents about one pupil: running and ended."""

    template_name = "dossiers/rights/consents.html"
    title = _("Consents of parents")
    purpose = _("With which organisation the school may share which data, and until when.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(consents.consents_of(self.object, actor_of(self.request)))
        gezag = consents.with_gezag(self.object)
        for consent in found:
            consent.__dict__["missing"] = consents.did_not_agree(consent, gezag)
        back = {"back_url": rights_url(self.object.pk), "back_label": gettext("Rights of parents")}
        return super().get_context_data(
            **back,
            running=[consent for consent in found if consent.is_open],
            ended=[consent for consent in found if not consent.is_open],
            can=self.abilities(),
            **kwargs,
        )


class GiveConsentView(WritingHelpMixin, PupilRightsForm):
    """A new consent (A6)."""

    permission = "dossiers.keep_consents"
    form_class = consent_forms.ConsentForm
    title = _("Note a consent")
    purpose = _("Only a consent that says exactly what, why, who and to whom counts.")

    def get_form_kwargs(self) -> dict[str, Any]:
        found = super().get_form_kwargs()
        del found["user"]
        return found

    def perform(self, form: Any) -> str:
        made = consent_services.give_consent(
            actor=actor_of(self.request), pupil=self.object, **given(form)
        )
        say_who_agreed(self.request, made)
        return consents_url(self.object.pk)


class ConsentFormPage(WritingHelpMixin, CauseMixin, GuardedObjectFormPage, abstract=True):
    """A form about one consent."""

    permission = "dossiers.keep_consents"
    model = Consent

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("pupil")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": consents_url(self.object.pupil_id), "back_label": gettext("Consents")}
        facts = [
            (gettext("Organisation"), self.object.receiver),
            (gettext("What for"), self.object.purpose),
            (gettext("Which data"), self.object.what),
        ]
        return super().get_context_data(**({"object_facts": facts} | back | kwargs))


class RenewConsentView(ConsentFormPage):
    """A new consent in the place of one that ends."""

    permission = "dossiers.keep_consents"
    form_class = consent_forms.ConsentForm
    title = _("Renew a consent")
    purpose = _("Ask the parents again. The earlier consent ends when this one is noted.")

    def get_form_kwargs(self) -> dict[str, Any]:
        given_to = {"pupil": self.object.pupil, "renews": self.object}
        return super().get_form_kwargs() | given_to

    def perform(self, form: Any) -> str:
        made = consent_services.renew_consent(
            actor=actor_of(self.request), consent=self.object, **given(form)
        )
        say_who_agreed(self.request, made)
        return consents_url(self.object.pupil_id)


class WithdrawConsentView(ConsentFormPage):
    """A parent takes it back: from now on nothing is shared on the ground of it."""

    permission = "dossiers.keep_consents"
    form_class = consent_forms.WithdrawConsentForm
    title = _("End a consent")
    purpose = _(
        "One parent who takes it back is enough. It ends at once; tell who receives the data."
    )
    success_message = _("The consent has ended.")

    def perform(self, form: Any) -> str:
        consent_services.withdraw_consent(
            actor=actor_of(self.request), consent=self.object, note=form.cleaned_data["note"]
        )
        return consents_url(self.object.pupil_id)


def given(form: Any) -> dict[str, Any]:
    """Return what the form says, as the services take it."""
    data = dict(form.cleaned_data)
    texts = {name: data.pop(name) for name in ("purpose", "what", "giver", "receiver")}
    return data | {"text": consent_services.ConsentText(**texts)}


def say_who_agreed(request: Any, made: Consent) -> None:
    """Tell that it is noted; warn when a parent with gezag did not agree (A6)."""
    missing = consents.did_not_agree(made, consents.with_gezag(made.pupil))
    if not missing:
        messages.success(request, gettext("The consent is noted."))
        return
    text = gettext(
        "The consent is noted. Not every parent with gezag agreed: ask the other one too."
    )
    messages.warning(request, text)
