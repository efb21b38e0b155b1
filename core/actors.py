"""Who acts. Every service takes an `actor`: a user, or SYSTEM for what the clock does."""

from typing import Protocol


class Actor(Protocol):
    """A person with an account, or the system itself."""

    @property
    def pk(self) -> int | None: ...

    @property
    def is_system(self) -> bool: ...


class _System:
    """The named actor of scheduled work; it has no account and no rights of its own."""

    pk: int | None = None
    is_system = True

    def __str__(self) -> str:
        return "systeem"


SYSTEM: Actor = _System()
