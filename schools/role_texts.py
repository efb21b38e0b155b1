"""What a role may see and do, in words for who gives it, and what the administration calls people."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from schools.roles import BOARD_WIDE, Role

MAY: Final[dict[Role, Promise]] = {
    Role.LEERKRACHT: _(
        "Logs signals and talks, and reads the dossiers of the own group. Opens another pupil's "
        "dossier only after giving a reason. Sees no Meldcode case."
    ),
    Role.AF_HGKM: _(
        "Sees every dossier of the school, opens Meldcode cases, answers the weighing questions "
        "and proposes a decision. Does not confirm it."
    ),
    Role.MANAGER: _(
        "Sees every dossier of the school, confirms decisions and reports, sees the figures and "
        "gets what is overdue."
    ),
    Role.BESTUUR: _(
        "Sees figures per school, with small numbers hidden. Sees no pupil and no dossier."
    ),
    Role.BESTUURSONDERSTEUNER: _(
        "Sees the same figures as the bestuur. Sees no pupil and no dossier."
    ),
    Role.CONTACTPERSOON: _(
        "Is the first person to turn to for complaints. Sees no dossier by this role alone."
    ),
    Role.BEHEERDER: _(
        "Imports pupils, keeps accounts, roles and parents. Sees no content of dossiers or cases."
    ),
}

TASKS: Final[dict[str, Promise]] = {
    "ADJ": _("deputy head"),
    "ADM": _("administration"),
    "CON": _("caretaker"),
    "DIR": _("head of school"),
    "ICT": _("ICT"),
    "IB": _("intern begeleider"),
    "KLA": _("class assistant"),
    "LRK": _("teacher"),
    "LOS": _("speech therapist"),
    "LOC": _("head of location"),
    "OWA": _("teaching assistant"),
    "OUD": _("parent who helps"),
    "RT": _("remedial teacher"),
    "SMW": _("school social work"),
    "STA": _("trainee"),
    "TAL": _("language coordinator"),
    "VAK": _("subject teacher"),
}
"""What the codes of EDEXML say somebody does. A hint for a person: a file never gives a role."""


def explained() -> list[tuple[Role, Promise, Promise, bool]]:
    """Return each role with its name, what it may, and whether it may count for a whole board."""
    return [(role, role.label, MAY[role], role in BOARD_WIDE) for role in Role]


def tasks_of(codes: str) -> list[Promise]:
    """Return in words what a member of staff does, by the codes of the administration."""
    return [TASKS[code] for code in codes.split(",") if code in TASKS]
