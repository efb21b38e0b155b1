"""Settings, URLs, Celery and the embedded services. No models, no rules."""

from schoolsafety.celery import app as celery_app

__all__ = ["celery_app"]
