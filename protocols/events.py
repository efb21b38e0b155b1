"""What this app writes in the audit log."""

from django.utils.translation import gettext_lazy as _

from audit.registry import register

VIEWED = register("protocols.run_viewed", _("looked at a protocol that was started"), look=True)
STARTED = register("protocols.run_started", _("started a protocol"))
TAKEN = register("protocols.step_taken", _("took on a step of a protocol"))
COMPLETED = register("protocols.step_completed", _("ticked off a step of a protocol"))
SKIPPED = register("protocols.step_skipped", _("skipped a step of a protocol, with a reason"))
FINISHED = register("protocols.steps_finished", _("finished the last step of a protocol"))
CLOSED = register("protocols.run_closed", _("evaluated and closed a protocol"))
