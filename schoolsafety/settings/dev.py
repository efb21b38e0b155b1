"""`make run`: a demo on this machine. Refuses to serve any address but the loopback."""

from schoolsafety.demo.accounts import PASSWORD, SHOWN
from schoolsafety.settings.base import *  # noqa: F403
from schoolsafety.settings.base import VAR_DIR, env

DEMO = True
DEMO_ACCOUNTS = SHOWN  # listed on the log-in page
DEMO_PASSWORD = PASSWORD
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = "demo-only: no real child is ever in this database"  # noqa: S105 - demo data only
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
KEYRING_FILE = env.str("KEYRING_FILE", default=str(VAR_DIR / "keyring.json"))
# Mail becomes a file named after its message id: the same message twice is still one file.
EMAIL_BACKEND = "core.mail.FileBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
