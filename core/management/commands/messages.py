"""`manage.py messages`: keep, compile and check the Dutch texts, a catalogue a room."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.catalogue_checks import disagreements, problems
from core.catalogues import CatalogueError, compile_catalogue, rooms, update


class Command(BaseCommand):
    """Without options: collect the texts into the catalogues, then compile them.

    Touches only the rooms named (all when none is), so several people can run it at once. Exits
    with 1 for an unknown room, a source or catalogue that can't be read, and problems found.
    """

    help = "Collect and compile the Dutch texts of all rooms, or of the rooms named."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The rooms, and which part of the work to do."""
        parser.add_argument("rooms", nargs="*", metavar="room", help="for instance: dossiers")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--compile", action="store_true", help="only compile the catalogues")
        only.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit 1 if any text lacks its Dutch, or two rooms differ about it",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; raises CommandError."""
        root = Path(settings.BASE_DIR)
        named = self._rooms(root, options["rooms"])
        if options["check"]:
            self._check(root, named)
            return
        if not options["compile"]:
            self._each(root, named, update, "updated")
        self._each(root, named, compile_catalogue, "compiled")

    def _rooms(self, root: Path, named: list[str]) -> list[str]:
        known = rooms(root)
        unknown = sorted(set(named) - set(known))
        if unknown:
            raise CommandError(f"No room {', '.join(unknown)}; there are: {', '.join(known)}")
        return sorted(set(named)) or known

    def _each(
        self, root: Path, named: list[str], work: Callable[[Path, str], bool], done: str
    ) -> None:
        # One unreadable room does not keep the others from being brought up to date.
        errors = []
        for room in named:
            try:
                if work(root, room):
                    self.stdout.write(f"{room}: {done}")
            except CatalogueError as error:
                errors.append(str(error))
        if errors:
            raise CommandError("\n".join(errors))

    def _check(self, root: Path, named: list[str]) -> None:
        wrong = [line for room in named for line in problems(root, room)]
        wrong += disagreements(root, named)
        for line in wrong:
            self.stderr.write(line)
        if wrong:
            raise CommandError(f"{len(wrong)} texts are not right; run: manage.py messages")
        self.stdout.write(f"The Dutch of {', '.join(named)} is complete.")
