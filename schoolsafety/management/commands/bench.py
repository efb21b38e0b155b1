"""`manage.py bench`: how long pages take on a database the size of a large board."""

import logging
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from audit.models import Event
from core.context import acting_as_system
from dossiers.models import Signal
from incidents.models import Incident
from meldcode.models import Case
from schools.models import Pupil, School
from schoolsafety.bench import pages, report
from schoolsafety.bench.server import database
from schoolsafety.bench.volume import Volume
from schoolsafety.embedded import EmbeddedError

DEFAULT_PUPILS = 20_000


class Command(BaseCommand):
    """Makes and fills a database of its own, measures, and prints two tables."""

    help = "Measure how long pages take on a large board, in a database of its own."
    requires_system_checks = []  # they would ask for the database of `make run`

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--pupils", type=int, default=DEFAULT_PUPILS, help="how many dossiers")
        parser.add_argument("--repeat", type=int, default=20, help="how often each page is asked")
        parser.add_argument("--only", default="", help="only pages whose name holds this")
        parser.add_argument("--fresh", action="store_true", help="fill a new database")

    def handle(self, *args: Any, **options: Any) -> None:
        volume = Volume(options["pupils"])
        var = Path(settings.VAR_DIR) / "bench"
        var.mkdir(parents=True, exist_ok=True)
        try:
            with database(var, volume.database, fresh=options["fresh"], fill=volume.fill):
                logging.disable(logging.WARNING)
                self._describe()
                self._measure(options["repeat"], options["only"])
        except EmbeddedError as problem:
            raise CommandError(str(problem)) from problem

    def _describe(self) -> None:
        with acting_as_system():
            counts = [
                f"{model._default_manager.count()} {model._meta.verbose_name_plural}"
                for model in (School, Pupil, Signal, Incident, Case, Event)
            ]
        load = " ".join(f"{figure:.1f}" for figure in os.getloadavg())
        self.stdout.write(f"{', '.join(counts)}; {os.cpu_count()} processors, load {load}\n")

    def _measure(self, repeat: int, only: str) -> None:
        chosen = [page for page in pages.all_pages() if only.lower() in page.name.lower()]
        self.stdout.write(report.pages(list(pages.measure(chosen, repeat=repeat))))
        if not only:
            self.stdout.write("\n" + report.tasks(list(pages.measure_tasks())))
