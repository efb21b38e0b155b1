"""Talks with parents: one with everything that belongs to it, and what waits for who holds it. No writes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core.views import may
from core.workdays import local_date, today
from dossiers.letters import letter_in, reads_portal
from dossiers.models import (
    Disclosure,
    Draft,
    ParentStatement,
    Signal,
    Talk,
    TalkReport,
    TalkSignature,
)
from dossiers.workflow import UNSIGNED_AFTER
from schools.models import Guardian, Pupil
from schools.querysets import on_day

_AHEAD = timedelta(days=7)
_NO_LONGER = timedelta(
    days=60
)  # who did not sign by then will not: it stands on the page of the talk


@dataclass(frozen=True, slots=True)
class ParentRow:
    """One parent of a talk: the last letter, which version of the report, and what that one signed."""

    guardian: Guardian
    note: str
    letter: str  # a LetterKind, or '' without one
    letter_on: date | None
    report: int | None  # the last version that this parent got
    report_on: date | None
    signature: TalkSignature | None  # of the version that counts
    earlier: Sequence[TalkSignature]  # of versions before it
    unsigned: bool  # for longer than two weeks


def guardians_of(pupil: Pupil) -> QuerySet[Guardian]:
    """Return who is a parent or carer of the pupil today, by name."""
    return Guardian.objects.filter(on_day(today()), pupil=pupil)


def portal_note(guardian: Guardian) -> str:
    """Return in words why this parent gets nothing in the portal; '' for who does."""
    if guardian.portal_blocked:
        return _("The portal is blocked for this parent: nothing is sent there.")
    if not guardian.gezag:
        return _("No gezag: this parent gets nothing in the portal.")
    if not reads_portal(guardian):
        return _("Not a parent or carer today: nothing is sent in the portal.")
    if guardian.user_id is None:
        return _("No account in the portal: print the letter.")
    return ""


def talks_of(pupil: Pupil, user: User) -> QuerySet[Talk]:
    """Return the talks about a pupil, newest first."""
    return Talk.objects.visible_to(user).filter(pupil=pupil).select_related("author", "second")


def planned_talks(pupil: Pupil, user: User) -> QuerySet[Talk]:
    """Return the talks of a pupil that are planned, the next one first."""
    return talks_of(pupil, user).filter(state=Talk.State.PLANNED).order_by("planned_on", "pk")


def reports_of(talk: Talk) -> list[TalkReport]:
    """Return the versions of the report, the one that counts first."""
    views = Prefetch("statements", ParentStatement.objects.select_related("guardian"))
    found = talk.reports.select_related("author").prefetch_related(views)
    return list(found.order_by("-number"))


def day_held(talk: Talk) -> dict[str, date]:
    """Return the day that the form of a report begins with: the planned one, once it has come."""
    return {"held_on": min(talk.planned_on, today())}


def signals_of_talk(talk: Talk) -> QuerySet[Signal]:
    """Return the signals that the talk is about, newest first."""
    return talk.signals.all()


def report_draft_of(talk: Talk, user: User) -> Draft | None:
    """Return the report that `user` is writing of this talk, if any."""
    found = Draft.objects.visible_to(user).filter(form=Draft.Form.TALK_REPORT, about=talk.pk)
    return found.first()


def parents_of(talk: Talk, reports: Sequence[TalkReport]) -> list[ParentRow]:
    """Return what each parent got and signed: three queries, however many there are.

    The parents who are asked, and who got or signed something before.
    """
    about = Q(invitation=talk) | Q(report__talk=talk)
    given: list[Disclosure] = list(
        Disclosure.objects.filter(about).select_related("report").order_by("created_at")
    )
    signed: list[TalkSignature] = list(
        TalkSignature.objects.filter(report__talk=talk).select_related("report", "scan__file")
    )
    known = {one.guardian_id for one in given} | {one.guardian_id for one in signed}
    people = Guardian.objects.filter(Q(talks=talk) | Q(pk__in=known - {None})).distinct()
    return [_row(guardian, given, signed, reports) for guardian in people]


def _row(
    guardian: Guardian,
    given: Sequence[Disclosure],
    signed: Sequence[TalkSignature],
    reports: Sequence[TalkReport],
) -> ParentRow:
    letters = [one for one in given if one.invitation_id and one.guardian_id == guardian.pk]
    got = [one for one in given if one.report_id and one.guardian_id in (None, guardian.pk)]
    last = max(got, key=_place, default=None)
    mine = [one for one in signed if one.guardian_id == guardian.pk]
    counts = reports[0].pk if reports else None
    now = next((one for one in mine if one.report_id == counts), None)
    waits = last is not None and last.report_id == counts and now is None
    return ParentRow(
        guardian=guardian,
        note=portal_note(guardian),
        letter=letter_in(letters[-1]).kind if letters else "",
        letter_on=local_date(letters[-1].created_at) if letters else None,
        report=_place(last)[0] if last else None,
        report_on=local_date(last.created_at) if last else None,
        signature=now,
        earlier=[one for one in mine if one is not now],
        unsigned=bool(waits and last and last.created_at <= timezone.now() - UNSIGNED_AFTER),
    )


def _place(given: Disclosure) -> tuple[int, datetime]:
    """Return what puts copies of a report in order: the version, then when it was given."""
    return (given.report.number if given.report else 0, given.created_at)


def talk_abilities(user: User, talk: Talk) -> dict[str, bool]:
    """Return what `user` may do with this talk as it stands."""
    mine = may(user, "dossiers.hold_talk", talk)
    planned, held = talk.state == Talk.State.PLANNED, talk.state == Talk.State.HELD
    return {
        "change": mine and planned,
        "invite": mine and planned and talk.planned_on >= today(),
        "report": mine and planned,
        "correct": mine and held,
        "preview": may(user, "dossiers.disclose_entry", talk),
        "attach": may(user, "dossiers.attach_file", talk),
    }


def talks_ahead(user: User) -> QuerySet[Talk]:
    """Return the planned talks of the coming week that `user` holds."""
    return _mine(user).filter(planned_on__range=(today(), today() + _AHEAD))


def talks_unreported(user: User) -> QuerySet[Talk]:
    """Return the talks that `user` holds whose day has passed without a report."""
    return _mine(user).filter(planned_on__lt=today())


def reports_unsigned(user: User) -> QuerySet[TalkReport]:
    """Return the reports that `user` wrote, and that a parent has for two weeks without signing (D8)."""
    newer = TalkReport.objects.filter(talk=OuterRef("talk"), number__gt=OuterRef("number"))
    signature = TalkSignature.objects.filter(
        report=OuterRef("report"), guardian=OuterRef("guardian")
    )
    moment = timezone.now()
    given = Disclosure.objects.filter(
        ~Exists(signature),
        report=OuterRef("pk"),
        guardian__isnull=False,
        created_at__range=(moment - _NO_LONGER, moment - UNSIGNED_AFTER),
    )
    found = TalkReport.objects.filter(~Exists(newer), Exists(given), author=user)
    return found.select_related("talk__pupil").order_by("held_on", "pk")


def _mine(user: User) -> QuerySet[Talk]:
    found = Talk.objects.filter(Q(author=user) | Q(second=user), state=Talk.State.PLANNED)
    return found.select_related("pupil").order_by("planned_on", "planned_at", "pk")
