"""What parents read: reading it as they would, opening it, keeping it from them, looking again (A1, A4)."""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict
from core.views import GuardedObjectFormPage, GuardedPage, may
from dossiers import events, forms, selectors, services
from dossiers.models import ParentContact, Signal, TalkReport, Withholding
from dossiers.querysets import reports_visible_to
from dossiers.views.base import CauseMixin, dossier_url, renew
from schools.models import Pupil
from writing.views import WritingHelpMixin


class EntryMixin(CauseMixin, abstract=True):
    """A page about one entry; `column` says which kind: signal, contact or report."""

    column: ClassVar[str] = "signal"
    models: ClassVar[dict[str, Any]] = {"contact": ParentContact, "signal": Signal}

    def get_queryset(self) -> Any:
        user = self.request.user
        if self.column == "report":
            return reports_visible_to(user).select_related("talk__pupil")
        found = self.models[self.column].objects.visible_to(user).select_related("pupil")
        return found.prefetch_related("versions") if self.column == "signal" else found

    @property
    def pupil(self) -> Pupil:
        entry = self.object
        found: Pupil = entry.talk.pupil if isinstance(entry, TalkReport) else entry.pupil
        return found

    def get_object(self) -> Any:
        self.model = {**self.models, "report": TalkReport}[self.column]  # type: ignore[misc]
        return super().get_object()

    def url_of(self, action: str) -> str:
        return reverse(f"dossiers:{action}_{self.column}", args=[self.object.pk])

    def done_url(self) -> str:
        anchor = self.object.talk_id if self.column == "report" else self.object.pk
        return dossier_url(self.pupil.pk, anchor)


class ReadAsParentsView(EntryMixin, GuardedObjectFormPage):
    """Read it as parents would (its writer too); AF HGKM and manager open it from here (A1)."""

    permission = "dossiers.preview_entry"
    form_class = forms.OpenForm
    look = events.READING_PREVIEWED
    template_name = "dossiers/read_as_parents.html"
    title = _("So parents read it")
    purpose = _(
        "This is the text for parents: without the names of others, and without who wrote it."
    )
    success_message = _("The parents can read this from now on.")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may(request.user, "dossiers.disclose_entry", self.object):
            raise PermissionDenied("dossiers.disclose_entry")
        return super().post(request, *args, **kwargs)

    def number(self) -> int:
        """Return the version that is read; a contact has one."""
        if self.column == "signal":
            return int(self.object.current.number)
        return getattr(self.object, "number", 1)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "initial": {"number": self.number()},
            "guardians": selectors.readers_to_choose(self.object),
            "took_part": selectors.was_with(self.object),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = actor_of(self.request)
        return super().get_context_data(
            view=selectors.preview(self.object, self.pupil),
            reading_template=f"portal/entries/{self.column}.html",
            parents=selectors.parents_state(self.object, user),
            withhold_url=self.url_of("withhold"),
            column=self.column,
            **kwargs,
        )

    def perform(self, form: Any) -> str:
        try:
            self.open(form)
        except Conflict:
            renew(form, number=self.number())
            raise
        return self.done_url()

    def open(self, form: Any) -> None:
        actor, reader = actor_of(self.request), form.reader_chosen
        if self.column == "signal":
            number = form.cleaned_data["number"]
            services.disclose_signal(actor=actor, signal=self.object, number=number)
        elif self.column == "contact":
            services.disclose_contact(
                actor=actor, contact=self.object, guardian=reader, for_all=reader is None
            )
        else:
            services.disclose_report(
                actor=actor,
                report=self.object,
                guardians=[reader] if reader else [],
                for_all=reader is None,
            )


class WithholdView(WritingHelpMixin, EntryMixin, GuardedObjectFormPage):
    """Keep it from the parents, or take back what they read (A4)."""

    permission = "dossiers.withhold_entry"
    form_class = forms.WithholdForm
    template_name = "dossiers/withhold.html"
    title = _("Keep it from the parents")
    purpose = _(
        "Only if reading it would endanger the child, the family or a colleague. You look at it again on"
        " a day that you choose."
    )
    success_message = _("The parents cannot read this any more, from now on.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"guardians": selectors.guardians_of(self.pupil)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = selectors.parents_state(self.object, actor_of(self.request))
        return super().get_context_data(
            parents=state, read_url=self.url_of("disclose"), cancel_url=self.done_url(), **kwargs
        )

    def perform(self, form: Any) -> str:
        made = services.withhold_entry(
            actor=actor_of(self.request),
            entry=self.object,
            key=form.record_key,
            reason=form.cleaned_data["reason"],
            review_on=form.cleaned_data["review_on"],
            guardian=form.reader_chosen,
        )
        return reverse("dossiers:withholding", args=[made.pk])


class WithholdingView(WritingHelpMixin, CauseMixin, GuardedObjectFormPage):
    """Why an entry is kept from the parents, and the review of it (A4)."""

    permission = "dossiers.withhold_entry"
    model = Withholding
    form_class = forms.WithholdingReviewForm
    look = events.WITHHOLDING_VIEWED
    template_name = "dossiers/withholding.html"
    title = _("Kept from the parents")
    purpose = _("Is it still needed that the parents do not read this? Say why, or end it.")
    success_message = _("What you decided is saved.")

    def get_queryset(self) -> Any:
        found = super().get_queryset()
        return found.select_related(
            "pupil", "author", "done_by", "guardian", "signal", "contact", "report"
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(line=selectors.line_of(self.object), **kwargs)

    def perform(self, form: Any) -> str:
        data, actor = form.cleaned_data, actor_of(self.request)
        if data["choice"] == form.CONTINUE:
            made = services.continue_withholding(
                actor=actor,
                withholding=self.object,
                key=form.record_key,
                reason=data["reason"],
                review_on=data["review_on"],
            )
            return reverse("dossiers:withholding", args=[made.pk])
        services.end_withholding(
            actor=actor,
            withholding=self.object,
            result=data["reason"],
            at_once=data["choice"] == form.AT_ONCE,
        )
        return reverse("dossiers:withholding", args=[self.object.pk])


class ParentsReadingView(GuardedPage):
    """What parents read soon, what waits for a decision, and what is kept from them (A1, A4)."""

    permission = "dossiers.disclose_entry"
    template_name = "dossiers/parents_reading.html"
    title = _("What parents read")
    purpose = _(
        "What was written down opens to parents by itself after some days, unless you keep it from them."
    )

    def parts(self, part: str, amounts: dict[str, int]) -> list[dict[str, Any]]:
        """Return the tabs with how many each has."""
        labels = {
            "decide": _("To decide"),
            "soon": _("Opens by itself"),
            "withheld": _("Kept from parents"),
        }
        return [
            {"label": label, "url": f"?part={name}", "active": name == part, "badge": amounts[name]}
            for name, label in labels.items()
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, asked = actor_of(self.request), self.request.GET.get("part", "")
        part = asked if asked in selectors.PARTS else selectors.PARTS[0]
        return super().get_context_data(
            part=part,
            parts=self.parts(part, selectors.amounts(user)),
            page=selectors.parents_reading(user, part, self.request.GET.get("page")),
            several=selectors.has_several_schools(user),
            **kwargs,
        )
