"""Talks with parents: planned, read, changed, cancelled; parents invited (D8)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.acting import actor_of
from core.errors import Conflict
from core.views import GuardedObjectFormPage, GuardedObjectPage
from core.workdays import today
from dossiers import events, services
from dossiers.forms import talks as forms
from dossiers.guides import GUIDES
from dossiers.letters import LetterKind, letter_of
from dossiers.models import Talk
from dossiers.selectors import talks as selectors
from dossiers.services.disclosures import names_for
from dossiers.services.talks import TalkPlan, mark_of, plan_of
from dossiers.views.base import CauseMixin, contacts_url, renew, talk_url
from dossiers.views.records import PupilFormPage
from writing.views import WritingHelpMixin

PLAN_FIELDS = tuple(TalkPlan.__dataclass_fields__)


def plan_from(data: dict[str, Any]) -> TalkPlan:
    """Return the plan that a form holds."""
    values = {name: data[name] for name in PLAN_FIELDS}
    lists = {name: tuple(values[name]) for name in ("guardians", "signals")}
    return TalkPlan(**(values | lists))


class TalkMixin(CauseMixin, abstract=True):
    """A page about one talk; the way back leads to the talk."""

    model = Talk

    def get_queryset(self) -> Any:
        related = ("pupil", "school__board", "author", "second")
        return super().get_queryset().select_related(*related)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        talk = self.object
        extra = {"back_url": talk_url(talk.pk), "back_label": _("To the talk"), "talk": talk}
        return super().get_context_data(**(extra | kwargs))


class TalkFormPage(TalkMixin, GuardedObjectFormPage, abstract=True):
    """A form about one talk, for who holds it."""


class PlanTalkView(WritingHelpMixin, PupilFormPage):
    """Prepare a talk: goal, day, who is invited, what to think of."""

    permission = "dossiers.plan_talk"
    form_class = forms.TalkForm
    template_name = "dossiers/talks/plan.html"
    title = _("Plan a talk with parents")
    purpose = _("Prepare the talk. You invite the parents in the next step.")
    success_message = _("The talk is planned. Invite the parents now.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": actor_of(self.request)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guides=GUIDES, **kwargs)

    def perform(self, form: Any) -> str:
        talk = services.plan_talk(
            actor=actor_of(self.request),
            pupil=self.object,
            key=form.record_key,
            plan=plan_from(form.cleaned_data),
        )
        return talk_url(talk.pk)


class TalkView(TalkMixin, GuardedObjectPage):
    """One talk: the plan, who was invited, the report with its versions, agreements, signatures."""

    permission = "dossiers.open_dossier"
    look = events.TALK_VIEWED
    template_name = "dossiers/talks/talk.html"
    purpose = _("How the talk is prepared, what was said and agreed, and which parent signed.")

    def get_title(self) -> str:
        return str(self.object.get_kind_display())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        talk, user = self.object, actor_of(self.request)
        reports = selectors.reports_of(talk)
        return super().get_context_data(
            back_url=contacts_url(talk.pupil_id),
            back_label=_("To the contacts with parents"),
            guides=[guide for guide in GUIDES if guide.kind == talk.kind],
            reports=reports,
            parents=selectors.parents_of(talk, reports),
            signals=selectors.signals_of_talk(talk),
            agreements=talk.agreements.select_related("assignee", "done_by"),
            attachments=talk.attachments.listed(),
            draft=selectors.report_draft_of(talk, user),
            can=selectors.talk_abilities(user, talk),
            today=today(),
            **kwargs,
        )


class ChangeTalkView(WritingHelpMixin, TalkFormPage):
    """Another day, place or goal; parents who had a letter get a new one."""

    permission = "dossiers.hold_talk"
    form_class = forms.ChangeTalkForm
    template_name = "dossiers/talks/change.html"
    title = _("Change the talk")
    purpose = _("Parents who had a letter get a new one when something in it is different.")
    success_message = _("The talk is changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        plan = plan_of(self.object)
        now = {name: getattr(plan, name) for name in PLAN_FIELDS}
        now |= {"second": self.object.second_id or "", "seen": mark_of(self.object)}
        given = {"pupil": self.pupil, "user": self.object.author, "initial": now}
        return super().get_form_kwargs() | given

    def get_form(self) -> Any:
        form = super().get_form()
        form.keep_second(self.object)
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guides=GUIDES, **kwargs)

    def perform(self, form: Any) -> str:
        data = form.cleaned_data
        try:
            services.change_talk(
                actor=actor_of(self.request),
                talk=self.object,
                seen=data["seen"],
                reason=data["change_reason"],
                plan=plan_from(data),
            )
        except Conflict:
            self.object.refresh_from_db()
            renew(form, seen=mark_of(self.object))
            form.conflict = True
            raise
        return talk_url(self.object.pk)


class CancelTalkView(TalkFormPage):
    """The talk will not be; parents who had a letter get another."""

    permission = "dossiers.hold_talk"
    form_class = forms.CancelTalkForm
    title = _("Cancel the talk")
    purpose = _("The talk stays in the dossier as cancelled. Parents who had a letter get another.")
    success_message = _("The talk is cancelled.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tone="danger", cancel_label=_("Keep the talk"), **kwargs)

    def perform(self, form: Any) -> str:
        reason = form.cleaned_data["cancel_reason"]
        services.cancel_talk(actor=actor_of(self.request), talk=self.object, reason=reason)
        return talk_url(self.object.pk)


class InviteView(TalkFormPage):
    """Read the letter of each parent, and send it to the portal; on paper for who reads nothing there."""

    permission = "dossiers.hold_talk"
    form_class = forms.InviteForm
    template_name = "dossiers/talks/invite.html"
    title = _("Invite the parents")
    purpose = _("Read each letter first. Every parent gets a letter of the own.")
    success_message = _("The letters are in the portal. Print those for parents without it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"talk": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letters = preview(self.object)
        return super().get_context_data(letters=letters, can=self.rights(), **kwargs)

    def rights(self) -> dict[str, bool]:
        """Return what may be done with the talk as it stands."""
        return selectors.talk_abilities(actor_of(self.request), self.object)

    def perform(self, form: Any) -> str:
        chosen = list(form.cleaned_data["guardians"])
        services.invite(actor=actor_of(self.request), talk=self.object, guardians=chosen)
        return talk_url(self.object.pk)


def preview(talk: Talk) -> list[dict[str, Any]]:
    """Return the letter of each parent of the talk, as it would be sent now."""
    names, kind = names_for(talk.pupil), LetterKind.INVITATION
    return [
        {
            "guardian": guardian,
            "note": selectors.portal_note(guardian),
            "letter": letter_of(talk, guardian, kind=kind, names=names),
        }
        for guardian in talk.guardians.all()
    ]
