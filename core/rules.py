"""Who may do what with a document that the worker made: its owner, and nobody else."""

from typing import Any

import rules


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_owner(user: Any, obj: Any = None) -> bool:
    """The document was asked for by this user; without an object: anybody's own list."""
    return obj is None or obj.owner_id == user.pk


rules.add_perm("core.own_documents", rules.is_authenticated & is_owner)
