"""What parents may read: to parents that something is there, to the school that somebody has to decide."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.mail import notify, register_notice
from core.workdays import today
from dossiers.models import Disclosure, DisclosureTerm, Withholding, entry_of
from schools.models import Guardian
from schools.notifications import tell
from schools.querysets import on_day

NEW = register_notice(
    "dossiers.new_for_parents", _("There is something new for you to read at the school.")
)
OPENS_SOON = register_notice(
    "dossiers.opens_soon",
    _("In a few days parents read what was written down. Look whether that can go on."),
)
UNDECIDED = register_notice(
    "dossiers.undecided", _("Nobody decided yet whether parents may read something.")
)
REVIEW = register_notice(
    "dossiers.withholding_review",
    _("Look again at what is kept from parents: the day for it is near."),
)
REVIEW_LATE = register_notice(
    "dossiers.withholding_late",
    _("The day has passed on which somebody had to look again at what is kept from parents."),
)


def opened_to_parents(made: Disclosure) -> None:
    """Tell the parents who can read it now, each at most once a day, whatever and however much it is."""
    for account in readers_of(made).values_list("user_id", flat=True):
        notify(
            user_id=account,
            notice=NEW,
            path=reverse("portal:children"),
            key=f"new-for-parents:{today():%Y%m%d}",
        )


def readers_of(made: Disclosure) -> Any:
    """Return the parents with an account who can read it: with gezag, not blocked, not withheld."""
    found = Guardian.objects.filter(
        on_day(today()), pupil=made.pupil_id, gezag=True, portal_blocked=False, user__is_active=True
    )
    if made.guardian_id is not None:
        found = found.filter(pk=made.guardian_id)
    entry = entry_of(made)
    if entry is None:
        return found
    kept = Withholding.objects.of_entry(entry).open()
    if kept.filter(guardian=None).exists():
        return found.none()
    return found.filter(~Q(pk__in=kept.values("guardian")))


def opens_soon(term: DisclosureTerm) -> None:
    """Tell the AF HGKM, one mail a school a day: parents read it soon, or somebody has to decide."""
    _to(term, "meldcode.open_case", OPENS_SOON)


def undecided(term: DisclosureTerm) -> None:
    """Tell the manager that the day has passed and nobody decided."""
    _to(term, "meldcode.confirm_decision", UNDECIDED)


def review_soon(kept: Withholding) -> None:
    """Tell the AF HGKM that the day of the review is near (A4)."""
    _to(kept, "meldcode.open_case", REVIEW)


def review_late(kept: Withholding) -> None:
    """Tell the manager that nobody looked again in time (A4)."""
    _to(kept, "meldcode.confirm_decision", REVIEW_LATE)


def _to(duty: DisclosureTerm | Withholding, permission: str, notice: str) -> None:
    tell(
        duty.school_id,
        permission,
        notice=notice,
        path=reverse("dossiers:parents_reading"),
        key=f"{notice}:{duty.school_id}:{today():%Y%m%d}",
    )
