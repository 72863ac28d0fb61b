"""Reads the invented people of the demo: one chooses whose card lies on it."""

from tongban.base.accounts import queries as accounts
from tongban.handling.halls.types import Card, ReaderError


class DemoReader:
    """Cards of the mock national register, by their place in its list."""

    name = "demo"

    def offered(self) -> list[tuple[str, str]]:
        """The cards of the people whom the demo shows."""
        return [(str(number), name) for number, (name, _card) in enumerate(accounts.demo_cards())]

    def read(self, key: str = "") -> Card:
        """The card of that place."""
        cards = accounts.demo_cards()
        if not key.isdecimal() or int(key) >= len(cards):
            raise ReaderError("no card")
        name, number = cards[int(key)]
        return Card(name=name, id_number=number)


plugin = DemoReader()
