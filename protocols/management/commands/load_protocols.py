"""`manage.py load_protocols`: bring new versions of the protocol texts into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from protocols.library import FOLDER, LibraryError, read_folder
from protocols.loading import load_library


class Command(BaseCommand):
    """Exits with 1, and changes nothing, if any text is not right. `--check` only reads them."""

    help = "Load the protocol texts of protocols/library; a migration does this too."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the texts are, and whether to write."""
        parser.add_argument("--folder", type=Path, default=FOLDER)
        parser.add_argument(
            "--check", action="store_true", help="validate the texts, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; raises CommandError with the file and the place."""
        try:
            if options["check"]:
                texts = read_folder(options["folder"])
                self.stdout.write(f"{len(texts)} protocols are right.")
                return
            added = load_library(folder=options["folder"])
        except LibraryError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Loaded: {', '.join(added) or 'nothing new'}.")
