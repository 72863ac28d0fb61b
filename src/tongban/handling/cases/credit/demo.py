"""The demo city's list: invented people whose number ends in 0 are on it, one in eleven."""


class DemoSource:
    """Answers at once, about invented people."""

    def is_listed(self, document_number: str) -> bool:
        """Whether the number ends in 0."""
        return document_number.endswith("0")
