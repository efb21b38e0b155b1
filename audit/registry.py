"""Every action that may stand in the audit log, with a sentence for people. An unknown action is refused."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Action:
    """`sentence` reads after the actor's name; `look` marks reading instead of changing."""

    code: str
    sentence: Promise
    look: bool = False


_actions: dict[str, Action] = {}


def register(code: str, sentence: Promise, *, look: bool = False) -> str:
    """Register an action and return its code. Codes are `<app>.<what_happened>`."""
    if code in _actions:
        raise ValueError(f"audit action {code} is registered twice")
    _actions[code] = Action(code, sentence, look)
    return code


def get(code: str) -> Action:
    """Return the action. Raises KeyError for a code that no app registered."""
    return _actions[code]


def all_actions() -> list[Action]:
    """Return every action, sorted by code."""
    return sorted(_actions.values(), key=lambda action: action.code)


REFUSED = register("audit.refused", _("was refused access"), look=True)
NOT_FOUND = register(
    "audit.not_found", _("asked for something that does not exist for them"), look=True
)
