"""Model fields without domain: the encrypted text of every narrative, the encrypted bytes of a file."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from core.crypto import keyring

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
    _BinaryField = models.BinaryField[bytes, bytes]
else:
    _TextField = models.TextField
    _BinaryField = models.BinaryField


class Ciphertext(str):
    """Text as it lies in the database. Marks that it is not yet opened."""

    __slots__ = ()


class SealedBytes(bytes):
    """Bytes as they lie in the database. Marks that they are not yet opened."""

    __slots__ = ()


def context_of(instance: models.Model, column: str | None) -> str:
    """Return what a ciphertext is bound to: table, column and primary key."""
    return f"{instance._meta.db_table}.{column}.{instance.pk}"


class _Opener:
    """Opens the ciphertext at first use, when the row's primary key is known."""

    def __init__(self, field: "EncryptedTextField | EncryptedBinaryField") -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Ciphertext | SealedBytes):
            context = context_of(instance, self.field.column)
            value = (
                keyring().decrypt(value, context=context)
                if isinstance(value, Ciphertext)
                else keyring().decrypt_bytes(value, context=context)
            )
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(_TextField):
    """A text that is ciphertext in the database and plain on the instance.

    The model must know its primary key before it is saved (a UUID default). Filtering on the content
    is impossible on purpose, and `QuerySet.update()` with a text is refused: it knows no primary key.
    An empty text stays empty, so that a CHECK can tell whether there is one.
    """

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def from_db_value(
        self, value: str | None, expression: Any, connection: BaseDatabaseWrapper
    ) -> str | None:
        return Ciphertext(value) if value else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not value or isinstance(value, Ciphertext):
            return value
        if model_instance.pk is None:
            raise TypeError(f"{self} needs a primary key before it can be encrypted.")
        context = context_of(model_instance, self.column)
        return Ciphertext(keyring().encrypt(str(value), context=context))

    def get_prep_value(self, value: Any) -> Any:
        if not value or isinstance(value, Ciphertext):
            return None if value is None else str(value)
        raise TypeError(
            f"{self.name} is encrypted: save the instance, and don't filter on its text."
        )


class EncryptedBinaryField(_BinaryField):
    """Bytes that are ciphertext in the database (bytea) and plain on the instance.

    The same rules as `EncryptedTextField`: a primary key before saving, no filter, no `update()`. Keep
    it in a table of its own that lists don't join: a row may be megabytes.
    """

    def contribute_to_class(
        self, cls: type[models.Model], name: str, private_only: bool = False
    ) -> None:
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, self.attname, _Opener(self))

    def from_db_value(
        self, value: Any, expression: Any, connection: BaseDatabaseWrapper
    ) -> bytes | None:
        return None if value is None else SealedBytes(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, SealedBytes):
            return value
        if model_instance.pk is None:
            raise TypeError(f"{self} needs a primary key before it can be encrypted.")
        context = context_of(model_instance, self.column)
        return SealedBytes(keyring().encrypt_bytes(bytes(value), context=context))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> Any:
        if value is not None and not isinstance(value, SealedBytes):
            raise TypeError(f"{self.name} is encrypted: save the instance, and don't filter on it.")
        return super().get_db_prep_value(value, connection, prepared)
