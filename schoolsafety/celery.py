"""Celery's app and its static schedule, in UTC. Every task is safe to run twice and catches up after an outage."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "schoolsafety.settings.production")

app = Celery("schoolsafety")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "heartbeat": {"task": "core.tasks.heartbeat", "schedule": 60.0, "options": {"expires": 55}},
    "outbox": {"task": "core.tasks.deliver_outbox", "schedule": 10.0, "options": {"expires": 9}},
    "documents": {"task": "core.tasks.make_documents", "schedule": 3.0, "options": {"expires": 3}},
    "expired-documents": {
        "task": "core.tasks.delete_expired_documents",
        "schedule": crontab(minute="*/10"),
    },
    # Deadlines are read from the database each quarter of an hour: a missed run loses nothing.
    "follow-ups": {"task": "dossiers.tasks.remind_follow_ups", "schedule": crontab(minute="*/15")},
    # The looks of the days that have passed; a missed night is made up for the next one.
    "unusual-looks": {
        "task": "dossiers.tasks.list_looks",
        "schedule": crontab(hour="2", minute="40"),
    },
    "parents-reading": {
        "task": "dossiers.tasks.open_to_parents",
        "schedule": crontab(minute="*/15"),
    },
    "parents-rights": {"task": "dossiers.tasks.keep_rights", "schedule": crontab(minute="*/15")},
    "talks": {"task": "dossiers.tasks.remind_talks", "schedule": crontab(minute="*/15")},
    "duties": {"task": "meldcode.tasks.remind_duties", "schedule": crontab(minute="*/15")},
    # From 1 August on: the Rapportages of the school year that ended (M11).
    "looking-back": {
        "task": "meldcode.tasks.look_back",
        "schedule": crontab(hour="4", minute="25"),
    },
    "protocol-steps": {"task": "protocols.tasks.remind_steps", "schedule": crontab(minute="*/15")},
    # what nobody confirmed in time
    "register-uploads": {
        "task": "incidents.tasks.wipe_uploads",
        "schedule": crontab(hour="3", minute="20"),
    },
    "figures": {"task": "monitoring.tasks.refresh_figures", "schedule": crontab(minute="*/10")},
    "yearly-monitoring": {
        "task": "monitoring.tasks.open_yearly_monitoring",
        "schedule": crontab(hour="4", minute="10"),
    },
}
