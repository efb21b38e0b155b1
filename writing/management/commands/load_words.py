"""`manage.py load_words`: bring a new list of words into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.context import acting_as_system
from writing.library import FILE, LibraryError, read
from writing.loading import load_words


class Command(BaseCommand):
    """Exits with 1, and changes nothing, if the list is not right. `--check` only reads it."""

    help = "Load the words of writing/library/words.toml; a migration does this too."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the list is, and whether to write."""
        parser.add_argument("--file", type=Path, default=FILE)
        parser.add_argument("--check", action="store_true", help="validate the list, write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; raises CommandError with the kind and the word."""
        try:
            if options["check"]:
                self.stdout.write(f"{len(read(options['file']))} words are right.")
                return
            with acting_as_system():
                added = load_words(path=options["file"])
        except LibraryError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Loaded: {added} new or changed.")
