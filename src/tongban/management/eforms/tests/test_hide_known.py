"""What who helps sees of a person: enough to recognise, masked as everywhere."""

import pytest

from tongban.base.kernel.sealing.masks import mask_address
from tongban.management.eforms.asking import hidden
from tongban.management.eforms.types import BoundField, Field, Kind


@pytest.mark.parametrize(
    ("source", "known", "seen"),
    [
        ("person.name", "王小满", "王小满"),
        ("person.id_number", "341602199001010021", "3416 **** **** 0021"),
        ("person.phone", "10012343210", "100 **** 3210"),
        ("person.address", "谯城区芍花路12号", "谯城区****"),
        ("company.address", "安徽省亳州市谯城区某街道1号", "安徽省亳州市谯城区****"),
        ("person.born_on", "1990-01-01", "****"),
        ("", "自己填的", "自己填的"),
    ],
)
def test_what_is_known_looks_as_everywhere(source, known, seen):
    bound = BoundField(Field("k", "?", Kind.TEXT, source=source), value=known, shown=known)
    assert hidden(bound) == seen
    if source.endswith(".address"):
        assert seen == mask_address(known)
