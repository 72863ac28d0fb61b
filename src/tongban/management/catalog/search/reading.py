"""How a query is understood: which words it has, how much each weighs, and how items may say it.

A query is read once and knows nothing of items but how many of them say a thing (``Counts``).
The result is a list of senses, each covering some characters of the query; ranking asks of every
candidate which senses it fulfils.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate

from tongban.management.catalog.search.likeness import units
from tongban.management.catalog.search.places import Place, without
from tongban.management.catalog.search.thesaurus import LONGEST, Means, Thesaurus
from tongban.management.catalog.search.turns import turns_in
from tongban.management.catalog.search.words import (
    GAP,
    cut,
    folded,
    folded_sounds,
    is_chinese,
    pairs,
    pieces,
    plain,
    runs,
    syllabled,
)

WRITTEN = "written"
Counts = Mapping[str, int]
"""Index token → how many items have it; a token that none has may be absent."""

NOISE = re.compile(
    r"请问一?下?|我想要?|想要|我要|我们|咱们?|你好|您好|麻烦|帮忙|帮我|能不能|可不可以|可以不可以|可以|"
    r"怎么样?(?:办理|申请|办|弄|搞|做|处理|用)?|怎样(?:办理|申请|办)?|如何(?:办理|申请|办|操作)?|[咋啷]个?(?:办|弄|整|搞)?|"
    r"(?:要|需要|应该|得)?(?:去|到|在|上)?(?:哪里|哪儿|哪个部门|哪个地方|什么地方|哪)(?:去)?(?:办理|申请|办|弄|交|问)?|"
    r"(?:需要|要|都要|得)?(?:准备|提供|带|交|办|有)?(?:些)?(?:什么|啥子?|哪些|那些)"
    r"(?:样的)?(?:手续|材料|资料|条件|流程|东西|证件|部门|时候|证(?!明)|照|许可)?|"
    r"(?:办理)?(?:手续|流程|材料|条件|指南|须知|步骤|程序)(?:是|有|呢)?$|"
    r"找谁|找哪|谁管|谁办|多久|好久(?!没)|得行不?|行不行|要得不|晓不晓得|多长时间|几天|要不要|需不需要|用不用|是不是|有没有|能否|是否|"
    r"办事|事项|(?:有|的|该|吗|么|嘛|呢|吧|啊|呀|哦|啦|了(?=$| )|把|被(?!骗|辞|裁|拐|雷|冒|炒|开除|偷|盗|淹|法人|打|用)|给|让|帮|想|要|需要|得|去|吗|就|都|很|太|我|你|他|她|它|您|的)"
)
"""What a question is made of besides its subject."""

ONLY_ASKING = re.compile(
    r"办理|申请|办|弄|搞|请|地|是|和|与|在|到|从|对|以|及|个|一|也|还|又|这|那|上|下|为|来|"
    r"的|得|去|我|你|他|她|了|好|等|不|没|着|过|就|才|会|被|把|让|给|后|前|时|里|先|再|已|而|或|等着|之后|以后|以前|时候|现在|最近|"
    r"今天|明天|后天|昨天|今年|明年|去年|马上|上个月|这个月|下个月|"
    r"准备|打算|听说|知道|觉得|一下|一些|这个|那个|我们|他们|自己|一直|还是|已经|刚刚|刚|正在|因为|所以|但是|如果|找|看看|怎么"
)
"""Words that weigh nothing, though a situation may need them."""

MAX_SENSES = 240
"""Of a long query only the heaviest senses are looked at,"""
MAX_BEGUN = 40
"""and fewer of one that is still being typed: it is asked anew with every character."""
ORDINARY = re.compile(
    r"办理|登记|审批|申请|许可证?|备案|核发|发放|业务|服务|管理|的|对|及|和|与|等|证|或|在|认定|审核|核准|公示|确认|领取|有关"
)
"""What almost every name has; it tells nothing apart."""
FILLER = re.compile(r"一?[个家间份条点下次]|[了过着的我 ]")
"""What stands between words without changing what they mean together: 找（个）工作."""

BEGUN = 10
"""Words of the table that are looked at which begin as the query ends."""
_LETTERS = re.compile(r"[a-z]{2,}$")
HINT = 0.3
"""Weight of a single character of a longer word."""
ENOUGH = 0.6
"""From this weight on a sense that says a word whole makes hints needless."""
UNKNOWN = 0.35
"""Weight of a word that no item has in any way: it cannot tell items apart."""
GUESSED = 0.15
"""How rare a word of the dictionary counts at most of which is only guessed what it may be for."""
ACTION = 0.6
"""What is done weighs less than to what it is done."""
BEGINNING = 0.35
"""That something is begun weighs little: it is what most items are for."""
WHO = 0.45
"""Who it is for weighs less than what it is: most items say it of nobody."""
BESIDE = 0.45
"""Weight of a word that only means something beside others."""


@dataclass(frozen=True, slots=True)
class Sense:
    """One way in which an item may say a part of the query."""

    places: frozenset[int]
    """Characters of the query that it covers."""
    needles: tuple[str, ...]
    """What must stand in the item: text, syllables between spaces, or initials."""
    weight: float
    kind: str = "text"
    """``written`` (a part of the query itself), ``text`` (what the table says for one), ``sound``
    (folded syllables) or ``initials``."""
    word: str = ""
    """The word of the table that the query sounds like, when it is not written so."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query and its share of the whole."""

    places: range
    weight: float
    shares: tuple[float, ...]
    """Of each character; together 1. What almost every item says (登记) has less."""
    is_subject: bool = True
    """Whether it says of what, and not only what is done or for whom."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood."""

    text: str
    """As typed, clipped."""
    asked: str
    """Plain, with blanks in the place of what only makes it a question; as long as ``plain``."""
    words: tuple[Word, ...]
    senses: tuple[Sense, ...]
    """Heaviest first."""
    doubtful: tuple[range, ...]
    """Places that no item and no word of the table has as they are written."""
    torn: tuple[int, ...]
    """Places whose character no item has before the next one, though neither word ends there."""
    begun: bool
    """Whether it is still being typed."""
    spelt: tuple[range, ...]
    """Letters beside Chinese characters that may be pinyin, half typed or whole."""
    actions: frozenset[str]
    keys: Mapping[Sense, tuple[str, int]] = field(repr=False)
    """The rarest token of each sense, and how many items have it."""

    @property
    def subject(self) -> str:
        """What is asked, without blanks."""
        return "".join(self.asked.split())

    @property
    def has_sounds(self) -> bool:
        """Whether candidates are needed with their syllables."""
        return any(sense.kind == "sound" for sense in self.senses)

    @property
    def has_initials(self) -> bool:
        """Whether candidates are needed with their initials."""
        return any(sense.kind == "initials" for sense in self.senses)


