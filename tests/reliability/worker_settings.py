"""The tests' settings, with mail that really leaves and a beat that does not keep one waiting."""

import os

from schoolsafety.celery import app
from schoolsafety.settings.test import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = "127.0.0.1"
EMAIL_PORT = int(os.environ["TEST_SMTP_PORT"])

for entry in app.conf.beat_schedule.values():
    entry["schedule"] = 2.0
    entry["options"] = {"expires": 10}

DOCUMENT_LEASE_SECONDS = 15  # until a document of a killed worker is made by another
