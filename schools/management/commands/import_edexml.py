"""`import_edexml FILE --board NAME`: what the import page does, for a first load or a nightly job."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.actors import SYSTEM
from core.context import acting_as_system
from core.errors import Refused
from schools.edexml import EdexError, parse
from schools.imports import ImportPlan, apply_import, plan_import
from schools.models import Board
from schools.services.boards import make_board


class Command(BaseCommand):
    """Imports one file as the system. A board that doesn't exist yet is made, and that is said.

    Exits with 0 when the file was imported (or, with --dry-run, could be), and with 1 and one line
    on stderr when the file as a whole can't be used; then nothing was changed. Records that were
    left out are counted as refused and are no reason to fail.
    """

    help = "Import a school from an EDEXML file (1.03, 2.0 or 2.1)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--board", required=True, metavar="NAME", help="the school board")
        parser.add_argument("--dry-run", action="store_true", help="show, change nothing")
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["file"].open("rb") as stream:
                file = parse(stream)
            with acting_as_system():
                plan = self._run(
                    " ".join(options["board"].split()), file, dry_run=options["dry_run"]
                )
        except OSError as error:
            raise CommandError(_("This file can't be opened.")) from error
        except EdexError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(plan.counts()))
        else:
            self._table(plan, dry_run=options["dry_run"])

    def _run(self, name: str, file: Any, *, dry_run: bool) -> ImportPlan:
        board = Board.objects.filter(name=name).first()
        if dry_run:
            return plan_import(board=board or Board(name=name), file=file)
        try:
            kept = make_board(actor=SYSTEM, name=name)
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        plan = apply_import(actor=SYSTEM, board=kept, file=file)
        if board is None:
            self.stderr.write(_("The board “%s” did not exist and was made.") % name)
        return plan

    def _table(self, plan: ImportPlan, *, dry_run: bool) -> None:
        school = plan.file.school
        self.stdout.write(f"{plan.board.name} · {school.brin}-{school.dependance} · {plan.year}")
        labels = {
            "groups": _("Groups in the file"),
            "pupils": _("Pupils in the file"),
            "staff": _("Staff in the file"),
            "created": _("New"),
            "changed": _("Changed"),
            "moved": _("Moved to another group"),
            "missing": _("No longer in the file"),
            "refused": _("Refused"),
        }
        for name, count in plan.counts().items():
            self.stdout.write(f"  {labels[name]:<28}{count:>6}")
        for refusal in plan.refused:
            place = _("line %(line)d") % {"line": refusal.line}
            self.stdout.write(f"  {place}, {refusal.element}: {refusal.message}")
        self.stdout.write(
            _("Nothing was changed: this was a trial.") if dry_run else _("The file was imported.")
        )
