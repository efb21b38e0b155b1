"""Requests of parents: the list of the school, one request, its answer, and what becomes of it (A2)."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.document_views import AskDocument
from core.errors import NotVisible
from core.views import GuardedObjectFormPage, GuardedObjectPage, GuardedPage
from dossiers import events
from dossiers.answer_letter import ANSWER_LETTER
from dossiers.forms import NothingForm
from dossiers.forms import rights as forms
from dossiers.models import ParentRequest
from dossiers.selectors import requests
from dossiers.selectors.statements import about_in_words
from dossiers.services import answers
from dossiers.services import requests as services
from dossiers.views.base import CauseMixin
from dossiers.views.changing import CorrectSignalView
from dossiers.views.rights import PupilRightsForm, rights_url
from writing.views import WritingHelpMixin

A_PAGE = 50


def request_url(request_id: object) -> str:
    """Return the address of a request."""
    return reverse("dossiers:request", args=[request_id])


class RequestsView(GuardedPage):
    """The requests of the school, with the days that are left."""

    permission = "dossiers.answer_request"
    template_name = "dossiers/rights/requests.html"
    title = _("Requests of parents")
    purpose = _("A written answer has to be there within four weeks. The oldest comes first.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = requests.requests_at_schools(actor_of(self.request))
        page = Paginator(found, A_PAGE).get_page(self.request.GET.get("page"))
        listed = requests.in_words(page.object_list)
        return super().get_context_data(page=page, listed=listed, **kwargs)


class TakeInRequestView(PupilRightsForm):
    """A request that came by letter, mail or on paper."""

    permission = "dossiers.take_in_request"
    form_class = forms.RequestForm
    title = _("Put in a request of a parent")
    purpose = _("The AF HGKM and the manager get a message. They answer within four weeks.")
    success_message = _("The request is put in. The clock of four weeks runs.")

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        made = services.take_in_request(actor=actor_of(self.request), pupil=self.object, **data)
        return request_url(made.pk)


class RequestMixin(CauseMixin, abstract=True):
    """One request, with what a page shows of it."""

    model = ParentRequest
    object: ParentRequest

    def get_queryset(self) -> Any:
        return requests.full_requests(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {
            "back_url": rights_url(self.object.pupil_id),
            "back_label": gettext("Rights of parents"),
        }
        can = requests.request_abilities(actor_of(self.request), self.object)
        about = about_in_words(self.object)
        return super().get_context_data(**(back | {"can": can, "about": about} | kwargs))


class RequestView(RequestMixin, GuardedObjectPage):
    """One request: what is asked, by when, the answer, and what became of it in the dossier."""

    permission = "dossiers.open_dossier"
    look = events.REQUEST_VIEWED
    template_name = "dossiers/rights/request.html"
    title = _("Request of a parent")
    purpose = _("What is asked, what the answer is, and what changed in the dossier.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = requests.versions_since(self.object)
        return super().get_context_data(versions=versions, **kwargs)


class RequestFormPage(WritingHelpMixin, RequestMixin, GuardedObjectFormPage, abstract=True):
    """A form about one request. Who comes too late goes back to the request."""

    permission = "dossiers.answer_request"
    ability = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": request_url(self.object.pk), "back_label": gettext("The request")}
        return super().get_context_data(**(back | kwargs))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        can = requests.request_abilities(actor_of(request), self.object)
        if not can[self.ability]:
            return redirect(request_url(self.object.pk))
        return super().get(request, *args, **kwargs)


class AnswerView(RequestFormPage):
    """The written answer, with reasons if it is not granted."""

    permission = "dossiers.answer_request"
    ability = "answer"
    form_class = forms.AnswerForm
    template_name = "dossiers/rights/answer.html"
    title = _("Answer a request")
    purpose = _("The parent reads your answer in the portal and can print it as a letter.")
    success_message = _("The answer is ready for the parent.")

    def get_form_kwargs(self) -> dict[str, Any]:
        given = {"request": self.object, "user": actor_of(self.request)}
        return super().get_form_kwargs() | given

    def perform(self, form: Any) -> str:
        answered = answers.answer_request(
            actor=actor_of(self.request), request=self.object, **form.cleaned_data
        )
        erases = answered.kind == ParentRequest.Kind.ERASE and not answered.is_effected
        return (
            reverse("dossiers:erase_entry", args=[answered.pk])
            if erases
            else request_url(answered.pk)
        )


class CarryOutView(RequestFormPage):
    """What was changed, where that is no version of a signal."""

    permission = "dossiers.answer_request"
    ability = "carry_out"
    form_class = forms.CarriedOutForm
    title = _("Carry out what was granted")
    purpose = _(
        "The parent got a promise. Write down what you changed, or add the parent's own words."
    )
    success_message = _("What you did is noted with the request.")

    def perform(self, form: Any) -> str:
        answers.carry_out(actor=actor_of(self.request), request=self.object, **form.cleaned_data)
        return request_url(self.object.pk)


class EraseEntryView(RequestFormPage):
    """The second look before a text is gone: what goes, and what stays."""

    permission = "dossiers.erase_entry"
    ability = "erase"
    form_class = NothingForm
    template_name = "dossiers/rights/erase.html"
    title = _("Erase the text")
    purpose = _("You granted this. Read what goes and what stays; it can't be brought back.")
    success_message = _("The text is erased.")

    def perform(self, form: Any) -> str:
        answers.erase_entry(actor=actor_of(self.request), request=self.object)
        return request_url(self.object.pk)


class LinkVersionView(RequestFormPage):
    """One of the later versions of the signal carries out what was granted."""

    permission = "dossiers.answer_request"
    ability = "correct"
    form_class = forms.VersionForm
    title = _("Which version is it?")
    purpose = _(
        "The signal was corrected after the request. Choose the version that carries it out."
    )
    success_message = _("The correction is linked to the request.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.object}

    def perform(self, form: Any) -> str:
        version = form.cleaned_data["version"]
        answers.link_version(actor=actor_of(self.request), request=self.object, version=version)
        return request_url(self.object.pk)


class AnswerLetterView(CauseMixin, AskDocument):
    """The answer as a letter on paper."""

    permission = "dossiers.open_dossier"
    model = ParentRequest
    kind = ANSWER_LETTER

    def get_queryset(self) -> Any:
        answered = super().get_queryset().filter(state=ParentRequest.State.ANSWERED)
        return answered.select_related("pupil")

    def refused_url(self) -> str:
        return request_url(self.object.pk)


class CorrectForRequestView(CorrectSignalView):
    """Correct the signal: the new version carries out what was granted."""

    permission = "dossiers.answer_request"
    purpose = _("A parent was granted this. The new version is linked to the request.")
    granted: ParentRequest

    def get_object(self) -> Any:
        """Return the signal. Raises NotVisible without a request about one that exists for this user."""
        key = self.kwargs[self.pk_url_kwarg]
        asked = requests.full_requests(self.request.user).filter(pk=key).first()
        signals = self.get_queryset()
        signal = signals.filter(pk=asked.signal_id).first() if asked is not None else None
        if asked is None or signal is None:
            raise NotVisible("dossiers.parentrequest", str(key))
        self.granted = asked
        return signal

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not requests.request_abilities(actor_of(request), self.granted)["correct"]:
            return redirect(request_url(self.granted.pk))
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        back = {"back_url": request_url(self.granted.pk), "back_label": gettext("The request")}
        return found | back

    def perform(self, form: Any) -> str:
        super().perform(form)
        version = self.object.versions.order_by("-number")[0]
        answers.link_version(actor=actor_of(self.request), request=self.granted, version=version)
        return request_url(self.granted.pk)
