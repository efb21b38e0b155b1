"""`start_board --board … --username … --name … --email …`: the first thing on a new installation."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts.links import password_path
from accounts.models import User
from core.actors import SYSTEM
from core.context import acting_as_system
from core.errors import Refused
from schools.services.boards import start_board


class Command(BaseCommand):
    """Makes a board and its first functioneel beheerder as the system; everything else is done in the browser.

    The same command again changes nothing. Exits with 1 and one line on stderr when it can't be done;
    then nothing was changed.
    """

    help = "Make a school board and its first functioneel beheerder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", required=True, metavar="NAME", help="the school board")
        parser.add_argument("--username", required=True, help="login name of the beheerder")
        parser.add_argument("--name", required=True, help="name of the beheerder")
        parser.add_argument("--email", required=True, help="where the link goes")
        parser.add_argument(
            "--show-link",
            action="store_true",
            help="also print the link to choose a password, while mail does not work yet",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        username = options["username"].strip().lower()
        account = {
            "username": username,
            "display_name": options["name"],
            "email": options["email"],
        }
        with acting_as_system():
            known = User.objects.filter(username=username).exists()
            try:
                user = start_board(actor=SYSTEM, name=options["board"], account=account)
            except Refused as refusal:
                raise CommandError(str(refusal.message)) from refusal
        if known:
            self.stdout.write(_("The board and its beheerder were there already."))
        else:
            self.stdout.write(_("Made. A mail with a link to choose a password was queued."))
        if options["show_link"]:
            self._show_link(user)

    def _show_link(self, user: User) -> None:
        # Who has a password asks for a new one on the log-in page: this is no way into an account in use.
        if user.has_usable_password():
            raise CommandError(_("This account has a password already; no link is shown."))
        self.stdout.write(settings.BASE_URL + password_path(user))