def asked_of(query: str, thesaurus: Thesaurus, place: Place | None = None) -> str:
    """The query without what only makes it a question or names a place, blanks in its place."""
    text = without(plain(query), place)
    # 有 is noise, but not in 有限公司: the words of the table stay whole.
    kept = {
        at
        for begin, end, _ in thesaurus.words_in(text)
        if end - begin > 1
        for at in range(begin, end)
    }
    kept.update(at for _, begin, end in turns_in(text) for at in range(begin, end))

    def blank(found: re.Match[str]) -> str:
        inside = len(found.group()) == 1 and found.start() in kept
        return found.group() if inside else " " * len(found.group())

    blanked = NOISE.sub(blank, text)
    # Somebody who types only 怎么办 or 我要 gets these words looked for.
    return blanked if blanked.strip() else text


@dataclass(slots=True)
class Draft:
    """What may be meant, before it is known what items have."""

    asked: str
    thesaurus: Thesaurus
    literal: bool = False
    """Whether nothing is guessed at."""
    begun: bool = False
    """Whether it is still being typed."""
    senses: list[Sense] = field(default_factory=list)
    spans: list[range] = field(default_factory=list)
    """Words of the table, longest first, none inside another."""

    def add(
        self,
        places: Iterable[int],
        needles: Iterable[str],
        weight: float,
        kind: str = "text",
        word: str = "",
    ) -> None:
        """Note one more sense."""
        self.senses.append(Sense(frozenset(places), tuple(needles), weight, kind, word))


