"""The board names who takes a place in a case that it can't see itself (R4, M8)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from core.actors import Actor
from core.context import acting_as_system
from core.errors import IllegalTransition, Refused
from core.workdays import today
from meldcode import events, people_mail
from meldcode.models import Case, CaseGrant, Decision, DeputyRequest
from meldcode.scope import holders_on
from meldcode.services.base import locked, log, person, require
from meldcode.services.places import CONFIRMING, GRANTS, LEADING, Place
from meldcode.workflow import State
from schools import grants
from schools.models import Guardian, Membership, Pupil, PupilGrant, School
from schools.querysets import on_day
from schools.roles import PERMISSIONS

LONGEST = timedelta(days=366)
"""For how long somebody may be let into a case at most; it can be done again."""
USUAL = timedelta(days=91)
"""What the form proposes."""

# Who takes one place can't take the other as well: two people weigh together, and a third one chooses.
_OTHERS = {
    Place.MANAGER: (LEADING,),
    Place.AF_HGKM: (CONFIRMING,),
    Place.DECIDER: (LEADING, CONFIRMING),
}


def kept_away(case: Case) -> set[int]:
    """Return the accounts that can't be let into a case: shut out of it, or a parent of its children."""
    with acting_as_system():
        involved = case.involvement_set.filter(ended_at__isnull=True)
        children = case.casepupil_set.values("pupil")
        parents = Guardian.objects.filter(pupil__in=children, user__isnull=False)
        return {
            *involved.values_list("person_id", flat=True),
            *(key for key in parents.values_list("user_id", flat=True) if key),
        }


def deputy_candidates(request: DeputyRequest) -> list[User]:
    """Return whom the board may name: AF HGKM and managers of its other schools, and the bestuur.

    Never who is shut out, a parent in the case, who holds the other place in it or wrote one of the
    proposals between which the deputy chooses. Asked as SYSTEM; the names tell nothing about the case.
    """
    with acting_as_system():
        case = Case.objects.select_related("school").get(pk=request.case_id)
        no = kept_away(case)
        for permission in _OTHERS[Place(request.place)]:
            no |= {user.pk for user in holders_on(case, permission)}
        if request.place == Place.DECIDER:
            waiting = case.decision_set.filter(state=Decision.State.PROPOSED)
            no |= set(waiting.values_list("author_id", flat=True))
        found = User.objects.filter(memberships__in=_of_board(case.school), is_active=True)
        return list(found.exclude(pk__in=no).distinct().order_by("display_name", "pk"))


def _of_board(school: School) -> Iterable[Membership]:
    casework = Q(role__in=PERMISSIONS["meldcode.manage_people"]) & ~Q(school=school)
    board = Q(role__in=PERMISSIONS["meldcode.name_deputy"])
    return Membership.objects.filter(on_day(today()), casework | board, board=school.board_id)


@transaction.atomic
def name_deputy(*, actor: Actor, request: DeputyRequest, who: User, until: date) -> DeputyRequest:
    """Let `who` take a place in a case until a day; the board learns nothing of the case. Returns it.

    The deputy of the AF HGKM may read the dossiers of the children, and of their brothers and sisters at
    the school, until the same day (D7). Raises PermissionDenied; IllegalTransition when another was
    named or nobody is needed any more; Refused for somebody who can't take this place or an impossible
    day.
    """
    with acting_as_system():
        case = locked(request.case_id)
        request = _locked(request)
        require(actor, "meldcode.name_deputy", request)
        if request.deputy_id == who.pk and request.until == until:
            return request
        if not request.is_open or case.state == State.CLOSED:
            raise IllegalTransition(
                _("A deputy was named already, or is not needed any more. Reload the page.")
            )
        if who not in deputy_candidates(request):
            raise Refused(
                _("This person cannot take this place. Choose somebody else."), field="who"
            )
        _let_in(actor, case, request, who, until)
        request.done_on, request.done_by_id = today(), person(actor)
        request.save(update_fields=["deputy", "until", "done_on", "done_by"])
        log(events.DEPUTY_NAMED, actor=actor, case=case, place=request.place, deputy=who.pk)
        people_mail.deputy_named(request)
        return request


