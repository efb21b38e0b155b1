"""`manage.py verify_audit`: exits 0 when the audit log is whole, 1 with the broken places when not."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from audit.models import Event
from audit.verify import faults
from core.context import acting_as_system


class Command(BaseCommand):
    """Check every hash chain."""

    help = "Checks that no audit event was changed, removed or moved."

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as_system():
            found = faults()
            count = Event.objects.count()
        for fault in found:
            self.stderr.write(f"chain {fault.chain}, event {fault.seq}: {fault.what}")
        if found:
            raise CommandError(f"{len(found)} faults in {count} events")
        self.stdout.write(f"{count} events, whole")