def drafted(
    query: str,
    thesaurus: Thesaurus,
    *,
    literal: bool = False,
    begun: bool = False,
    place: Place | None = None,
) -> Draft:
    """All senses that the query may have, before anything is known of the items.

    ``begun``: somebody is still typing; its end may be the beginning of a word.
    """
    draft = Draft(asked_of(query, thesaurus, place), thesaurus, literal, begun)
    _read_table(draft)
    for piece in pieces(draft.asked):
        run = piece.group()
        if is_chinese(run):
            _read_characters(draft, piece.start(), run)
        else:
            _read_letters(draft, piece.start(), run)
    for run_of_both in runs(draft.asked):
        _read_mixed(draft, run_of_both)
    if begun:
        _read_begun(draft)
    return draft


def _read_table(draft: Draft) -> None:
    asked = draft.asked
    found = list(draft.thesaurus.words_in(asked))
    for begin, end, meanings in found:
        inside = any(b <= begin and end <= e and e - b > end - begin for b, e, _ in found)
        _add_meanings(draft, range(begin, end), meanings, 0.72 if inside else 0.95)
    dense, places_of = without_filler(draft)
    for begin, end, meanings in draft.thesaurus.words_in(dense):
        torn = places_of[begin:end]
        if torn[-1] - torn[0] >= end - begin > 1:
            _add_meanings(draft, torn, meanings, 0.93)
    for places, meanings, nearness in draft.thesaurus.situations_in(dense):
        _add_meanings(draft, [places_of[at] for at in places], meanings, nearness)
    spans: list[range] = []
    for begin, end, _ in sorted(found, key=lambda f: f[0] - f[1]):
        if end - begin > 1 and all(end <= s.start or s.stop <= begin for s in spans):
            spans.append(range(begin, end))
    draft.spans = spans


def without_filler(draft: Draft) -> tuple[str, list[int]]:
    """The query without fillers, and where each of its characters stands in the query."""
    asked = draft.asked
    # 过 is a filler, but not in 过户.
    kept = {
        at
        for begin in range(len(asked))
        for end in range(begin + 2, min(len(asked), begin + LONGEST) + 1)
        if asked[begin:end] in draft.thesaurus.parts
        for at in range(begin, end)
    }
    kept.update(at for _, begin, end in turns_in(asked) for at in range(begin, end))
    dropped = {
        at for found in FILLER.finditer(asked) for at in range(*found.span()) if at not in kept
    }
    places = [at for at in range(len(asked)) if at not in dropped]
    if not places:
        return asked, list(range(len(asked)))
    return "".join(asked[at] for at in places), places


def _add_meanings(
    draft: Draft, places: Iterable[int], meanings: Iterable[Means], factor: float
) -> None:
    where = frozenset(places)
    for one in meanings:
        draft.add(where, one.needles, one.weight * factor)


def _read_begun(draft: Draft) -> None:
    """What the words of the table mean that begin as the query ends, the longer end first."""
    asked = draft.asked.rstrip()
    left = BEGUN
    letters = _LETTERS.search(asked)
    if letters is not None:
        for word in draft.thesaurus.keyed(letters.group())[:left]:
            _add_meanings(draft, range(*letters.span()), draft.thesaurus.words[word], 0.8)
        return
    for start in range(max(0, len(asked) - LONGEST), len(asked)):
        tail = asked[start:]
        if GAP in tail or not is_chinese(tail) or (len(tail) == 1 and ONLY_ASKING.fullmatch(tail)):
            continue
        for _, meanings in sorted(draft.thesaurus.begun(tail), key=_length)[:left]:
            _add_meanings(draft, range(start, len(asked)), meanings, 0.8)
            left -= 1
        if not left:
            return


def _length(found: tuple[str, object]) -> int:
    return len(found[0])


