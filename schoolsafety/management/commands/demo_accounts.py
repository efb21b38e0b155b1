"""`demo_accounts`: who can log in to the demo, for the terminal of `make run`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints a line an account: who it is, login name, password. Refuses outside demo mode."""

    help = "Print the demo accounts and their password (demo mode only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("There are no demo accounts: this is not demo mode.")
        accounts = settings.DEMO_ACCOUNTS
        width = max(len(one["label"]) for one in accounts)
        login = max(len(one["username"]) for one in accounts)
        self.stdout.write("Demo accounts (role – login name – password):")
        for one in accounts:
            self.stdout.write(
                f"  {one['label']:<{width}} – {one['username']:<{login}} – {settings.DEMO_PASSWORD}"
            )
