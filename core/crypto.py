"""Encryption of narratives and files in the row: AES-256-GCM with a key ring of its own.

A ciphertext is `v1.<key id>.<base64url(nonce ‖ ciphertext ‖ tag)>`. The associated data binds it to
table, column and primary key, so that a ciphertext moved to another row does not open. The key ring
is a JSON file `{"current": "k1", "keys": {"k1": "<base64 of 32 bytes>"}}`; old keys stay in it to read
old rows. SECRET_KEY plays no part: changing it must not lose a dossier.
"""

import base64
import binascii
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_VERSION = "v1"
_NONCE_BYTES = 12


class DecryptionError(Exception):
    """The ciphertext is not whole, belongs to another row, or its key is not on the ring."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys by id, and the id that new ciphertexts get."""

    current: str
    keys: dict[str, bytes]

    @classmethod
    def from_json(cls, text: str) -> "KeyRing":
        """Read a ring from its JSON text. Raises ImproperlyConfigured if it can't serve."""
        try:
            data = json.loads(text)
            keys = {
                name: base64.b64decode(key, validate=True) for name, key in data["keys"].items()
            }
            current = data["current"]
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
            raise ImproperlyConfigured(
                "The key ring is not valid JSON of the form in core/crypto.py."
            ) from error
        if current not in keys or any(len(key) != 32 for key in keys.values()):
            raise ImproperlyConfigured("The key ring needs a current key, and keys of 32 bytes.")
        return cls(current=current, keys=keys)

    @classmethod
    def generate(cls) -> "KeyRing":
        """Return a ring with one new random key."""
        return cls(current="k1", keys={"k1": AESGCM.generate_key(bit_length=256)})

    def to_json(self) -> str:
        """Return the text that `from_json` reads."""
        keys = {name: base64.b64encode(key).decode() for name, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys})

    def encrypt(self, plaintext: str, *, context: str) -> str:
        """Return the ciphertext of `plaintext`, bound to `context`."""
        raw = self._seal(plaintext.encode(), context)
        return f"{_VERSION}.{self.current}.{base64.urlsafe_b64encode(raw).decode()}"

    def decrypt(self, ciphertext: str, *, context: str) -> str:
        """Return the plaintext. Raises DecryptionError for a wrong key, context or altered text."""
        try:
            version, key_id, body = ciphertext.split(".")
            raw = base64.urlsafe_b64decode(body)
            return self._open(version, key_id, raw, context).decode()
        except (ValueError, KeyError, InvalidTag, binascii.Error) as error:
            raise DecryptionError(context) from error

    def encrypt_bytes(self, plaintext: bytes, *, context: str) -> bytes:
        """Return the ciphertext of a file: `v1.<key id>.` and then raw bytes, a third less than text."""
        return f"{_VERSION}.{self.current}.".encode() + self._seal(plaintext, context)

    def decrypt_bytes(self, ciphertext: bytes, *, context: str) -> bytes:
        """Return the plaintext. Raises DecryptionError for a wrong key, context or altered bytes."""
        try:
            version, key_id, raw = ciphertext.split(b".", 2)
            return self._open(version.decode(), key_id.decode(), raw, context)
        except (ValueError, KeyError, InvalidTag) as error:
            raise DecryptionError(context) from error

    def _seal(self, plaintext: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(self.keys[self.current]).encrypt(nonce, plaintext, context.encode())

    def _open(self, version: str, key_id: str, raw: bytes, context: str) -> bytes:
        if version != _VERSION:
            raise ValueError(version)
        key = AESGCM(self.keys[key_id])
        return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode())


def write_new_keyring(path: Path) -> None:
    """Write a new ring to `path`, readable by its owner alone; an existing file is left as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as file:
        file.write(KeyRing.generate().to_json())


@lru_cache(maxsize=4)
def _load(path: str, inline: str) -> KeyRing:
    if inline:
        return KeyRing.from_json(inline)
    if not path:
        raise ImproperlyConfigured("Set KEYRING_FILE (or KEYRING): the narratives need their keys.")
    file = Path(path)
    if settings.DEMO:
        write_new_keyring(file)
    return KeyRing.from_json(file.read_text())


def keyring() -> KeyRing:
    """Return the ring of this process, from the variable KEYRING or the file KEYRING_FILE."""
    return _load(settings.KEYRING_FILE, os.environ.get("KEYRING", ""))
