"""What a look back on the cases of a school shows: which cases, which have no Rapportage, and the counts.

The reader's own view: a case from which the reader is shut out is not in it, and not counted in it
(row-level security keeps it away too). The numbers are those of the period and of the one before it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.due import DueItem
from core.workdays import AMSTERDAM, school_year_label, today
from meldcode.models import PACE, Bundle, BundleText, Case, CaseDuty, Decision, Rapportage, Report
from meldcode.workflow import State
from schools.scope import schools_with

LABELS: Final[MappingProxyType[str, Promise]] = MappingProxyType(
    {
        "opened": gettext_lazy("Cases opened"),
        "closed": gettext_lazy("Cases closed"),
        "reported": gettext_lazy("Reports to Veilig Thuis"),
        "acute": gettext_lazy("Of these acute"),
        "helped": gettext_lazy("Decisions to help"),
        "not_reported": gettext_lazy("Decisions not to report"),
        "departures": gettext_lazy("Decisions that depart from the weighing"),
        "disagreements": gettext_lazy("Disagreements, decided by the board's deputy"),
        "complete": gettext_lazy("Decisions with steps 1 and 2 done"),
        "incomplete": gettext_lazy("Decisions without step 1 or 2"),
        "kept": gettext_lazy("Dates kept"),
        "missed": gettext_lazy("Dates missed"),
    }
)
"""What is counted, in the order of the page."""


@dataclass(frozen=True, slots=True)
class CaseInBundle:
    """A case that ran in the period, and whether its Rapportage is written."""

    case: Case
    written: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """One count, of the period and of the one before."""

    label: str
    now: int
    before: int


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a bundle shows. Its texts: the latest version first."""

    bundle: Bundle
    cases: list[CaseInBundle]
    counts: list[Counted]
    texts: list[BundleText]

    @property
    def missing(self) -> list[CaseInBundle]:
        """The cases of which the Rapportage is not written yet."""
        return [row for row in self.cases if not row.written]

    @property
    def text(self) -> BundleText | None:
        """The version that counts."""
        return self.texts[0] if self.texts else None


def period_label(bundle: Bundle) -> str:
    """Return the school years of a bundle: '2025-2026', or '2024-2025 and 2025-2026'."""
    first, last = school_year_label(bundle.starts_on), school_year_label(bundle.ends_on)
    return first if first == last else _("%(first)s and %(last)s") % {"first": first, "last": last}


def _within(field: str, starts_on: date, ends_on: date) -> Q:
    """Return the condition that a moment lies in a period (Europe/Amsterdam)."""
    begin = datetime.combine(starts_on, time.min, AMSTERDAM)
    end = datetime.combine(ends_on + timedelta(days=1), time.min, AMSTERDAM)
    return Q(**{f"{field}__gte": begin, f"{field}__lt": end})


def cases_of(bundle: Bundle, user: Any) -> Any:
    """Return the cases of the bundle's school that ran in its period, as far as they exist for `user`."""
    begin = datetime.combine(bundle.starts_on, time.min, AMSTERDAM)
    end = datetime.combine(bundle.ends_on + timedelta(days=1), time.min, AMSTERDAM)
    ran = Q(opened_at__lt=end) & (~Q(state=State.CLOSED) | Q(closed_at__gte=begin))
    found = Case.objects.visible_to(user).filter(ran, school=bundle.school_id)
    return found.select_related("pupil", "school", "opened_by").order_by("opened_at")


def counts_of(cases: Any, starts_on: date, ends_on: date) -> dict[str, int]:
    """Count what happened in a period in `cases`; four queries. Keys are those of LABELS."""
    found: dict[str, int] = {}
    found |= cases.aggregate(
        opened=Count("pk", filter=_within("opened_at", starts_on, ends_on)),
        closed=Count("pk", filter=_within("closed_at", starts_on, ends_on) & Q(state=State.CLOSED)),
    )
    filed = Report.objects.filter(_within("filed_at", starts_on, ends_on), case__in=cases)
    found |= filed.aggregate(reported=Count("pk"), acute=Count("pk", filter=Q(acute=True)))
    made = Decision.objects.filter(case__in=cases)
    confirmed = Q(state=Decision.State.CONFIRMED) & _within("confirmed_at", starts_on, ends_on)
    found |= made.aggregate(
        helped=Count("pk", filter=confirmed & Q(help=True)),
        not_reported=Count("pk", filter=confirmed & Q(report=False)),
        departures=Count("pk", filter=confirmed & Q(follows_weighing=False)),
        complete=Count("pk", filter=confirmed & Q(steps_complete=True)),
        incomplete=Count("pk", filter=confirmed & Q(steps_complete=False)),
        disagreements=Count(
            "pk", filter=_within("created_at", starts_on, ends_on) & Q(counter_to__isnull=False)
        ),
    )
    due = CaseDuty.objects.exclude(kind__in=PACE)
    due = due.filter(case__in=cases, due_on__range=(starts_on, ends_on))
    late = Q(done_on__gt=F("due_on")) | Q(done_on__isnull=True, due_on__lt=today())
    found |= due.aggregate(
        kept=Count("pk", filter=Q(done_on__lte=F("due_on"))), missed=Count("pk", filter=late)
    )
    return found


def contents_of(bundle: Bundle, user: Any) -> Contents:
    """Read what a bundle shows to `user`, in a number of queries that doesn't grow."""
    cases = list(cases_of(bundle, user))
    written = set(Rapportage.objects.filter(case__in=cases).values_list("case_id", flat=True))
    of_school = Case.objects.visible_to(user).filter(school=bundle.school_id).order_by()
    ids = of_school.values("pk")
    own = Case.objects.filter(pk__in=ids)
    now = counts_of(own, bundle.starts_on, bundle.ends_on)
    before = counts_of(own, *_period_before(bundle))
    return Contents(
        bundle=bundle,
        cases=[CaseInBundle(case, case.pk in written) for case in cases],
        counts=[Counted(str(LABELS[code]), now[code], before[code]) for code in LABELS],
        texts=list(bundle.texts.select_related("author")),
    )


@dataclass(frozen=True, slots=True)
class BundleRow:
    """A bundle in the list."""

    bundle: Bundle
    period: str


def bundles_for(user: Any) -> list[BundleRow]:
    """Return the bundles of the schools where `user` looks back, the latest first; one query."""
    found = Bundle.objects.visible_to(user).select_related("school", "done_by")
    return [BundleRow(bundle, period_label(bundle)) for bundle in found]


def _period_before(bundle: Bundle) -> tuple[date, date]:
    """Return the period of the same length before it."""
    years = bundle.ends_on.year - bundle.starts_on.year
    first = bundle.starts_on.replace(year=bundle.starts_on.year - years)
    return first, bundle.starts_on - timedelta(days=1)


def due_items(user: Any) -> list[DueItem]:
    """Return what `user` still has to look back on: one query, none for who has no such right."""
    if not schools_with(user, "meldcode.bundle"):
        return []
    return [
        DueItem(
            title=_("Look back on the Meldcode: %(years)s") % {"years": period_label(bundle)},
            url=reverse("meldcode:bundle", args=[bundle.pk]),
            kind="meldcode.bundle",
            due_on=bundle.due_on,
            detail=_("%(school)s: read the Rapportages and write what you see and do")
            % {"school": bundle.school},
            icon="chart",
        )
        for bundle in Bundle.objects.visible_to(user).open().select_related("school")
    ]
