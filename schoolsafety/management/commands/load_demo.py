"""`load_demo --if-empty`: an invented board with two schools, for looking around."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from schools.models import Board
from schoolsafety.demo.load import load


class Command(BaseCommand):
    """Loads the demo as the app role. Everybody knows its password, so it refuses outside demo mode."""

    help = "Load the demo data into an empty database (demo mode only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a board already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demo data has known passwords: it is for demo mode (make run) only."
            )
        if Board.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is a board already: demo data goes into an empty database.")
        world = load()
        self.stdout.write(
            f"{world.board}: {world.regenboog} and {world.wilg}, {len(world.users)} accounts"
        )
