"""How text becomes words, syllables and index tokens. Pure functions; nothing is read or written.

Tokens of four kinds share one index and cannot be confused: Chinese characters and pairs of them,
words of three and more characters, pairs of toneless syllables joined by a full stop
(``zheng.jian``), and runs of three or four initials behind a number sign (``#sfz``).

The dictionaries are loaded when a word is first looked up: they take half a second, and most
commands never do.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

MAX_QUERY = 200
"""Characters of a query that are read; what is beyond them is left out."""

GAP = " "
"""What stands for every character that is neither a letter, a digit nor a Chinese character."""

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_STRANGE = re.compile(rf"[^0-9a-z{_CHINESE}]+")
_PIECE = re.compile(rf"[{_CHINESE}]+|[0-9a-z]+")
_IS_CHINESE = re.compile(rf"[{_CHINESE}]")
# Whose powers an item is, under which decree: said in brackets on almost every second item of a
# list and never asked for.
# "Not" in brackets is not said of the item either.
_JURISDICTION = re.compile(
    r"[(（](?:[省市县区州乡](?:镇)?级?(?:/[省市县区]级?)*(?:行使|权限|级权限)?|据[^()（）]*|"
    r"根据[^()（）]*|含[^()（）]*合资|不含[^()（）]*|[^()（）]*(?:除外|以外)[^()（）]*|指引|即办件|承诺件|住建行使)[)）]"
)
_EXCEPT = re.compile(r"除[^，,（(]*?(?:外|以外)[，,的]")
_BRACKETS = re.compile(r"[(（\[【「『][^()（）\[\]【】]*[)）\]】」』]")


def plain(text: str) -> str:
    """NFKC, lower case, only letters, digits and Chinese characters, traditional ones as they are
    simplified, as many as there were; the rest becomes one gap.
    """
    even = unicodedata.normalize("NFKC", text).lower()
    return _STRANGE.sub(GAP, even if even.isascii() else even.translate(simplified())).strip()


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, str]:
    """Traditional character → simplified. Made by ``tools/simplified.py``."""
    file = files("tongban.management.catalog") / "data" / "simplified.txt"
    lines = file.read_text(encoding="utf-8").splitlines()
    return {ord(line[0]): line[1] for line in lines if not line.startswith("#")}


def clipped(query: str) -> str:
    """What is read of a query: no control or invisible characters, at most ``MAX_QUERY``."""
    head = query[: MAX_QUERY * 4]
    kept = "".join(
        " " if c.isspace() else c for c in head if unicodedata.category(c)[0] != "C" or c.isspace()
    )
    return " ".join(kept.split())[:MAX_QUERY].strip()


def core(name: str) -> str:
    """A name without the remark whose power it is and without what it excepts, as plain text."""
    return plain(_EXCEPT.sub("", _JURISDICTION.sub("", name))) or plain(name)


def without_brackets(name: str) -> str:
    """A name without anything in brackets, as plain text."""
    return plain(_EXCEPT.sub("", _BRACKETS.sub("", name)))


def pieces(text: str) -> Iterator[re.Match[str]]:
    """Runs of Chinese characters and runs of letters and digits, in order."""
    return _PIECE.finditer(text)


def runs(text: str) -> Iterator[range]:
    """Runs without a gap, of Chinese characters and of letters beside them."""
    run: range | None = None
    for piece in pieces(text):
        if run is not None and run.stop == piece.start():
            run = range(run.start, piece.end())
            continue
        if run is not None:
            yield run
        run = range(*piece.span())
    if run is not None:
        yield run


def is_chinese(text: str) -> bool:
    """Whether it begins with a Chinese character."""
    return bool(_IS_CHINESE.match(text))


@lru_cache(maxsize=65536)
def cut(run: str) -> tuple[str, ...]:
    """The words of a run of Chinese characters."""
    import rjieba

    return tuple(rjieba.cut(run))


def is_spoken(word: str) -> bool:
    """Whether the dictionary has it as a word."""
    import rjieba

    return bool(rjieba.has_word(word))


@lru_cache(maxsize=4096)
def _toneless(sound: str) -> str:
    """A syllable as typed on a keyboard: no tone, ``v`` for ü."""
    marked = unicodedata.normalize("NFD", sound)
    return "".join(c for c in marked.replace("u\u0308", "v") if c.isascii())


@lru_cache(maxsize=65536)
def _sounds_of_word(word: str) -> tuple[str, ...]:
    from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

    # The dictionaries are looked up here and not through lazy_pinyin, which cuts words once more
    # and takes fifty times as long.
    found: list[str] = []
    while len(found) < len(word):
        rest = word[len(found) :]
        for size in range(len(rest), 1, -1):
            phrase = PHRASES_DICT.get(rest[:size])
            if phrase is not None and len(phrase) == size:
                found += [_toneless(readings[0]) for readings in phrase]
                break
        else:
            readings = PINYIN_DICT.get(ord(rest[0]))
            # What has no reading stands for itself.
            found.append(_toneless(readings.partition(",")[0]) if readings else rest[0])
    return tuple(found)


def sounds(run: str) -> list[str]:
    """One toneless syllable a character, as written (``lü`` is ``lv``)."""
    return [sound for word in cut(run) for sound in _sounds_of_word(word)]


@lru_cache(maxsize=16384)
def readings(character: str) -> tuple[str, ...]:
    """The toneless syllables that a character has, the commonest first; none for anything else."""
    from pypinyin.constants import PINYIN_DICT

    found = PINYIN_DICT.get(ord(character), "") if len(character) == 1 else ""
    return tuple(dict.fromkeys(_toneless(one) for one in found.split(",") if one))


@lru_cache(maxsize=4096)
def folded(sound: str) -> str:
    """A syllable without the differences that most speakers do not hear: zh=z, ch=c, sh=s, ng=n."""
    for hard, soft in (("zh", "z"), ("ch", "c"), ("sh", "s")):
        if sound.startswith(hard):
            sound = soft + sound[2:]
            break
    if sound.endswith(("ang", "eng", "ing")):
        sound = sound[:-1]
    return sound


def folded_sounds(run: str) -> list[str]:
    """The syllables of a run, folded."""
    return [folded(sound) for sound in sounds(run)]


def spelled(text: str) -> str:
    """Plain text in folded syllables, each between spaces; a bar where the text has a gap."""
    runs = []
    for piece in pieces(text):
        run = piece.group()
        runs.append(" ".join(folded_sounds(run)) if is_chinese(run) else run)
    return f" {' | '.join(runs)} "


def initials(text: str) -> str:
    """First letters, a capital where a word begins, a bar at each gap: ``SyBx`` is 失业保险."""
    runs = []
    for piece in pieces(text):
        run = piece.group()
        if not is_chinese(run):
            runs.append(run.capitalize())
            continue
        letters = []
        for word in cut(run):
            first, *rest = (sound[0] for sound in _sounds_of_word(word))
            letters.append(first.upper() + "".join(rest))
        runs.append("".join(letters))
    return "|".join(runs)


def pairs(run: str) -> list[str]:
    """Neighbouring characters; the character itself when it is alone."""
    return [run[i : i + 2] for i in range(len(run) - 1)] or [run]


def tokens_of_text(text: str) -> set[str]:
    """Characters, pairs and words of a plain text."""
    found: set[str] = set()
    for piece in pieces(text):
        run = piece.group()
        if not is_chinese(run):
            found.add(run[:40])
            continue
        found.update(run)
        found.update(pairs(run))
        found.update(word for word in cut(run) if len(word) > 2)
    return found


def tokens_of_body(text: str) -> set[str]:
    """The same of a body's name, without what two of its words have together: 政审 is no part of
    行政审批局, and would pass for a word that every third item says.
    """
    found: set[str] = set()
    for piece in pieces(text):
        run = piece.group()
        for word in cut(run) if is_chinese(run) else (run,):
            found |= tokens_of_text(word)
    return found


def tokens_of_spelling(spelling: str) -> set[str]:
    """Pairs of neighbouring syllables."""
    found: set[str] = set()
    for run in spelling.split("|"):
        syllables = run.split()
        found.update(f"{a}.{b}" for a, b in pairwise(syllables))
    return found


def tokens_of_initials(letters: str) -> set[str]:
    """Runs of three and four initials."""
    found: set[str] = set()
    for run in letters.lower().split("|"):
        for width in (3, 4):
            found.update(f"#{run[i : i + width]}" for i in range(len(run) - width + 1))
    return found


@lru_cache(maxsize=1)
def syllables() -> frozenset[str]:
    """Every toneless syllable that some character has."""
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    found = set()
    for readings in PINYIN_DICT.values():
        for reading in readings.split(","):
            sound = convert(reading, Style.NORMAL, strict=False)
            if sound.isascii() and sound.isalpha():
                found.add(sound)
    # Interjections that would let any word of letters pass for pinyin.
    return frozenset(
        found - {"m", "n", "ng", "hm", "hng", "o", "e", "ei", "yo", "lo", "den", "dia"}
    )


def syllabled(letters: str) -> list[str] | None:
    """The syllables that spell it, None when it is no pinyin: the fewest, and of as many those
    fewer of which begin with a vowel, for before such a one an apostrophe is written (GB/T 16159,
    隔音符号): ``jineng`` is ji neng.
    """
    known = syllables() | {"e", "o"}
    best: list[tuple[int, int, list[str]] | None] = [(0, 0, [])] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for size in range(1, min(6, end) + 1):
            before = best[end - size]
            syllable = letters[end - size : end]
            if before is None or syllable not in known:
                continue
            count, vowels, found = before
            vowels += size < end and syllable[0] in "aeo"
            current = best[end]
            if current is None or (count + 1, vowels) < current[:2]:
                best[end] = (count + 1, vowels, [*found, syllable])
    last = best[-1]
    return (last[2] or None) if last else None


@lru_cache(maxsize=65536)
def _toned(word: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(word, style=Style.TONE3))


def ordering_key(name: str) -> str:
    """What names are ordered by: pinyin with tones, at most 400 characters.

    The embedded database has no Chinese collation.
    """
    return "".join(_toned(word) for word in cut(name[:60]))[:400].lower()
