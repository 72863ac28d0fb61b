"""The program of docs/how-to/add-an-item.md runs as it stands, and again without a change."""

import re
from pathlib import Path

import pytest

from tongban.base.kernel.actors import operator
from tongban.base.orgs.services import keep_divisions
from tongban.management.catalog.models import Item, ItemRevision

ROOT = Path(__file__).parents[5]
PAGE = ROOT / "docs/how-to/add-an-item.md"
BEGINS = "from tongban.main import start\n\nstart.everything()\n"


def program():
    """What the page says, without the start that a test has behind it."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert code.startswith(BEGINS)
    return code.removeprefix(BEGINS)


@pytest.mark.django_db
def test_the_program_of_the_how_to_publishes_an_item_and_again_changes_nothing(capsys):
    keep_divisions(
        actor=operator(),
        rows=[
            ("340000000000", "安徽省", 1, "", False),
            ("341600000000", "亳州市", 2, "340000000000", False),
            ("341602000000", "谯城区", 3, "341600000000", False),
        ],
    )
    for _time in range(2):
        exec(program(), {})
    item = Item.objects.get(code="1134169070000011604340102001000")
    assert (item.name, item.state) == ("临时占用人行道许可", "published")
    assert capsys.readouterr().out == f"{item.code} 1\n" * 2
    assert ItemRevision.objects.filter(item=item).count() == 1
