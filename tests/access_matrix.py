"""Who gets what from every route. Read a row as: these people may; the object does not exist for those."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

PERSONAS = (
    "anonymous", "teacher", "colleague", "af", "manager", "bestuur", "beheerder", "contactpersoon",
    "parent", "other_teacher", "other_af", "other_manager", "other_parent", "outsider",
)  # fmt: skip
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

EVERYONE = frozenset(PERSONAS) - {"anonymous"}
OWN_SCHOOL = frozenset({"teacher", "colleague", "af", "manager"})
OTHER_SCHOOL = frozenset({"other_teacher", "other_af", "other_manager"})
TEACHING = OWN_SCHOOL | OTHER_SCHOOL
CASEWORK = frozenset({"af", "manager"})
CASEWORK_ANYWHERE = CASEWORK | {"other_af", "other_manager"}
PARENTS = frozenset({"parent", "other_parent"})

PUBLIC = {"healthz", "readyz"}


def _no_kwargs(world: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """`ok` may; for the rest the answer is 404 if the object is `hidden` from them, else 403.

    `get` and `post` are the answers to those who may; None means 405. An empty form is sent.
    """

    ok: frozenset[str]
    get: int | None = 200
    post: int | None = None
    hidden: frozenset[str] = frozenset()
    kwargs: Callable[[Any], dict[str, Any]] = field(default=_no_kwargs)


def people(*names: str | Iterable[str]) -> frozenset[str]:
    """Return a set from names and sets of names."""
    found: set[str] = set()
    for name in names:
        found |= {name} if isinstance(name, str) else set(name)
    return frozenset(found)


def of(path: str, argument: str = "pk") -> Callable[[Any], dict[str, Any]]:
    """Return the kwargs of a route about `world.<path>`."""

    def build(world: Any) -> dict[str, Any]:
        found = world
        for part in path.split("."):
            found = getattr(found, part)
        return {argument: found.pk}

    return build


def expected(row: Row, persona: str, method: str) -> int:
    """Return the status code that the matrix demands."""
    if persona not in row.ok:
        if persona == "anonymous":
            return 302
        return 404 if persona in row.hidden else 403
    answer = {"GET": row.get, "POST": row.post}.get(method)
    return 405 if answer is None else answer


# allauth's own pages: what they ask of whom is tested in tests/accounts.
ALLAUTH = {
    "account_login", "account_logout", "account_reauthenticate", "account_change_password",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}  # fmt: skip
MATRIX: dict[str, Row] = {}
