"""What the tests of components and frame share."""

import re
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template import Context, Template
from django.utils import translation

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TODAY = date(2026, 3, 10)


def draw(source: str, **context: Any) -> str:
    """Return what the ui tags in `source` draw, in Dutch."""
    with translation.override("nl"):
        return Template("{% load ui i18n %}" + source).render(Context(context))


def words(html: str) -> str:
    """Return the text of `html` as a reader sees it."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