@transaction.atomic
def prolong_deputy(*, actor: Actor, request: DeputyRequest, until: date) -> DeputyRequest:
    """Let a deputy who was named stay until another day. Returns the request.

    Raises PermissionDenied; IllegalTransition when nobody was named, the case is closed, or the deputy
    can't take the place any more (shut out meanwhile); Refused for an impossible day.
    """
    with acting_as_system():
        case = locked(request.case_id)
        request = _locked(request)
        require(actor, "meldcode.name_deputy", request)
        if request.until == until:
            return request
        deputy = request.deputy
        if deputy is None or not is_still_deputy(request, case):
            raise IllegalTransition(
                _("This deputy is not needed any more, or cannot stay. Reload the page.")
            )
        _let_in(actor, case, request, deputy, until)
        request.save(update_fields=["deputy", "until"])
        log(events.DEPUTY_NAMED, actor=actor, case=case, place=request.place, deputy=deputy.pk)
        people_mail.deputy_named(request)
        return request


def is_still_deputy(request: DeputyRequest, case: Case) -> bool:
    """Return whether the deputy may go on: the case runs, and nothing keeps them away from it."""
    if case.state == State.CLOSED or request.deputy is None or not request.deputy.is_active:
        return False
    settled = request.place == Place.DECIDER and case.state != State.DISPUTED
    return not settled and request.deputy_id not in kept_away(case)


def _locked(request: DeputyRequest) -> DeputyRequest:
    rows = DeputyRequest.objects.select_for_update(of=("self",))
    found: DeputyRequest = rows.select_related("deputy").get(pk=request.pk)
    return found


def check_day(until: date, *, field: str) -> None:
    """Raise Refused for a day that has passed or lies more than a year ahead."""
    if until < today():
        raise Refused(_("This date has passed. Choose today or later."), field=field)
    if until > today() + LONGEST:
        raise Refused(_("Choose a day within a year."), field=field)


def _let_in(actor: Actor, case: Case, request: DeputyRequest, who: User, until: date) -> None:
    check_day(until, field="until")
    reason = str(request.get_place_display())
    grants.grant(
        actor=actor,
        user=who,
        permission=GRANTS[Place(request.place)],
        obj=case,
        reason=reason,
        expires_on=until,
    )
    request.deputy, request.until = who, until
    if request.place == Place.AF_HGKM:
        for pupil in _family(case):
            _open_dossier(actor, pupil, who, until)


def _family(case: Case) -> list[Pupil]:
    """The children of the case, and their brothers and sisters at the school (D7)."""
    inside = case.casepupil_set.values("pupil")
    family = Q(pk__in=inside) | Q(siblings__in=inside)
    return list(Pupil.objects.filter(family, school_id=case.school_id).distinct())


def _open_dossier(actor: Actor, pupil: Pupil, who: User, until: date) -> None:
    """Who has access for longer already, as a stand-in, keeps it."""
    longer = PupilGrant.objects.filter(content_object=pupil, user=who, expires_on__gte=until)
    if not longer.exists():
        # The reason may be read by whoever sees who has access to a dossier: it names no case.
        grants.grant(
            actor=actor,
            user=who,
            permission="view_dossier",
            obj=pupil,
            reason=_("Stands in at this school."),
            expires_on=until,
        )


def end_places(*, actor: Actor, case: Case, who: User) -> None:
    """End everything that was given to `who` in this case, and the dossiers that came along with it."""
    for given in CaseGrant.objects.select_for_update().filter(content_object=case, user=who):
        if given.permission.codename == GRANTS[Place.AF_HGKM]:
            opened = PupilGrant.objects.filter(
                user=who, content_object__in=_family(case), expires_on=given.expires_on
            )
            for dossier in opened:
                grants.end(actor=actor, given=dossier)
        grants.end(actor=actor, given=given)
