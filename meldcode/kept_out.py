"""What the Meldcode keeps from who is shut out of a case: its children, its events, its deputies (R1)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from core.context import acting_as_system
from core.workdays import today
from meldcode.models import Case, CaseGrant, CasePupil, DeputyRequest, Involvement
from meldcode.scope import AF_PLACE, places_of, shut_out
from meldcode.workflow import State
from schools.kept_out import Keeper, KeptOut, register
from schools.models import Pupil
from schools.scope import once_a_request


class ShutOut(Keeper):
    """Asked as SYSTEM: for who is shut out, the case does not exist, nor the row that says so."""

    def of(self, user: Any) -> KeptOut:
        """Return what is kept from `user`; five queries a request for who is shut out of anything."""
        cases = shut_out(user)
        if not cases:
            return KeptOut()
        return once_a_request(user, "kept_from", lambda: _read(cases))

    def people(self, pupil_id: Any) -> Collection[int]:
        """Return who is shut out of a case about this child, a closed one too."""
        with acting_as_system():
            cases = CasePupil.objects.filter(pupil_id=pupil_id).values("case")
            found = Involvement.objects.filter(case__in=cases, ended_at__isnull=True)
            return set(found.values_list("person_id", flat=True))

    def led_by(self, user: Any) -> frozenset[UUID]:
        """Return the children of the running cases in which `user` takes the AF HGKM's place."""
        return once_a_request(user, "leads", lambda: _led(user))

    def leaders(self, pupil_id: Any) -> Collection[int]:
        """Return who takes the AF HGKM's place in a running case about this child."""
        with acting_as_system():
            links = CasePupil.objects.filter(pupil_id=pupil_id).exclude(case__state=State.CLOSED)
            found = CaseGrant.objects.filter(
                content_object__in=links.values("case"),
                permission__codename=AF_PLACE,
                expires_on__gte=today(),
            )
            return set(found.values_list("user_id", flat=True)) - set(self.people(pupil_id))


def _led(user: Any) -> frozenset[UUID]:
    cases = places_of(user, AF_PLACE)
    if not cases:
        return frozenset()
    with acting_as_system():
        links = CasePupil.objects.filter(case__in=cases).exclude(case__state=State.CLOSED)
        return frozenset(links.values_list("pupil_id", flat=True))


def _read(cases: tuple[UUID, ...]) -> KeptOut:
    with acting_as_system():
        inside = CasePupil.objects.filter(case__in=cases).values("pupil")
        pupils = frozenset(inside.values_list("pupil_id", flat=True))
        family = Pupil.objects.filter(siblings__in=pupils).values_list("pk", flat=True)
        deputies = DeputyRequest.objects.filter(case__in=cases, deputy__isnull=False)
        return KeptOut(
            schools=frozenset(
                Case.objects.filter(pk__in=cases).values_list("school_id", flat=True)
            ),
            pupils=pupils,
            objects=frozenset((Case._meta.label_lower, str(case)) for case in cases),
            actors=frozenset(deputies.values_list("deputy_id", flat=True)),
            family=pupils | frozenset(family),
        )


def registering() -> None:
    """Register it; called once, when the app is ready."""
    register(ShutOut())
