"""Everybody who may come near a case: by a role, by a grant on it, or shut out of it (R1, M8)."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from accounts.models import User
from core.actors import SYSTEM
from core.workdays import today
from meldcode.models import Case, Involvement
from meldcode.scope import AF_PLACE, DECIDER, MANAGER_PLACE, READER
from schools.grants import grant
from schools.roles import Role
from tests.factories import World, make_member, make_user

# Persona → the permission on the one case that a grant gives them; they hold no role at all.
BY_GRANT = {
    "deputy_manager": MANAGER_PLACE,
    "deputy_af": AF_PLACE,
    "decider": DECIDER,
    "reader": READER,
}
SHUT_OUT = ("shut_af", "shut_manager")
OF_THE_WORLD = (
    "af", "manager", "teacher", "bestuur", "beheerder", "parent", "other_af", "other_manager", "outsider",
)  # fmt: skip
PERSONAS = (*OF_THE_WORLD, "both", *BY_GRANT, *SHUT_OUT, "system")


@dataclass
class Cast:
    """`world`'s people and `more`. `makers` is the same world with another AF HGKM and manager.

    What a test starts from is made by them, so that nobody in the cast confirms what they wrote.
    """

    world: World
    makers: World
    more: dict[str, User]

    def actor(self, persona: str) -> Any:
        """Return who acts: an account, or SYSTEM."""
        if persona == "system":
            return SYSTEM
        return self.more.get(persona) or self.world.user(persona)

    def join(self, case: Case) -> Case:
        """Give the readers and deputies their grant on a case, and shut out who is involved in it."""
        for persona, permission in BY_GRANT.items():
            grant(
                actor=self.makers.manager,
                user=self.more[persona],
                permission=permission,
                obj=case,
                reason="Neemt deze plaats in.",
                expires_on=today() + timedelta(days=60),
            )
        # Who stands in for the AF HGKM reads the dossiers too, as when the board names them.
        for pupil in (case.pupil, self.world.pupil, self.world.second_pupil):
            grant(
                actor=self.makers.manager,
                user=self.more["deputy_af"],
                permission="view_dossier",
                obj=pupil,
                reason="Neemt deze plaats in.",
                expires_on=today() + timedelta(days=60),
            )
        for persona in SHUT_OUT:
            Involvement.objects.create(
                school_id=case.school_id,
                case=case,
                author=self.makers.manager,
                person=self.more[persona],
                kind=Involvement.Kind.CLOSE,
                reason="Staat dicht bij het gezin.",
            )
        return case


def make_cast(world: World) -> Cast:
    """Make everybody."""

    def staff(*roles: Role) -> User:
        user = make_user()
        for role in roles:
            make_member(user, world.school, role)
        return user

    more = {persona: make_user() for persona in BY_GRANT}
    more["both"] = staff(Role.AF_HGKM, Role.MANAGER)
    more["shut_af"] = staff(Role.AF_HGKM)
    more["shut_manager"] = staff(Role.MANAGER)
    makers = replace(world, af=staff(Role.AF_HGKM), manager=staff(Role.MANAGER))
    return Cast(world=world, makers=makers, more=more)
