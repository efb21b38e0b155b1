"""What parents say and ask, and which organisations have consent: the own part of it, never a co-parent's."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.document_views import AskDocument
from core.views import GuardedObjectFormPage, GuardedObjectMixin, GuardedObjectPage
from dossiers.models import Consent, ParentRequest
from dossiers.selectors.statements import words_for_parent
from dossiers.services import consents as consent_services
from dossiers.services import requests as request_services
from dossiers.services import statements as statement_services
from portal import events, forms
from portal.letters import ANSWER_LETTER
from portal.reading import children_of
from portal.rights import consents_for, own_requests, own_views, request_of_parent
from schools.models import Pupil


def rights_url(pupil_id: object) -> str:
    """Return the address of what this parent said and asked."""
    return reverse("portal:rights", args=[pupil_id])


def back_to_rights(pupil: Pupil) -> dict[str, Any]:
    """Return the way back, and about which child it is."""
    back = gettext("My questions and my view")
    return {"back_url": rights_url(pupil.pk), "back_label": back, "eyebrow": pupil.call_name}


class ChildMixin(GuardedObjectMixin, abstract=True):
    """A page about one of the own children."""

    permission = "portal.read_dossier"
    model = Pupil
    pk_url_kwarg = "pupil"

    def get_queryset(self) -> Any:
        return children_of(self.request.user)


class RightsView(ChildMixin, GuardedObjectPage):
    """The own requests and views, and the consents about the child."""

    permission = "portal.read_dossier"
    template_name = "portal/rights.html"
    title = _("My questions and my view")
    purpose = _("What you asked the school, and how you see it. Another parent does not read this.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            back_url=reverse("portal:dossier", args=[self.object.pk]),
            requests=own_requests(user, self.object),
            own_views=own_views(user, self.object),
            **kwargs,
        )


class SayView(ChildMixin, GuardedObjectFormPage, abstract=True):
    """A form in which a parent says something, about the whole dossier or about one text."""

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"pupil": self.object, "user": actor_of(self.request)}
        start = {"initial": {"about": self.request.GET.get("about", "")}}
        return super().get_form_kwargs() | given | start

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**(back_to_rights(self.object) | kwargs))


class AddViewView(SayView):
    """Add how you see it (A1)."""

    permission = "portal.read_dossier"
    form_class = forms.ViewForm
    title = _("Add how you see it")
    purpose = _("The school keeps this with the dossier. What the school wrote stays too.")
    success_message = _("Your view is in the dossier. The school gets a message.")

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        statement_services.add_view(actor=actor_of(self.request), pupil=self.object, **data)
        return rights_url(self.object.pk)


class FileRequestView(SayView):
    """Ask to change something (A2)."""

    permission = "portal.read_dossier"
    form_class = forms.RequestForm
    title = _("Ask to change something")
    purpose = _("You get a written answer within 4 weeks. If the school says no, it says why.")
    success_message = _("Your request is sent. You get an answer within 4 weeks.")

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        made = request_services.file_request(
            actor=actor_of(self.request), pupil=self.object, **data
        )
        return reverse("portal:request", args=[made.pk])


class OwnRequestMixin(GuardedObjectMixin, abstract=True):
    """A request of this parent."""

    permission = "portal.own_request"
    model = ParentRequest
    object: ParentRequest

    def get_queryset(self) -> Any:
        return request_of_parent(self.request.user)


class RequestView(OwnRequestMixin, GuardedObjectPage):
    """One own request, and the answer when it is there."""

    permission = "portal.own_request"
    look = events.REQUEST_READ
    template_name = "portal/request.html"
    title = _("Your request")
    purpose = _("What you asked, and what the school answered.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        about = words_for_parent(self.request.user, [self.object])[self.object.pk]
        return super().get_context_data(about=about, **(back_to_rights(self.object.pupil) | kwargs))


class WithdrawRequestView(OwnRequestMixin, GuardedObjectFormPage):
    """Take an own request back."""

    permission = "portal.own_request"
    form_class = forms.SureForm
    template_name = "portal/withdraw_request.html"
    title = _("Take the request back")
    purpose = _("The school then gives no answer. You can always ask again.")
    success_message = _("Your request is taken back.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": reverse("portal:request", args=[self.object.pk])}
        return super().get_context_data(**(back | kwargs))

    def perform(self, form: Any) -> str:
        request_services.withdraw_request(actor=actor_of(self.request), request=self.object)
        return rights_url(self.object.pupil_id)


class RequestLetterView(OwnRequestMixin, AskDocument):
    """The answer as a letter."""

    permission = "portal.own_request"
    kind = ANSWER_LETTER

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(state=ParentRequest.State.ANSWERED)

    def refused_url(self) -> str:
        return reverse("portal:request", args=[self.object.pk])


class ConsentsView(ChildMixin, GuardedObjectPage):
    """Which organisations get data about the child, and until when (A6)."""

    permission = "portal.read_dossier"
    template_name = "portal/consents.html"
    title = _("Who gets data about your child?")
    purpose = _("These organisations may get data about your child, because the parents agreed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            back_url=reverse("portal:dossier", args=[self.object.pk]),
            consents=consents_for(self.request.user, self.object),
            **kwargs,
        )


class WithdrawConsentView(GuardedObjectFormPage):
    """Take a consent back: at once, without a reason."""

    permission = "portal.end_consent"
    model = Consent
    form_class = forms.SureForm
    template_name = "portal/withdraw_consent.html"
    title = _("Take the consent back")
    purpose = _("You need not say why. It stops at once.")
    success_message = _("The consent is taken back. The school gets a message now.")

    def get_queryset(self) -> Any:
        return Consent.objects.of_children(self.request.user).select_related("pupil")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": reverse("portal:consents", args=[self.object.pupil_id])}
        return super().get_context_data(**(back | kwargs))

    def perform(self, form: Any) -> str:
        consent_services.withdraw_consent(actor=actor_of(self.request), consent=self.object)
        return reverse("portal:consents", args=[self.object.pupil_id])
