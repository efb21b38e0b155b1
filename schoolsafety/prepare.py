"""What `make run` does to the database and the files before it serves pages, in one process."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import call_command

#: Each is a management command, safe to repeat, with the words that a waiting person reads.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Compiling the translations", ("messages", "--compile")),
    ("Gathering the static files", ("collectstatic", "--noinput", "--verbosity=0")),
    ("Migrating the database", ("migrate", "--database=owner", "--noinput", "--verbosity=0")),
    ("Loading demo data if there is none", ("load_demo", "--if-empty")),
)


def main() -> None:
    """Run every step in order; an error stops here with Django's own account of it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsafety.settings.dev")
    django.setup()
    for words, command in STEPS:
        print(f"{words} …", file=sys.stderr, flush=True)
        call_command(*command)


if __name__ == "__main__":
    main()
