"""What somebody can do now, as big buttons: by permission, in the order of a working day."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.views import may
from schools.models import Pupil


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button for who holds `permission`: what it does, and in one sentence when to use it."""

    url_name: str
    permission: str
    label: Promise
    text: Promise
    icon: str

    @property
    def url(self) -> str:
        """Where the button leads."""
        return reverse(self.url_name)


ACTIONS = (
    QuickAction(
        "dossiers:pick_pupil",
        "dossiers.log_signal",
        _("Log a signal"),
        _("You noticed something about a pupil. It takes four short steps."),
        "signal",
    ),
    QuickAction(
        "incidents:report",
        "incidents.register_incident",
        _("Register an incident"),
        _("Something happened at school: bullying, threat, violence, an accident."),
        "incident",
    ),
    QuickAction(
        "meldcode:acute",
        "meldcode.read_guide",
        _("Acute danger"),
        _("A child is not safe now: whom to call, and what you do first."),
        "phone",
    ),
    QuickAction(
        "meldcode:cases",
        "meldcode.view_case",
        _("Meldcode cases"),
        _("The cases of your school, and in which step they are."),
        "meldcode",
    ),
    QuickAction(
        "dossiers:parents_reading",
        "dossiers.disclose_entry",
        _("What parents read"),
        _("What opens to parents soon, what you decide, and what is kept from them."),
        "family",
    ),
    QuickAction(
        "protocols:start",
        "protocols.start_run",
        _("Start a protocol"),
        _("A calamity, a suspension, a death: step by step, with who does what."),
        "protocol",
    ),
    QuickAction(
        "monitoring:figures",
        "monitoring.view_figures",
        _("See the figures"),
        _("The school year in figures, without any child that can be recognised."),
        "chart",
    ),
    QuickAction(
        "meldcode:deputies",
        "meldcode.name_deputy",
        _("Deputies in Meldcode cases"),
        _("Somebody is involved, or two disagree: you name who takes a place in a case."),
        "staff",
    ),
    QuickAction(
        "schools:import_new",
        "schools.import_pupils",
        _("Import pupils"),
        _("From the pupil administration. You see first what would change."),
        "upload",
    ),
    QuickAction(
        "schools:beheer",
        "schools.manage_staff",
        _("Roles and guardians"),
        _("Who works where and in which role, and which parents may log in."),
        "staff",
    ),
)
MY_CHILD = QuickAction(
    "portal:children",
    "",
    _("My child"),
    _("Read what the school wrote down about your child."),
    "family",
)

NOTHING_WAITS = {
    "dossiers:pick_pupil": _(
        "Here stands what you have to do and before which day: a hand-over, an agreement to look at"
        " again, a step in a case. You also get a mail when something waits."
    ),
    "schools:beheer": _(
        "Here stands what you have to do: a file with pupils to confirm, staff without a role, pupils of"
        " whom nobody with gezag is recorded."
    ),
    "monitoring:figures": _(
        "Here stands when the yearly monitoring of a school is to be discussed and concluded."
    ),
    "portal:children": _(
        "You don't have to do anything here. Do you have a question about your child? Call the school."
    ),
}
"""What will stand on the page once something waits, for who has that button; the first that fits."""


def nothing_waits(actions: list[QuickAction]) -> str:
    """Return what the empty page says to who has these buttons; '' for who has none of them."""
    names = {action.url_name for action in actions}
    return next((str(text) for name, text in NOTHING_WAITS.items() if name in names), "")


def actions_for(user: Any) -> list[QuickAction]:
    """Return the buttons for `user`: one permission check each, one query for the own children."""
    found = [action for action in ACTIONS if may(user, action.permission)]
    if Pupil.objects.of_guardian(user).exists():
        found.append(MY_CHILD)
    return found
