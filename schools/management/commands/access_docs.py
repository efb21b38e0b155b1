"""`manage.py access_docs`: write docs/access.md."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from schools.access_docs import text


class Command(BaseCommand):
    """Write docs/access.md from the matrix of roles."""

    help = "Writes docs/access.md from schools/roles.py."

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "access.md"
        path.write_text(text())
        self.stdout.write(str(path.relative_to(settings.BASE_DIR)))
