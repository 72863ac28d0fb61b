"""What is drawn the same for everybody, drawn once and kept in the process; bounded in bytes.

Nothing about who asks may be kept. ``{% kept %}`` cannot: inside it a template knows only what the
tag names. What is kept elsewhere is kept under everything that it was made from, so that it is
found as long as it is true and never afterwards; nobody has to clear anything.
"""

import zlib
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from datetime import date
from threading import Lock
from typing import Any
from uuid import UUID

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.template.loader_tags import BlockNode
from django.urls import get_script_prefix, get_urlconf
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tongban.base.kernel.moments import today

Key = tuple[Hashable, ...]


PLAIN = (str, int, float, date, UUID, type(None))


def ground() -> Key:
    """What every drawing depends on beside its values: the language, the day (dates are written
    with their year when it is another one), and where routes lead.
    """
    routes = get_urlconf() or settings.ROOT_URLCONF
    return get_language(), today(), routes, get_script_prefix()


def is_plain(value: object) -> bool:
    """Whether a value is the same as another one only where it says the same.

    A row of the database is not: it equals its older self, whatever changed in it. Nor is a text
    that is marked safe: it equals one that is not.
    """
    if isinstance(value, tuple):
        return all(is_plain(inner) for inner in value)
    if is_dataclass(value) and not isinstance(value, type):
        is_value: bool = value.__dataclass_params__.frozen  # type: ignore[attr-defined]
        return is_value and all(is_plain(getattr(value, part.name)) for part in fields(value))
    return isinstance(value, PLAIN) and not isinstance(value, SafeString)


class Kept:
    """Drawn texts by what they were drawn from; those not asked for longest go first."""

    def __init__(self, most: int) -> None:
        """``most`` is how many bytes the texts may take in this process, packed."""
        self.most = most
        self.bytes = 0
        self._texts: OrderedDict[Key, bytes] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        """How many texts are kept."""
        return len(self._texts)

    def get(self, key: Key) -> SafeString | None:
        """The text that was drawn from these values; None while there is none."""
        with self._lock:
            packed = self._texts.get(key)
            if packed is None:
                return None
            self._texts.move_to_end(key)
        # It was safe when it was put in.
        return mark_safe(zlib.decompress(packed).decode())  # noqa: S308

    def put(self, key: Key, text: SafeString) -> None:
        """Keep a text, packed: markup shrinks to a third, and unpacking takes no time.

        Only what is escaped already: it comes back as such. Raises TypeError for anything else.
        """
        if not isinstance(text, SafeString):
            raise TypeError("only what was drawn can be kept")
        packed = zlib.compress(text.encode(), 1)
        if len(packed) > self.most:
            return
        with self._lock:
            self.bytes += len(packed) - len(self._texts.pop(key, b""))
            self._texts[key] = packed
            while self.bytes > self.most:
                self.bytes -= len(self._texts.popitem(last=False)[1])


class KeptNode(template.Node):
    """A part of a template that is drawn once for each of the values that it names."""

    MOST = 64
    """Drawings of one part; values are few (a language, a mode, an entrance), never a person's."""

    def __init__(self, nodelist: NodeList, named: dict[str, Any]) -> None:
        """Keep the part and the names of what it may know."""
        self.nodelist, self.named = nodelist, named
        self._drawn: dict[Key, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """As it was drawn, or drawn now, without anything else that the page knows."""
        values = {name: value.resolve(context) for name, value in self.named.items()}
        key = (*ground(), *values.values())
        # A dict's key cannot be a list; whatever else is no value is told when it is first drawn.
        drawn = self._drawn.get(key)
        if drawn is None:
            if not is_plain(tuple(values.values())):
                raise TypeError(f"what is kept is named by plain values, not {values!r}")
            alone = Context(values, autoescape=context.autoescape)
            alone.template, alone.render_context = context.template, context.render_context
            drawn = self.nodelist.render(alone)
            if len(self._drawn) >= self.MOST:
                self._drawn.clear()
            self._drawn[key] = drawn
        return drawn


def kept(parser: Parser, token: Token) -> KeptNode:
    """``{% kept name=city.name demo=demo %}…{% endkept %}``: drawn once, not for each request.

    Inside only what is named is known, and each value must be plain: a text, a number, a day, a
    tuple or a frozen dataclass of such (TypeError). A ``{% block %}`` inside would be drawn for one page and shown on others.
    """
    _tag, *words = token.split_contents()
    named = token_kwargs(words, parser)
    if words:
        raise template.TemplateSyntaxError(f"kept takes name=value, not {words[0]!r}")
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("a block cannot stand in what is kept")
    return KeptNode(nodelist, named)
