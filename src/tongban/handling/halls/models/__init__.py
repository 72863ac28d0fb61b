"""Tables of halls."""

from tongban.handling.halls.models.halls import Hall, Sitting, Window
from tongban.handling.halls.models.notices import OneNotice
from tongban.handling.halls.models.receipts import Receipt

__all__ = ["Hall", "OneNotice", "Receipt", "Sitting", "Window"]
