"""Which records of a dossier exist for whom. The dossier opens per pupil: see rules.py for the cause."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Func, Prefetch, Q, Value
from django.utils import timezone

from core.duties import DutyQuerySet
from schools.grants import granted
from schools.kept_out import actors_kept_from, pupils_kept_from, pupils_led_by
from schools.scope import schools_with

if TYPE_CHECKING:
    from dossiers.models import (  # noqa: F401  # named in the types below
        Attachment,
        Consent,
        Disclosure,
        DisclosureTerm,
        Draft,
        FollowUp,
        HandOver,
        InformationGiven,
        LookFinding,
        Opening,
        ParentContact,
        ParentRequest,
        ParentStatement,
        Signal,
        Talk,
        Withholding,
    )


def _staff(user: Any) -> Q:
    """Return the condition 'at a school where the user may open dossiers, or by a running grant'."""
    return Q(school__in=schools_with(user, "dossiers.open_dossier")) | Q(
        pupil__in=granted(user, "view_dossier")
    )


class SignalQuerySet(models.QuerySet["Signal"]):
    """Signals."""

    def visible_to(self, user: Any) -> "SignalQuerySet":
        """Return signals that exist for `user` as staff. For parents none does: see Disclosure."""
        return self.filter(_staff(user))

    def in_full(self) -> "SignalQuerySet":
        """Add authors, versions, links both ways and what parents read: a query a kind, for all rows."""
        from dossiers.models import (
            DisclosureTerm,
            ParentStatement,
            SignalLink,
            SignalVersion,
            Withholding,
        )

        links = SignalLink.objects.select_related("author")
        return self.select_related("author", "pupil").prefetch_related(
            Prefetch("versions", SignalVersion.objects.select_related("author")),
            Prefetch("links_on", links.select_related("later", "author")),
            Prefetch("links_back", links.select_related("earlier", "author")),
            "disclosures",
            Prefetch("withholdings", Withholding.objects.open(), to_attr="withheld"),
            Prefetch("disclosureterms", DisclosureTerm.objects.open(), to_attr="opens"),
            Prefetch("statements", ParentStatement.objects.select_related("guardian")),
        )


class ContactQuerySet(models.QuerySet["ParentContact"]):
    """Contacts with parents."""

    def visible_to(self, user: Any) -> "ContactQuerySet":
        return self.filter(_staff(user))


class FollowUpQuerySet(DutyQuerySet["FollowUp"]):
    """Evaluation dates."""

    def visible_to(self, user: Any) -> "FollowUpQuerySet":
        return self.filter(_staff(user))

    def due_by(self, on: date) -> "FollowUpQuerySet":
        """Return open ones whose reminder or last day has come on `on`."""
        return self.filter(Q(remind_on__lte=on) | Q(due_on__lte=on), done_on__isnull=True)


class HandOverQuerySet(models.QuerySet["HandOver"]):
    """Hand-overs: the maker sees the own ones; AF HGKM and manager those of the school, unless a case
    about the child is kept from them; then who takes the AF HGKM's place in it sees them."""

    def visible_to(self, user: Any) -> "HandOverQuerySet":
        here = Q(school__in=schools_with(user, "meldcode.view_case"))
        kept = Q(pupil__in=pupils_kept_from(user))
        led = Q(pupil__in=pupils_led_by(user))
        return self.filter((here & ~kept) | led | Q(author_id=user.pk))

    def waiting(self) -> "HandOverQuerySet":
        """Return hand-overs that nobody has taken yet."""
        return self.filter(state="waiting")

    def to_escalate(self, on: date) -> "HandOverQuerySet":
        """Return waiting ones whose day of escalation has come on `on`, not escalated yet."""
        return self.waiting().filter(escalate_on__lte=on, escalated_at__isnull=True)


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Openings of dossiers for a stated purpose."""

    def running(self, user: Any) -> "OpeningQuerySet":
        """Return the openings of `user` that still count now."""
        return self.filter(user_id=user.pk, valid_until__gt=timezone.now(), end__isnull=True)

    def visible_to(self, user: Any) -> "OpeningQuerySet":
        """Return the running openings of `user`: the own ones, to close them."""
        return self.running(user)


class LookFindingQuerySet(models.QuerySet["LookFinding"]):
    """Unusual looking. Nobody sees, or reviews, what is listed of oneself (A8)."""

    def visible_to(self, user: Any) -> "LookFindingQuerySet":
        """Return what waits for, or was reviewed by, this role: a manager's looking goes to the AF HGKM."""
        staff = schools_with(user, "dossiers.review_looks_of_staff")
        managers = schools_with(user, "dossiers.review_looks_of_manager")
        mine = Q(school__in=staff, of_manager=False) | Q(school__in=managers, of_manager=True)
        # What a deputy reads about a child of whom something is kept from this user would tell of it.
        deputies = actors_kept_from(user)
        return self.filter(mine).exclude(user_id=user.pk).exclude(user__in=deputies)

    def waiting(self) -> "LookFindingQuerySet":
        """Return findings that nobody looked at yet."""
        return self.filter(review__isnull=True)


class DraftQuerySet(models.QuerySet["Draft"]):
    """Signals that are being written."""

    def visible_to(self, user: Any) -> "DraftQuerySet":
        """Return the drafts of `user`: nobody sees another's."""
        return self.filter(author_id=user.pk)


