"""Acts on the draft of the synonym table: changes gather group by group until they are published.

There is one table and so one draft. Whoever changes a group says what was read of it, so that two
editors do not overwrite one another.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tongban.base.audit.services import record
from tongban.base.kernel.actors import Actor
from tongban.base.kernel.errors import Conflict, FieldFinding, Invalid, Missing
from tongban.base.kernel.ids import new_id
from tongban.base.kernel.moments import now
from tongban.base.kernel.transactions import in_one_transaction
from tongban.management.catalog.models import SynonymRevision, WordChange
from tongban.management.catalog.rights import must
from tongban.management.catalog.search.answering import DAYS, answer_miss, open_among
from tongban.management.catalog.search.synonyms import (
    MAX_LINES,
    current_version,
    lines_of,
    lock_table,
    publish_synonyms,
)
from tongban.management.catalog.search.thesaurus import Line
from tongban.management.catalog.types import MissOutcome
from tongban.management.catalog.words.groups import (
    MEANS_BETWEEN,
    SAID_BETWEEN,
    Group,
    differences,
    draft_mark,
    drafted_lines,
    group_of,
    groups,
    key_of,
    officials_of,
    ways_of,
)
from tongban.management.catalog.words.judging import must_findings

NEW = "new"
"""Stands for the key of a group that is not there yet,"""
DRAFT = "draft"
"""and this for the whole draft in the trail."""


def _opened(key: str, seen: str) -> Group:
    """The group as it is, which must be as it was read."""
    group = group_of(key)
    if group is None:
        raise Missing(_("没有这一组词，可能刚被发布或者撤回了，请回到词表里找。"))
    if group.seen != seen:
        raise Conflict(
            _("您打开以后，%(who)s改过这一组。您填的都还在下面；看过现在的样子，再存一次。")
            % {"who": group.change.edited_by if group.change else _("别人")},
            code="words_changed",
        )
    return group


def _write(actor: Actor, group: Group, said: str, means: str) -> None:
    """Keep the change of one group; what makes it as it holds is no change."""
    before = group.before or Line("", "")
    if (said, means) == (before.said, before.means):
        WordChange.objects.filter(key=group.key).delete()
        return
    WordChange.objects.update_or_create(
        key=group.key,
        defaults={
            "before_said": before.said,
            "before_means": before.means,
            "said": said,
            "means": means,
            "edited_at": now(),
            "edited_by": actor.name,
        },
    )


@in_one_transaction
def save_word_group(
    *, actor: Actor, key: str, said: Sequence[str], means: Sequence[str], seen: str = ""
) -> str:
    """Put a group into the draft as it is to be, and give back its key; ``new`` adds one.

    ``seen`` is ``Group.seen`` of what was read. Raises Forbidden, Missing, Conflict
    (``words_changed``) and Invalid with every word that cannot stand so.
    """
    must(actor, "save_word_group")
    lock_table()
    group = Group(new_id().hex, "", "") if key == NEW else _opened(key, seen)
    ways, officials = ways_of("\n".join(said)), officials_of("\n".join(means))
    if findings := must_findings(ways, officials):
        raise Invalid(_("这一组没有存，请按提示改正。"), findings=findings)
    if key == NEW and any(
        (one.said, one.means) == (SAID_BETWEEN.join(ways), MEANS_BETWEEN.join(officials))
        for one in groups()
    ):
        raise Conflict(_("词表里已经有一模一样的一组。"), code="words_there")
    is_same = (ways, officials) == (group.ways, group.officials)
    text, official = (
        (group.said, group.means)
        if is_same
        else (SAID_BETWEEN.join(ways), MEANS_BETWEEN.join(officials))
    )
    _write(actor, group, text, official)
    _record(actor, "save_word_group", group.key, 1)
    return group.key


@in_one_transaction
def remove_word_group(*, actor: Actor, key: str, seen: str) -> None:
    """Take a group away, in the draft. Raises Forbidden, Missing, Conflict (``words_changed``)."""
    must(actor, "remove_word_group")
    lock_table()
    group = _opened(key, seen)
    _write(actor, group, "", "")
    _record(actor, "remove_word_group", key, 1)


@in_one_transaction
def undo_word_group(*, actor: Actor, key: str, seen: str) -> None:
    """Make a group again what it is in the table that holds. Raises Forbidden, Missing, Conflict."""
    must(actor, "undo_word_group")
    lock_table()
    group = _opened(key, seen)
    if group.change is None:
        raise Conflict(_("这一组没有改动。"), code="words_unchanged")
    group.change.delete()
    _record(actor, "undo_word_group", key, 1)


@in_one_transaction
def replace_words(
    *, actor: Actor, lines: Sequence[tuple[str, str]], note: str = "", seen: str = ""
) -> int:
    """Make the draft such that it would publish these lines; gives back how many groups change.

    ``seen`` is the mark of the draft that may be replaced; another is never lost. Raises Forbidden,
    Conflict (``words_changed``) and Invalid with every line that cannot stand so.
    """
    must(actor, "replace_words")
    lock_table()
    if draft_mark(groups()) != seen:
        raise Conflict(
            _("草稿里有别的改动。请先发布或者放弃，再换成另一份。"), code="words_changed"
        )
    if not 0 < len(lines) <= MAX_LINES:
        raise Invalid(
            _("近义词表要有 1 至 %(max_lines)s 行。") % {"max_lines": MAX_LINES},
            code="synonym_count",
        )
    findings = [
        FieldFinding(str(number), finding.code, finding.message)
        for number, (said, means) in enumerate(lines, 1)
        for finding in must_findings(ways_of(said), officials_of(means))
    ]
    if findings:
        raise Invalid(_("词表没有换，请按提示改正。"), findings=findings)
    wanted = [Line(said, means) for said, means in lines]
    made = differences(lines_of(current_version()), wanted)
    WordChange.objects.all().delete()
    WordChange.objects.bulk_create(
        (
            WordChange(
                key=key_of(one.before) if one.before else new_id().hex,
                before_said=one.before.said if one.before else "",
                before_means=one.before.means if one.before else "",
                said=one.after.said if one.after else "",
                means=one.after.means if one.after else "",
                edited_at=now(),
                edited_by=actor.name,
            )
            for one in made
        ),
        batch_size=2000,
    )
    _record(actor, "replace_words", DRAFT, len(made), note)
    return len(made)


@in_one_transaction
def discard_words(*, actor: Actor, seen: str) -> None:
    """Give up the whole draft. ``seen`` is the mark of the draft that was read. Raises Forbidden,
    Conflict (``words_changed``, ``words_unchanged``).
    """
    must(actor, "discard_words")
    lock_table()
    _read(groups(), seen)
    count, _kinds = WordChange.objects.all().delete()
    _record(actor, "discard_words", DRAFT, count)


@in_one_transaction
def publish_words(*, actor: Actor, note: str, seen: str) -> SynonymRevision:
    """Publish the draft as the next version; what was looked for in vain and stands in it now is
    dealt with. Raises Forbidden, Conflict (``words_changed``, ``words_unchanged``) and Invalid.
    """
    must(actor, "publish_words")
    lock_table()
    found = groups()
    _read(found, seen)
    if not note.strip():
        raise Invalid(
            _("请写改了什么。"),
            findings=[FieldFinding("note", "required", _("请写改了什么，以后查得到。"))],
        )
    added = [way for one in found if one.change for way in one.changed_ways[0]]
    made = publish_synonyms(actor=actor, lines=drafted_lines(found), note=note.strip())
    count, _kinds = WordChange.objects.all().delete()
    for text in open_among(added, DAYS):
        answer_miss(
            actor=actor,
            text=text,
            answer=MissOutcome.SYNONYM,
            note=note.strip(),
        )
    _record(actor, "publish_words", DRAFT, count, note)
    return made


def _read(found: Sequence[Group], seen: str) -> None:
    """The draft must change something and be as it was read."""
    mark = draft_mark(found)
    if not mark:
        raise Conflict(_("草稿里没有改动。"), code="words_unchanged")
    if mark != seen:
        raise Conflict(_("您打开以后，草稿又有改动。请看过新的再做。"), code="words_changed")


def _record(actor: Actor, act: str, key: str, count: int, note: str = "") -> None:
    record(
        actor=actor,
        act=act,
        subject_kind="words",
        subject_id=key,
        reason=note,
        detail={"groups": count},
    )
