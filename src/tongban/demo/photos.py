"""Photographs of an inspection in the demo city: drawn here, of places that do not exist."""

import io
from collections.abc import Callable
from functools import cache

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDE, HIGH = 960, 640
WALL, FLOOR, LINE, STEEL = "#e9e4d8", "#b9b2a3", "#8d8778", "#c3cad0"


@cache
def photos() -> tuple[tuple[str, bytes], ...]:
    """(name of the file, JPEG): the kitchen and the cabinet; the same bytes each time."""
    return (
        ("后厨操作台.jpg", _taken(_kitchen, "后厨操作台，生熟分开")),
        ("消毒柜.jpg", _taken(_cabinet, "消毒柜，通电能用")),
    )


def _taken(draw_it: Callable[[ImageDraw.ImageDraw], None], caption: str) -> bytes:
    image = Image.new("RGB", (WIDE, HIGH), WALL)
    draw = ImageDraw.Draw(image)
    _room(draw)
    draw_it(draw)
    font = ImageFont.truetype(str(settings.FONT_FILE), 26)
    draw.rectangle((0, HIGH - 56, WIDE, HIGH), fill="#22262b")
    draw.text((24, HIGH - 46), f"{caption}（示范城市的样例图，不是真的照片）", "#ffffff", font=font)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _room(draw: ImageDraw.ImageDraw) -> None:
    """Tiles on the wall, and a floor that runs away from whoever looks."""
    for x in range(0, WIDE, 60):
        draw.line((x, 0, x, 400), fill="#dcd6c8")
    for y in range(0, 400, 60):
        draw.line((0, y, WIDE, y), fill="#dcd6c8")
    draw.rectangle((0, 400, WIDE, HIGH), fill=FLOOR)
    for x in range(-WIDE, 2 * WIDE, 96):
        draw.line((WIDE // 2 + (x - WIDE // 2) // 2, 400, x, HIGH), fill=LINE)
    for y in (420, 450, 495, 560):
        draw.line((0, y, WIDE, y), fill=LINE)


def _kitchen(draw: ImageDraw.ImageDraw) -> None:
    """A bench in two halves, each with its own board, under a shelf with pots."""
    draw.rectangle((90, 120, 870, 132), fill="#7c838a")
    for x, height in ((150, 60), (290, 46), (420, 70), (600, 52), (740, 64)):
        draw.rounded_rectangle((x, 120 - height, x + 84, 119), 8, STEEL, "#5f676e", 3)
    draw.rectangle((60, 330, 900, 352), fill="#9aa3aa")
    draw.rectangle((80, 352, 470, 520), STEEL, "#6b747b", 3)
    draw.rectangle((490, 352, 880, 520), STEEL, "#6b747b", 3)
    draw.rounded_rectangle((150, 304, 380, 330), 6, "#b5432e", "#7d2c1e", 3)
    draw.rounded_rectangle((580, 304, 810, 330), 6, "#2f7d4f", "#1f5535", 3)
    font = ImageFont.truetype(str(settings.FONT_FILE), 44)
    draw.text((250, 405), "生", "#7d2c1e", font=font)
    draw.text((665, 405), "熟", "#1f5535", font=font)


def _cabinet(draw: ImageDraw.ImageDraw) -> None:
    """A cabinet with a glass door, dishes in it and its lamp on."""
    draw.rounded_rectangle((300, 60, 660, 540), 14, "#d5dade", "#59626a", 5)
    draw.rectangle((330, 130, 630, 500), "#2f3d49", "#59626a", 4)
    for y in (215, 305, 395, 485):
        draw.line((334, y, 626, y), fill="#8fa0ad", width=4)
        for x in range(350, 610, 44):
            draw.pieslice((x, y - 64, x + 34, y + 4), 180, 360, "#f4f6f7", "#a9b6bf", 2)
    draw.ellipse((590, 82, 616, 108), "#3fae6a", "#1f5535", 3)
    draw.rounded_rectangle((345, 80, 510, 110), 6, "#22303b")
    font = ImageFont.truetype(str(settings.FONT_FILE), 22)
    draw.text((362, 83), "120℃ 15min", "#9be3b6", font=font)