class TalkQuerySet(models.QuerySet["Talk"]):
    """Talks with parents."""

    def visible_to(self, user: Any) -> "TalkQuerySet":
        return self.filter(_staff(user))


def reports_visible_to(user: Any) -> Any:
    """Return the reports of talks that exist for `user` as staff."""
    from dossiers.models import Talk, TalkReport

    return TalkReport.objects.filter(talk__in=Talk.objects.visible_to(user))


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """What parents read."""

    def visible_to(self, user: Any) -> "DisclosureQuerySet":
        """Return disclosures that exist for `user` as staff; parents: see `open_to`."""
        return self.filter(_staff(user))

    def open_to(self, user: Any) -> "DisclosureQuerySet":
        """Return what `user` may read as a parent now, oldest first (A1, A4, R7).

        Of the own children, for every parent or for this one, and not withheld. Postgres asks the same
        by itself in a parent's request, who sees no withholding, nor that there is one.
        """
        from schools.models import Guardian

        mine = Guardian.objects.of_reader(user)
        return self.filter(
            NotWithheld(user.pk),
            Q(guardian__isnull=True) | Q(guardian__in=mine.values("pk")),
            pupil__in=mine.values("pupil"),
        )


class NotWithheld(Func):
    """The condition that a disclosure is of no entry that is kept from this account, in any version."""

    template = (
        "coalesce(dossiers_disclosure.signal_id, dossiers_disclosure.contact_id,"
        " dossiers_disclosure.report_id, dossiers_disclosure.invitation_id)"
        " <> all((select app.withheld_from(%(expressions)s))::uuid[])"
    )
    output_field = models.BooleanField()

    def __init__(self, account: int) -> None:
        super().__init__(Value(account))


class DisclosureTermQuerySet(DutyQuerySet["DisclosureTerm"]):
    """Days on which entries open to parents."""

    def visible_to(self, user: Any) -> "DisclosureTermQuerySet":
        return self.filter(_staff(user))


class WithholdingQuerySet(DutyQuerySet["Withholding"]):
    """What is kept from parents."""

    def visible_to(self, user: Any) -> "WithholdingQuerySet":
        return self.filter(_staff(user))

    def of_entry(self, entry: Any) -> "WithholdingQuerySet":
        """Return those of a signal, of a talk's report in any version, or of a contact with what it
        corrects and what corrects it: kept is the entry, not one text of it."""
        kind = type(entry).__name__
        if kind == "Signal":
            return self.filter(signal=entry)
        if kind == "TalkReport":
            return self.filter(report__talk=entry.talk_id)
        return self.filter(contact__in=entry.series())

    def for_parent(self, guardian: Any) -> "WithholdingQuerySet":
        """Return those that keep it from this parent: from all, or from this one."""
        return self.filter(Q(guardian__isnull=True) | Q(guardian=guardian))


class StatementQuerySet(models.QuerySet["ParentStatement"]):
    """Parents' views."""

    def visible_to(self, user: Any) -> "StatementQuerySet":
        """Return those that exist for `user` as staff; parents: see `of_parent`."""
        return self.filter(_staff(user))

    def of_parent(self, user: Any) -> "StatementQuerySet":
        """Return the views of this parent alone; a co-parent's are not there (R7)."""
        return self.filter(_own(user))


class ParentRequestQuerySet(DutyQuerySet["ParentRequest"]):
    """Requests of parents."""

    def visible_to(self, user: Any) -> "ParentRequestQuerySet":
        """Return those that exist for `user` as staff; parents: see `of_parent`."""
        return self.filter(_staff(user))

    def of_parent(self, user: Any) -> "ParentRequestQuerySet":
        """Return the requests of this parent alone."""
        return self.filter(_own(user))


class ConsentQuerySet(DutyQuerySet["Consent"]):
    """Consents."""

    def visible_to(self, user: Any) -> "ConsentQuerySet":
        """Return those that exist for `user` as staff; parents: see `of_children`."""
        return self.filter(_staff(user))

    def of_children(self, user: Any) -> "ConsentQuerySet":
        """Return the consents about the own children of a parent: which organisation has which (A6)."""
        from schools.models import Guardian

        return self.filter(pupil__in=Guardian.objects.of_reader(user).values("pupil"))

    def running(self, on: date) -> "ConsentQuerySet":
        """Return the consents that count on `on`."""
        return self.filter(done_on__isnull=True, agreed_on__lte=on, due_on__gte=on)


class InformationQuerySet(models.QuerySet["InformationGiven"]):
    """What Veilig Thuis was told: for AF HGKM and manager alone (A7)."""

    def visible_to(self, user: Any) -> "InformationQuerySet":
        return self.filter(school__in=schools_with(user, "dossiers.record_information"))


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Files in a dossier."""

    def visible_to(self, user: Any) -> "AttachmentQuerySet":
        return self.filter(_staff(user))

    def listed(self) -> "AttachmentQuerySet":
        """Add what a list shows of each file; the contents lie in a table of their own."""
        return self.select_related("file", "author")


def _own(user: Any) -> Q:
    """Return the condition 'of this parent', with gezag, running and not blocked."""
    from schools.models import Guardian

    return Q(guardian__in=Guardian.objects.of_reader(user).values("pk"))
