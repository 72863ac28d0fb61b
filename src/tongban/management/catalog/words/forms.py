"""What is typed about groups of words and about the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.errors import FieldFinding
from tongban.management.catalog.editing.typed import clean
from tongban.management.catalog.forms.items import FindingsForm
from tongban.management.catalog.words.groups import WEAK, Group, officials_of, ways_of
from tongban.management.catalog.words.judging import WordFinding

BLANK = 2
"""Empty inputs for further official words."""


@dataclass(slots=True)
class Word:
    """One word in its input, with what is to be said of it."""

    id: str
    text: str = ""
    is_weak: bool = False
    wrong: str = ""
    findings: list[WordFinding] = field(default_factory=list)


@dataclass(slots=True)
class TypedGroup:
    """A group as it stands in the inputs, so that nothing typed is lost."""

    said: list[Word]
    means: list[Word]
    more: str = ""
    """Further ways of saying, one a line."""
    wrong: dict[str, str] = field(default_factory=dict)
    """What is wrong with a whole side."""

    @classmethod
    def of(cls, group: Group, more: str = "") -> "TypedGroup":
        """As the draft has it, with further words that are offered."""
        return cls(
            [Word(f"said-{n}", one) for n, one in enumerate(group.ways)],
            [
                Word(f"means-{n}", one.removesuffix(WEAK), one.endswith(WEAK))
                for n, one in enumerate(group.officials)
            ],
            more,
        )

    @classmethod
    def posted(cls, post: QueryDict) -> "TypedGroup":
        """As it was posted: what is empty is gone, further words have inputs of their own."""
        weak = set(post.getlist("weak"))
        said = ways_of("\n".join(map(clean, [*post.getlist("said"), post.get("more", "")])))
        means = [
            (one.removesuffix(WEAK), str(n) in weak or one.endswith(WEAK))
            for n, text in enumerate(post.getlist("means"))
            for one in officials_of(clean(text))
        ]
        return cls(
            [Word(f"said-{n}", one) for n, one in enumerate(said)],
            [Word(f"means-{n}", *one) for n, one in enumerate(dict(means).items())],
        )

    @property
    def ways(self) -> list[str]:
        """What people say."""
        return [one.text for one in self.said]

    @property
    def officials(self) -> list[str]:
        """What items say, with ``~`` behind what only touches on it."""
        return [one.text + (WEAK if one.is_weak else "") for one in self.means]

    @property
    def inputs_of_means(self) -> list[Word]:
        """With some that are empty."""
        begin = len(self.means)
        return [*self.means, *(Word(f"means-{begin + n}") for n in range(BLANK))]

    def told(self, findings: Sequence[WordFinding], wrong: Sequence[FieldFinding] = ()) -> None:
        """Put each finding beside its word."""
        words: Mapping[str, Word] = {word.id: word for word in [*self.said, *self.means]}
        for one in wrong:
            if one.place in words:
                words[one.place].wrong = one.message
            else:
                self.wrong[one.place] = one.message
        for finding in findings:
            words[finding.place].findings.append(finding)


class PublishForm(FindingsForm):
    """What was changed, for whoever looks later."""

    note = forms.CharField(
        label=_("改了什么"), help_text=_("以后查得到，如“补了“居住证”的叫法”。"), max_length=200
    )


class TableForm(FindingsForm):
    """The whole table as a file."""

    table = forms.FileField(
        label=_("词表文件"),
        help_text=_(
            "Excel（xlsx）的第一张工作表，或者 CSV；一行一组，表头写“事项的说法”和“人们的说法”。"
        ),
        error_messages={"empty": _("文件是空的，里面没有内容。请核对是不是选错了文件。")},
    )
