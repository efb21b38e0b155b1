"""What is kept of changes in the registry by people. An import's own actions are in imports.py."""

from django.utils.translation import gettext_lazy as _

from audit import registry

BOARD_MADE = registry.register("schools.board_made", _("made a school board"))
DISCLOSURE_DAYS_SET = registry.register(
    "schools.disclosure_days_set", _("changed after how many days parents read what was written")
)
CASE_RETENTION_SET = registry.register(
    "schools.case_retention_set", _("changed for how many years a Meldcode case is kept")
)
SCHOOL_RENAMED = registry.register("schools.school_renamed", _("changed the name of a school"))
IMPORT_UPLOADED = registry.register("schools.import_uploaded", _("uploaded a file for a preview"))
IMPORT_CANCELLED = registry.register("schools.import_cancelled", _("cancelled an import"))
ACCOUNT_LINKED = registry.register(
    "schools.account_linked", _("linked an account to a member of staff")
)
ROLE_GIVEN = registry.register("schools.role_given", _("gave a role"))
ROLE_CHANGED = registry.register("schools.role_changed", _("changed how long a role holds"))
ROLE_ENDED = registry.register("schools.role_ended", _("ended a role"))
TEACHER_SET = registry.register("schools.teacher_set", _("gave a group to a teacher"))
TEACHER_ENDED = registry.register("schools.teacher_ended", _("took a group from a teacher"))
GUARDIANS_VIEWED = registry.register(
    "schools.guardians_viewed", _("looked at the parents of the pupil"), look=True
)
GUARDIAN_ADDED = registry.register("schools.guardian_added", _("recorded a parent"))
GUARDIAN_CHANGED = registry.register("schools.guardian_changed", _("changed the data of a parent"))
GUARDIAN_ENDED = registry.register("schools.guardian_ended", _("ended the record of a parent"))
GUARDIAN_BLOCKED = registry.register("schools.guardian_blocked", _("blocked the parents' portal"))
GUARDIAN_UNBLOCKED = registry.register(
    "schools.guardian_unblocked", _("opened the parents' portal again")
)
GUARDIAN_ACCOUNT = registry.register(
    "schools.guardian_account", _("gave a parent access to the portal")
)
PARTNER_ADDED = registry.register("schools.partner_added", _("added an entry to the sociale kaart"))
PARTNER_CORRECTED = registry.register(
    "schools.partner_corrected", _("corrected an entry of the sociale kaart")
)
PARTNER_CHECKED = registry.register(
    "schools.partner_checked", _("checked an entry of the sociale kaart")
)
PARTNER_ARCHIVED = registry.register(
    "schools.partner_archived", _("took an entry out of the sociale kaart")
)
