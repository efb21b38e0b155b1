"""Tests: real Postgres and Redis (tests/conftest.py starts them), cheap password hashing, mail in memory."""

from schoolsafety.settings.base import *  # noqa: F403
from schoolsafety.settings.base import DATABASES

DEBUG = False
SECRET_KEY = "tests"  # noqa: S105 - no real data
ALLOWED_HOSTS = ["*"]
KEYRING_FILE = ""
DATABASES["default"] |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
WHITENOISE_AUTOREFRESH = True
# A layout that names a field which the form lacks is a mistake, not a warning in the log.
CRISPY_FAIL_SILENTLY = False
