"""The divisions of the invented province: their codes, levels and names."""

import math
from collections.abc import Iterator

A_LIST = 1135
"""Items of one body's list: those of the real county that the words are from."""
LEVELS = (("省", 2), ("市", 4), ("县", 6), ("镇", 9))
FIRST = "安平东西南北泰永兴武临清长昌广德洪青龙江"
SECOND = "阳山川江水河州城宁康乡溪陵源海丰安泉"
"""Characters that names of divisions are made of."""


def divisions(size: int) -> Iterator[tuple[str, int]]:
    """(code, level) of as many divisions as the items need: a province, its cities, and so on."""
    wanted = math.ceil(size / A_LIST)
    codes = [("51".ljust(12, "0"), 0)]
    for city in range(1, 22):
        codes.append((f"51{city:02d}".ljust(12, "0"), 1))
        for county in range(1, 10):
            codes.append((f"51{city:02d}{county:02d}".ljust(12, "0"), 2))
            codes += [
                (f"51{city:02d}{county:02d}{town:03d}".ljust(12, "0"), 3) for town in range(1, 7)
            ]
    yield from codes[:wanted]


def name_of(code: str, level: int) -> str:
    """A division's name: several have the same, as towns do."""
    number = int(code) // 10 ** (12 - LEVELS[level][1])
    first, second = FIRST[number % len(FIRST)], SECOND[number // 7 % len(SECOND)]
    return f"{first}{second}{LEVELS[level][0]}"
