"""Columns for sealed texts and for the digests that find them."""

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models

from tongban.base.kernel.digests import DIGEST_SIZE
from tongban.base.kernel.sealing.values import seal, unseal

_Set = TypeVar("_Set")
_Get = TypeVar("_Get")

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import BinaryField, TextField
else:
    # Django's stubs know its fields as generic, Django itself does not.

    class TextField(models.TextField):
        """Django's, to be subscripted as its stubs ask."""

        def __class_getitem__(cls, _: object) -> type[Self]:
            return cls

    class BinaryField(models.BinaryField):
        """Django's, to be subscripted as its stubs ask."""

        def __class_getitem__(cls, _: object) -> type[Self]:
            return cls


DOOR = "tongban.base.kernel.sealing"
"""Where migrations import the columns from, wherever this file may move."""


class SealedTextField(TextField[_Set, _Get]):
    """A text that lies sealed in the database (``bytea``) and is plain ``str`` in Python.

    It is sealed for the context ``app.model.field``. Renaming one of the three would make the
    stored values unreadable: pass the old ``context`` then.

    It cannot be filtered, ordered or made unique, for the same text is sealed differently every
    time; keep a :class:`DigestField` beside it. Only ``isnull`` works.
    """

    def __init__(self, *args: Any, context: str = "", **kwargs: Any) -> None:
        self._given_context = context
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        """Where its values belong."""
        if self._given_context:
            return self._given_context
        if not hasattr(self, "model"):
            raise FieldError("a sealed text outside a model needs its context")
        options = self.model._meta  # noqa: SLF001 - Django's documented Model._meta API
        return f"{options.label_lower}.{self.name}"

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """For migrations."""
        name, _, args, kwargs = super().deconstruct()
        if self._given_context:
            kwargs["context"] = self._given_context
        return name, f"{DOOR}.SealedTextField", args, kwargs

    def get_internal_type(self) -> str:
        """Bytes in the database."""
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Refuse what cannot work over ciphertext."""
        found = list(super().check(**kwargs))
        if self.unique or getattr(self, "db_index", False):
            found.append(
                checks.Error(
                    "A sealed text cannot be unique or indexed.",
                    hint="Put the constraint on a DigestField beside it.",
                    obj=self,
                    id="sealing.E001",
                )
            )
        return found

    def get_db_prep_value(
        self, value: Any, connection: "BaseDatabaseWrapper", prepared: bool = False
    ) -> Any:
        """Seal on the way in."""
        value = super().get_db_prep_value(value, connection, prepared)
        return seal(value, self.context) if isinstance(value, str) else value

    def from_db_value(self, value: Any, *_: object) -> str | None:
        """Open on the way out."""
        return None if value is None else unseal(bytes(value), self.context)

    def get_lookup(self, lookup: str) -> Any:
        """Only whether there is a value at all can be asked."""
        if lookup == "isnull":
            return super().get_lookup(lookup)
        raise FieldError(
            f"{self.name} is sealed and cannot be looked up by {lookup!r}; "
            "use the digest column beside it"
        )

    def get_transform(self, name: str) -> Any:
        """Nothing can be computed from a sealed text in the database."""
        raise FieldError(f"{self.name} is sealed; the database cannot compute {name!r} from it")

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """One line, unlike other long texts."""
        return super(models.TextField, self).formfield(
            *args, **{"max_length": self.max_length, **kwargs}
        )


class DigestField(BinaryField[_Set, _Get]):
    """A digest of 32 bytes (``bytea``); may be filtered by equality, indexed and made unique."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = DIGEST_SIZE
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        """For migrations."""
        name, _, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, f"{DOOR}.DigestField", args, kwargs

    def db_check(self, connection: "BaseDatabaseWrapper") -> str:
        """Let the database hold the length."""
        return f"octet_length({connection.ops.quote_name(str(self.column))}) = {DIGEST_SIZE}"

    def from_db_value(self, value: Any, *_: object) -> bytes | None:
        """Always ``bytes``, whatever the driver returns."""
        return None if value is None else bytes(value)
