"""docs/access.md as text: the table role × permission, made from schools/roles.py."""

from django.utils import translation

from schools.roles import AREAS, PERMISSIONS, Role

_HEAD = """# Who may do what

Made by `make access-docs` from `schools/roles.py`; a test compares it. A permission counts at the schools where
somebody holds the role, from its first to its last day. Next to it stand rules that no table can say:

- A leerkracht opens a dossier of the own group at once; another one of the school after stating a purpose (R1).
- Nobody confirms the own proposal (M8). A form can't get around it, and neither can the database.
- A parent has no role: the portal opens per child, with gezag, running dates and no block. It shows what was
  disclosed, and nothing of the Meldcode.
- A stand-in or external gets one dossier or one case, with a reason, until a day.
- Whoever has no permission gets 403; what does not exist for somebody (another school) is 404. Both are logged.
"""


def _table(title: str, rows: dict[str, frozenset[Role]]) -> str:
    head = f"| {title} | " + " | ".join(role.value for role in Role) + " |"
    rule = "| --- |" + " :-: |" * len(Role)
    lines = [
        f"| `{name}` | " + " | ".join("●" if role in roles else "" for role in Role) + " |"
        for name, roles in rows.items()
    ]
    return "\n".join([head, rule, *lines])


def text() -> str:
    """Return the whole file, in English."""
    with translation.override("en"):
        names = "\n".join(f"- `{role.value}`: {role.label}" for role in Role)
        return "\n".join([
            _HEAD,
            "## Roles\n",
            names,
            "\n## Permissions\n",
            _table("permission", PERMISSIONS),
            "\n## What row-level security lets through\n",
            "The coarse net under it, per kind of table (see docs/adr/0001).\n",
            _table("area", AREAS),
            "",
        ])  # fmt: skip
