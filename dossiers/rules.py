"""Who may do what in a dossier. The role is one half; the other is a cause to open *this* one (R1).

A cause is: the pupil is in a group that I teach; I am AF HGKM or manager of the school; I stated a
purpose less than twelve hours ago; I was given access to this dossier until a day. Pages ask for the
permission of the role and show the purpose gate when the cause is missing; services ask for both.
Parents have no permission here: they read in the portal.
"""

from typing import Any

import rules

from dossiers.models import Disclosure, HandOver, LookFinding, Opening, ParentContact, Signal, Talk
from schools.grants import granted
from schools.kept_out import pupils_led_by
from schools.models import Pupil
from schools.scope import holds, schools_with


def pupil_id_of(obj: Any) -> Any:
    """Return the id of the pupil that an object of the dossier is about, or the pupil's own."""
    return obj.pk if isinstance(obj, Pupil) else obj.pupil_id


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def in_own_group(user: Any, obj: Any = None) -> bool:
    """The pupil is in a group that the user teaches today."""
    return obj is not None and (
        Pupil.objects.in_own_group(user).filter(pk=pupil_id_of(obj)).exists()
    )


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def has_opening(user: Any, obj: Any = None) -> bool:
    """The user stated a purpose for this pupil, and its hours still run."""
    return obj is not None and (
        Opening.objects.running(user).filter(pupil_id=pupil_id_of(obj)).exists()
    )


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def has_grant(user: Any, obj: Any = None) -> bool:
    """The user was given access to this pupil's dossier until a day."""
    return obj is not None and (
        granted(user, "view_dossier").filter(content_object_id=pupil_id_of(obj)).exists()
    )


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_author(user: Any, obj: Any = None) -> bool:
    """The user wrote this record."""
    return isinstance(obj, Signal | HandOver | ParentContact) and obj.author_id == user.pk


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def holds_talk(user: Any, obj: Any = None) -> bool:
    """The user planned this talk, or is its second professional (D8)."""
    return isinstance(obj, Talk) and user.pk in (obj.author_id, obj.second_id)


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def wrote(user: Any, obj: Any = None) -> bool:
    """The user wrote this entry: a signal, a contact, or this version of a report."""
    return bool(getattr(obj, "author_id", None) == user.pk)


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def reads_as_parent(user: Any, obj: Any = None) -> bool:
    """What was opened is open to this user, as a parent, now (A1, A4, R7)."""
    return isinstance(obj, Disclosure) and (
        Disclosure.objects.open_to(user).filter(pk=obj.pk).exists()
    )


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_assignee(user: Any, obj: Any = None) -> bool:
    """The evaluation is put down for this user."""
    return bool(getattr(obj, "assignee_id", None) == user.pk)


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def reviews(user: Any, obj: Any = None) -> bool:
    """The finding is for this user's role, and not about the user."""
    if not isinstance(obj, LookFinding) or obj.user_id == user.pk:
        return False
    whose = "manager" if obj.of_manager else "staff"
    return obj.school_id in schools_with(user, f"dossiers.review_looks_of_{whose}")


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_own_opening(user: Any, obj: Any = None) -> bool:
    """The user stated this purpose."""
    return isinstance(obj, Opening) and obj.user_id == user.pk


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def is_answerer(user: Any, obj: Any = None) -> bool:
    """The user answered this request."""
    return obj is not None and getattr(obj, "done_by_id", None) == user.pk


@rules.predicate  # type: ignore[untyped-decorator]  # rules has no types
def leads(user: Any, obj: Any = None) -> bool:
    """The user takes the AF HGKM's place about this pupil, named by the board (M8)."""
    return obj is not None and pupil_id_of(obj) in pupils_led_by(user)


_at_school = holds("dossiers.open_dossier")
_casework = holds("dossiers.open_without_purpose")

rules.add_perm("dossiers.open_dossier", _at_school | has_grant)
# The cause itself: everybody who writes or reads in a dossier needs it beside the permission.
rules.add_perm(
    "dossiers.has_cause", _casework | has_grant | (_at_school & (in_own_group | has_opening))
)
for _permission in (
    "log_signal", "log_talk", "set_follow_up", "hand_over", "plan_talk", "take_in_request",
    "answer_request", "keep_consents", "record_information", "attach_file", "export_dossier",
    "export_table", "withhold_entry",
):  # fmt: skip
    rules.add_perm(f"dossiers.{_permission}", holds(f"dossiers.{_permission}"))
# A2: who granted an erasure carries it out; Postgres asks the same.
rules.add_perm("dossiers.erase_entry", holds("dossiers.answer_request") & is_answerer)
# D6: a correction comes from who wrote it, or from who answers for the dossier.
rules.add_perm("dossiers.correct_entry", holds("dossiers.correct_entry") & (is_author | _casework))
# D8: changing a talk, inviting to it and its report are for who holds it, or answers for the dossier.
rules.add_perm("dossiers.hold_talk", holds("dossiers.plan_talk") & (holds_talk | _casework))
# D8: a parent reads the letters and reports that are open to them, and signs a report.
rules.add_perm("dossiers.read_as_parent", reads_as_parent)
rules.add_perm("dossiers.sign_report", reads_as_parent)
rules.add_perm(
    "dossiers.finish_follow_up", holds("dossiers.set_follow_up") & (is_assignee | _casework)
)
rules.add_perm(
    "dossiers.view_hand_over", (_at_school & is_author) | holds("meldcode.view_case") | leads
)
rules.add_perm("dossiers.take_over", holds("meldcode.open_case") | leads)
rules.add_perm("dossiers.disclose_entry", holds("dossiers.disclose_entry"))
# So parents read it: for who wrote it, before they do (A1).
rules.add_perm("dossiers.preview_entry", (_at_school & wrote) | holds("dossiers.disclose_entry"))
# Who looked would tell a teacher of a case of the Meldcode (R1), so it is for AF HGKM and manager.
rules.add_perm("dossiers.see_looks", holds("dossiers.see_looks"))
# A8: the list is for both; one finding is for the manager, or for the AF HGKM if it is the manager's.
rules.add_perm("dossiers.review_looks", holds("dossiers.review_looks"))
rules.add_perm("dossiers.review_finding", reviews)
rules.add_perm("dossiers.close_opening", is_own_opening)
