"""Pages whose text is kept as it is typed: the page itself, and the address that it saves to.

Used by the signal, its correction and the report of a talk; docs/components.md tells how to add one.
"""

import uuid
from typing import Any, ClassVar

from django import forms as django_forms
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.acting import actor_of
from core.errors import Conflict, Refused
from core.ids import uuid7
from core.views import GuardedObjectFormPage
from dossiers import selectors, services
from dossiers.forms import in_words
from dossiers.models import Draft
from dossiers.services.drafts import Content, Stamp, elsewhere, read_draft
from dossiers.views.base import CauseMixin, renew
from schools.models import Pupil
from writing.views.mixins import CHECK


def typed(form_class: type[django_forms.Form], data: Any) -> Content:
    """Return what was typed, as typed. With `changed` names in `data` only those, and hidden fields."""
    changed = set(data.getlist("changed")) or set(form_class.base_fields)
    content: Content = {}
    for name, field in form_class.base_fields.items():
        if name == "key" or not (name in changed or field.widget.is_hidden):
            continue
        if isinstance(field, django_forms.MultipleChoiceField):
            content[name] = data.getlist(name)[:50]
        else:
            content[name] = data.get(name, "")
    return content


class DraftMixin(CauseMixin, abstract=True):
    """What page and saving address share: which draft it is, and what the window knows of it."""

    draft_form: ClassVar[Draft.Form] = Draft.Form.SIGNAL

    @property
    def about(self) -> models.Model | None:
        """The record that is written about; None for something new about the pupil."""
        return None if isinstance(self.object, Pupil) else self.object

    @cached_property
    def draft(self) -> Draft | None:
        """The draft of this writer, if there is one."""
        actor = actor_of(self.request)
        return selectors.draft_of(self.pupil, actor, form=self.draft_form, about=self.about)

    @property
    def stamp(self) -> Stamp | None:
        """What the window that sent this knows of the draft; None if it doesn't say."""
        return Stamp.parse(self.request.POST.get("draft", ""))

    @property
    def posted_key(self) -> uuid.UUID:
        """The key that the form was sent with; a new one if it is no key."""
        try:
            return uuid.UUID(self.request.POST.get("key", ""))
        except ValueError:
            return uuid7()

    def keep(self, content: Content, stamp: Stamp | None) -> Draft | None:
        """Save `content` in the draft; None if it became a record already."""
        self.__dict__.pop("draft", None)  # it changes now
        return services.save_draft(
            actor=actor_of(self.request),
            pupil=self.pupil,
            key=self.posted_key,
            content=content,
            form=self.draft_form,
            about=self.about,
            stamp=stamp,
        )


class DraftFormPage(DraftMixin, GuardedObjectFormPage, abstract=True):
    """A form page that goes on where its draft stopped.

    `autosave` names the address of the SaveDraftView that belongs to it; it takes the same object.
    """

    autosave: ClassVar[str]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.request.method == "POST" or self.draft is None:
            return kwargs
        begun = read_draft(self.draft) | {"key": self.draft.pk}
        return kwargs | {"initial": kwargs.get("initial", {}) | begun}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {
            "draft": self.draft,
            "draft_url": reverse(self.autosave, args=[self.object.pk]),
            "draft_stamp": self.shown_stamp(),
        }
        return super().get_context_data(**(extra | kwargs))

    def shown_stamp(self) -> Stamp:
        """Return what the page that is shown now knows: from now on the draft as it is."""
        sent = self.stamp
        if sent and CHECK in self.request.POST:
            return (
                sent  # only looked at the words: the window knows no more of the draft than before
            )
        return Stamp.of(actor_of(self.request), self.draft, sent.window if sent else "")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.stamp is not None and self.stamp.is_behind(self.draft):
            return self.behind()
        return super().post(request, *args, **kwargs)

    def behind(self) -> HttpResponse:
        """Return the form with what was typed, what the other window wrote, and a way to go on."""
        form = self.get_form()
        form.add_error(None, elsewhere(self.draft) + " " + _("Send it again to go on here."))
        if self.draft is not None:
            renew(form, key=self.draft.pk)
        form.other_window = in_words(form, read_draft(self.draft))
        return self.render_form(form, status=422)


class SaveDraftView(DraftMixin, abstract=True):
    """Saves what is being typed (POST); GET tells whether that is possible, and gives a fresh token.

    Answers in JSON for static/js/drafts.js: `state` is saved, made, elsewhere or refused, `message` what the
    writer reads.
    """

    form_classes: ClassVar[tuple[type[django_forms.Form], ...]]
    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return JsonResponse({"csrf": get_token(request), "account": str(request.user.pk)})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        content: Content = {}
        for form_class in self.form_classes:
            content |= typed(form_class, request.POST)
        over = "take" in request.POST
        try:
            draft = self.keep(content, self.stamp)
        except Conflict as conflict:
            if not over:
                return self.answer("elsewhere", conflict)
            draft = self.take_over(content)
        except Refused as refusal:
            return self.answer("refused", refusal, field=refusal.field)
        if draft is None:
            return self.answer("made", _("This was saved already."))
        moment = formats.date_format(timezone.localtime(draft.updated_at), "H:i")
        fields = read_draft(draft) if over else {}
        stamp = Stamp.of(actor_of(request), draft, self.stamp.window if self.stamp else "")
        saved = _("Saved at %(moment)s") % {"moment": moment}
        return self.answer("saved", saved, stamp=str(stamp), key=str(draft.pk), fields=fields)

    def take_over(self, content: Content) -> Draft | None:
        """Save over what the other window wrote: the writer chose to go on here."""
        window = self.stamp.window if self.stamp else ""
        self.__dict__.pop("draft", None)
        return self.keep(content, Stamp.of(actor_of(self.request), self.draft, window))

    def answer(self, state: str, message: object, **more: Any) -> JsonResponse:
        """Return the state and what the writer reads."""
        return JsonResponse({"state": state, "message": str(message)} | more)
