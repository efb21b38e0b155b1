"""Contacts with the parents of a pupil: the list, noting one, correcting one (D1, D8)."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict
from core.views import GuardedObjectFormPage, GuardedObjectPage, may
from dossiers import events, services
from dossiers.forms import contacts as forms
from dossiers.models import ParentContact
from dossiers.selectors import contacts as selectors
from dossiers.selectors import talks
from dossiers.services.contacts import TEXTS
from dossiers.views.base import CauseMixin, contacts_url, dossier_url, renew
from dossiers.views.records import PupilFormPage
from schools.models import Pupil
from writing.views import WritingHelpMixin


class ContactsView(CauseMixin, GuardedObjectPage):
    """Every contact and held talk with the parents, newest first: to read, narrow and print (D8)."""

    permission = "dossiers.open_dossier"
    model = Pupil
    pk_url_kwarg = "pupil"
    look = events.CONTACTS_VIEWED
    template_name = "dossiers/contacts.html"
    title = _("Contacts with parents")
    purpose = _("When you spoke with the parents, about what, and what was agreed.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pupil, user = self.object, actor_of(self.request)
        narrow = forms.ContactsFilter(
            self.request.GET,
            years=selectors.contact_years(pupil, user),
            people=list(talks.guardians_of(pupil)),
        )
        page = selectors.contact_list(pupil, user, narrow.wanted(), self.request.GET.get("page"))
        return super().get_context_data(
            page=page,
            filter=narrow,
            planned=talks.planned_talks(pupil, user),
            can={name: may(user, f"dossiers.{name}", pupil) for name in ("plan_talk", "log_talk")},
            can_correct={
                row.record.pk
                for row in page
                if not row.is_talk and may(user, "dossiers.correct_entry", row.record)
            },
            read_at=timezone.now(),
            here=contacts_url(pupil.pk),
            **kwargs,
        )


class LogContactView(WritingHelpMixin, PupilFormPage):
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


class CorrectContactView(WritingHelpMixin, CauseMixin, GuardedObjectFormPage):
    """A correction takes the place of the contact; the earlier one stays readable (D6)."""

    permission = "dossiers.correct_entry"
    model = ParentContact
    form_class = forms.CorrectContactForm
    template_name = "dossiers/correct_contact.html"
    title = _("Correct a contact")
    purpose = _(
        "Your correction takes its place. The earlier text stays readable, with your reason."
    )
    success_message = _("The correction is saved. The earlier text stays readable.")

    def get_queryset(self) -> Any:
        related = ("pupil", "guardian", "signal", "author")
        return super().get_queryset().select_related(*related)

    def get_form_kwargs(self) -> dict[str, Any]:
        now = {name: getattr(self.latest, name) for name in TEXTS} | {"seen": self.latest.pk}
        given = {"pupil": self.pupil, "contact": self.latest, "initial": now}
        return super().get_form_kwargs() | given

    @property
    def latest(self) -> ParentContact:
        """The row that counts: of a contact that was corrected meanwhile the correction."""
        return selectors.latest_of(self.object)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"back_url": contacts_url(self.object.pupil_id), "latest": self.latest}
        return super().get_context_data(**(back | kwargs))

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        values = {name: data.get(name) for name in TEXTS}
        try:
            services.correct_contact(
                actor=actor_of(self.request),
                contact=self.object,
                key=form.record_key,
                seen=data["seen"],
                reason=data["change_reason"],
                values=values,
            )
        except Conflict:
            renew(form, seen=self.latest.pk)
            form.conflict = self.latest
            raise
        return contacts_url(self.object.pupil_id)