def _read_characters(draft: Draft, start: int, run: str) -> None:
    at = start
    for word in cut(run):
        draft.add(range(at, at + len(word)), [word], 1.0 if len(word) > 1 else 0.6, WRITTEN)
        at += len(word)
    if len(run) > 1:
        for i, pair in enumerate(pairs(run)):
            draft.add((start + i, start + i + 1), [pair], 0.75, WRITTEN)
    for span in draft.spans:
        if start <= span.start and span.stop <= start + len(run):
            draft.add(span, [run[span.start - start : span.stop - start]], 1.0, WRITTEN)
    for size in (3, 4, 5, 6):
        for i in range(len(run) - size + 1):
            draft.add(range(start + i, start + i + size), [run[i : i + size]], 1.0, WRITTEN)
    for i, character in enumerate(run):
        if not ONLY_ASKING.fullmatch(character):
            draft.add((start + i,), [character], HINT, WRITTEN)


def _read_letters(draft: Draft, start: int, run: str) -> None:
    """Letters are a word as they stand, pinyin, or initials."""
    everywhere = range(start, start + len(run))
    draft.add(everywhere, [run], 1.0, WRITTEN)
    if not run.isalpha():
        return
    found = syllabled(run)
    if found is not None:
        _read_syllables(draft, start, found)
    if (found is None or len(run) <= 5) and len(run) >= 3:
        _read_initials(draft, start, run, 0.9 if found is None else 0.5)


def _read_syllables(draft: Draft, start: int, found: list[str]) -> None:
    ends = [start]
    for syllable in found:
        ends.append(ends[-1] + len(syllable))
    soft = [folded(s) for s in found]
    for size in range(2, len(soft) + 1):
        for i in range(len(soft) - size + 1):
            places = range(ends[i], ends[i + size])
            sound = " ".join(soft[i : i + size])
            draft.add(places, [f" {sound} "], 0.95 if size > 2 or len(soft) == 2 else 0.75, "sound")
            for word in draft.thesaurus.by_sound.get(sound, ()):
                for one in draft.thesaurus.words[word]:
                    draft.add(places, one.needles, one.weight * 0.92, "text", word)
    if len(soft) == 1:
        draft.add(range(start, ends[-1]), [f" {soft[0]} "], 0.5, "sound")


def _read_mixed(draft: Draft, run: range) -> None:
    """What was typed in characters and letters without a gap sounds like a word all the same."""
    text = draft.asked[run.start : run.stop]
    typed = units(text)
    if typed is None or not any(map(is_chinese, typed)) or all(map(is_chinese, typed)):
        return
    ends = list(accumulate(map(len, typed), initial=run.start))
    soft = [folded_sounds(one)[0] if is_chinese(one) else folded(one) for one in typed]
    for size in range(2, min(7, len(typed)) + 1):
        for i in range(len(typed) - size + 1):
            part = typed[i : i + size]
            if all(map(is_chinese, part)) or not any(map(is_chinese, part)):
                continue
            sound = " ".join(soft[i : i + size])
            places = range(ends[i], ends[i + size])
            draft.add(places, [f" {sound} "], 0.9 if size > 2 else 0.8, "sound")
            for word in draft.thesaurus.by_sound.get(sound, ()):
                # What was typed in characters was meant so.
                if all(a == b or not is_chinese(a) for a, b in zip(part, word, strict=True)):
                    for one in draft.thesaurus.words[word]:
                        draft.add(places, one.needles, one.weight * 0.92, "text", word)


def _read_initials(draft: Draft, start: int, run: str, weight: float) -> None:
    places = range(start, start + len(run))
    draft.add(places, [run], weight, "initials")
    for word in draft.thesaurus.by_initials.get(run, ()):
        for one in draft.thesaurus.words[word]:
            draft.add(places, one.needles, one.weight * weight, "text", word)
    for size in range(len(run) - 1, 2, -1):
        for i in range(len(run) - size + 1):
            draft.add(
                range(start + i, start + i + size),
                [run[i : i + size]],
                weight * size / len(run),
                "initials",
            )
