"""What is kept from somebody about a pupil, because they are involved in person, and who takes their place
(R1, M8).

Rooms that shut people out of something register how to find it; lists, mail and the log of looking ask
here. Nothing here tells the person that something is kept from them.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class KeptOut:
    """What is kept from a person: `objects` by type and id, about `pupils`.

    `actors` are let in without this person's knowing, and read in the dossiers of `family`.
    """

    schools: frozenset[int] = frozenset()
    pupils: frozenset[UUID] = frozenset()
    objects: frozenset[tuple[str, str]] = frozenset()
    actors: frozenset[int] = frozenset()
    family: frozenset[UUID] = frozenset()


class Keeper:
    """What a room registers; it answers what it knows of, and nothing else is kept or led.

    Asked as SYSTEM: who is kept out can't read the rows that say so.
    """

    def of(self, user: Any) -> KeptOut:
        """Return what is kept from `user`; without a query when it is nothing."""
        return KeptOut()

    def people(self, pupil_id: Any) -> Collection[int]:
        """Return the accounts from whom something about the pupil is kept."""
        return ()

    def led_by(self, user: Any) -> frozenset[UUID]:
        """Return the children about whom `user` takes the AF HGKM's place, at a school not their own."""
        return frozenset()

    def leaders(self, pupil_id: Any) -> Collection[int]:
        """Return the accounts that take the AF HGKM's place about this child."""
        return ()


_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Register what a room keeps from people."""
    _keepers.append(keeper)


def pupils_kept_from(user: Any) -> frozenset[UUID]:
    """Return the children about whom a new worry does not go to `user`."""
    return frozenset().union(*(keeper.of(user).pupils for keeper in _keepers))


def schools_kept_from(user: Any) -> frozenset[int]:
    """Return the schools where something is kept from `user`: their exact counts would tell of it."""
    return frozenset().union(*(keeper.of(user).schools for keeper in _keepers))


def people_kept_from(pupil_id: Any) -> frozenset[int]:
    """Return the accounts to which a new worry about this child does not go."""
    return frozenset().union(*(keeper.people(pupil_id) for keeper in _keepers))


def hidden_events(user: Any) -> Q:
    """Return which events of the log do not exist for `user`: of what is kept from them.

    Also what the deputies did in these children's dossiers, and that they were let in: it would tell.
    """
    hidden = Q(pk__in=[])
    for keeper in _keepers:
        kept = keeper.of(user)
        for object_type, object_id in kept.objects:
            hidden |= Q(object_type=object_type, object_id=object_id)
        if kept.actors:
            here = Q(pupil_id__in=kept.family)
            hidden |= here & Q(actor_id__in=kept.actors)
            hidden |= here & Q(detail__grantee__in=list(kept.actors))
    return hidden


def actors_kept_from(user: Any) -> frozenset[int]:
    """Return the accounts that act somewhere without `user` knowing of it."""
    return frozenset().union(*(keeper.of(user).actors for keeper in _keepers))


def actors_hidden_from(user: Any, pupil_id: UUID) -> frozenset[int]:
    """Return the accounts whose access to this child's dossier `user` does not see."""
    kept = [keeper.of(user) for keeper in _keepers]
    return frozenset().union(*(one.actors for one in kept if pupil_id in one.family))


def pupils_led_by(user: Any) -> frozenset[UUID]:
    """Return the children about whom a new worry goes to `user`, in the AF HGKM's place."""
    return frozenset().union(*(keeper.led_by(user) for keeper in _keepers))


def leaders_about(pupil_id: Any) -> frozenset[int]:
    """Return the accounts to which a new worry about this child goes too, in the AF HGKM's place."""
    return frozenset().union(*(keeper.leaders(pupil_id) for keeper in _keepers))
