"""Invented people and companies, the same each time. No number can be a living person's.

Identity numbers carry county 341690. How it was checked that nobody has, or ever had, such a
number:

- The table of divisions in ``kernel.codes`` (statistics, 2023) knows 341600, 341602, 341621,
  341622 and 341623 and nothing else under 3416. A test holds it to that.
- 3416 itself exists only since 2000, when Bozhou became a city of its own. The table of the
  Ministry of Civil Affairs of December 2000 has the same five codes; 341601, 市辖区 in GB/T 2260,
  is the only other one in use.
- Its table of December 1999 has nothing under 3416: Bozhou was 341281 then, Guoyang, Mengcheng and
  Lixin 341223, 341224 and 341227, under Fuyang; before that they were under 3421. Identity
  numbers of those years carry these codes.
- 81 to 99 in the county's place are for county-level cities; 3416 has never had one.

Phones begin with 100, which no mobile network uses (100xx are short numbers of the operators).
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tongban.base.kernel.codes import complete_id_card, make_credit_code
from tongban.demo.city import INVENTED_COUNTY, POSTS, townships

SEED = 3416
LESS_PROVEN = 6
FEATURED = 6
"""The first ones may also sign in by password; the others by a code."""
FIRST_NAME = "王小满"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = (
    "小满", "立春", "谷雨", "白露", "霜降", "惊蛰", "立夏", "秋分", "冬至", "小寒", "大雪", "芒种",
    "处暑", "清明", "雨水", "寒露", "立秋", "夏至", "小雪", "立冬", "小暑", "大暑", "春分", "大寒",
)  # fmt: skip
TRADES = (
    ("面馆", "餐饮"), ("包子铺", "餐饮"), ("茶社", "餐饮"), ("豆腐坊", "食品"), ("药材行", "药材"),
    ("物流有限公司", "运输"), ("建筑工程有限公司", "建筑"), ("人力资源有限公司", "人力"),
    ("广告装饰有限公司", "装饰"), ("客栈", "住宿"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One invented person."""

    name: str
    id_number: str
    phone: str
    address: str
    division_code: str
    born_on: date
    assurance: int = 3
    """实名等级. The first few have proven less, so that one sees how more is asked."""


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """One invented company and who represents it (index into the people)."""

    name: str
    credit_code: str
    kind: str
    address: str
    division_code: str
    representative: int


def id_number(born_on: date, sequence: int) -> str:
    """A number with a check digit that holds, under the county that does not exist."""
    return complete_id_card(f"{INVENTED_COUNTY}{born_on:%Y%m%d}{sequence:03d}")


def _new_name(chance: random.Random, taken: set[str]) -> str:
    """A name that none of the others has: two people of one name are hard to tell in a demo."""
    officers = {post.officer for post in POSTS}
    while True:
        name = chance.choice(SURNAMES) + chance.choice(GIVEN)
        if name not in taken and name not in officers and name != FIRST_NAME:
            return name


@cache
def people(count: int = 200) -> tuple[DemoPerson, ...]:
    """The people, the first of whom is 王小满. Every fifth is over eighty."""
    chance = random.Random(SEED)  # noqa: S311 - the city must be the same each time
    places = [t for t in townships() if t[2] == "341602000000"]
    made = []
    used = set()
    names: set[str] = set()
    for number in range(count):
        name = FIRST_NAME if number == 0 else _new_name(chance, names)
        names.add(name)
        if number % 5 == 4:
            born = date(1932, 1, 1) + timedelta(days=chance.randrange(365 * 13))
        else:
            born = date(1958, 1, 1) + timedelta(days=chance.randrange(365 * 45))
        sequence = chance.randrange(1, 999)
        while (born, sequence) in used:
            sequence = chance.randrange(1, 999)
        used.add((born, sequence))
        code, township, _parent = chance.choice(places)
        made.append(
            DemoPerson(
                name=name,
                id_number=id_number(born, sequence),
                phone=f"100{10_000_000 + number * 37:08d}",
                address=f"谯城区{township}示例路 {number + 1} 号",
                division_code=code,
                born_on=born,
                assurance=2 if number < LESS_PROVEN else 3,
            )
        )
    return tuple(made)


@cache
def companies(count: int = 40, persons: int = 200) -> tuple[DemoCompany, ...]:
    """The companies, the first of which is 小满面馆."""
    chance = random.Random(SEED + 1)  # noqa: S311 - the city must be the same each time
    made = []
    for number in range(count):
        trade, _field = TRADES[number % len(TRADES)]
        given = GIVEN[number % len(GIVEN)]
        kind = "company" if trade.endswith("公司") else "sole_trader"
        made.append(
            DemoCompany(
                name=f"谯城区{given}{trade}" if "公司" not in trade else f"亳州{given}{trade}",
                credit_code=make_credit_code(
                    "9", "1" if kind == "company" else "2", INVENTED_COUNTY, f"MA{number + 10:06d}"
                ),
                kind=kind,
                address=f"谯城区示例大街 {number + 1} 号",
                division_code="341602000000",
                representative=0 if number == 0 else chance.randrange(persons),
            )
        )
    return tuple(made)
