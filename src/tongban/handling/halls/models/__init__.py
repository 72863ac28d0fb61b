"""Tables of halls."""

from tongban.handling.halls.models.halls import Hall, Sitting, Window
from tongban.handling.halls.models.receipts import Receipt

__all__ = ["Hall", "Receipt", "Sitting", "Window"]
