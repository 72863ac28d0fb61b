"""Filling a template in. A placeholder is a name in braces, and nothing more is ever evaluated."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding, Invalid
from tongban.management.documents.shipped import KINDS
from tongban.management.documents.types import PaperKind

LONGEST = 2000
"""Characters of a paragraph."""
LONGEST_VALUE = 100_000
"""More than any act takes, so that no paper loses its end: a record of a hearing has many pages."""
MOST = 40
"""Paragraphs of a template."""
LONGEST_TITLE = 60
LONGEST_MARK = 6
_PLACE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


def check(kind: PaperKind, title: str, mark: str, paragraphs: Sequence[str]) -> list[FieldFinding]:
    """Everything that keeps a wording from being published, at once."""
    rule = KINDS[kind]
    findings = []
    if not title.strip() or len(title) > LONGEST_TITLE:
        findings.append(FieldFinding("title", "text", _("请填标题，最多 60 个字。")))
    if not mark.strip() or len(mark) > LONGEST_MARK or re.search(r"[\s{}〔〕]", mark):
        findings.append(
            FieldFinding("mark", "text", _("请填文号里代表文书种类的字，最多 6 个字。"))
        )
    if not any(p.strip() for p in paragraphs) or len(paragraphs) > MOST:
        findings.append(FieldFinding("paragraphs", "text", _("请填正文，最多 40 段。")))
    whole = "\n".join((title, *paragraphs))
    used = set(_PLACE.findall(whole))
    findings += [
        FieldFinding(
            "paragraphs", "undeclared_placeholder", _("这种文书没有这个占位符：{%s}") % name
        )
        for name in sorted(used - set(rule.names))
    ]
    if re.search(r"[{}]", _PLACE.sub("", whole)):
        findings.append(
            FieldFinding("paragraphs", "stray_brace", _("花括号只能用来写占位符，比如 {item}。"))
        )
    stated = set(_PLACE.findall("\n".join(paragraphs)))
    findings += [
        FieldFinding(
            "paragraphs",
            "must_state",
            _("正文里要写明{what}：{{{name}}}（{clause}）。").format(
                what=rule.names[name], name=name, clause=clause
            ),
        )
        for name, clause in rule.must_state.items()
        if name not in stated
    ]
    if any(len(p) > LONGEST for p in paragraphs):
        findings.append(FieldFinding("paragraphs", "too_long", _("每一段最多 2000 个字。")))
    return findings


def filled(
    kind: PaperKind, title: str, paragraphs: Sequence[str], values: Mapping[str, str]
) -> tuple[str, list[str]]:
    """Title and paragraphs with the values put in, in one pass: a value is never a template.

    A paragraph one of whose values is empty is left out, and a value of several lines becomes
    several paragraphs. Raises Invalid when a value is unknown, or one that must be stated is empty.
    """
    rule = KINDS[kind]
    plain = {name: _plain(str(value)) for name, value in values.items()}
    findings = [
        FieldFinding(name, "value_unknown", _("文书里没有 %s") % name)
        for name in sorted(plain.keys() - rule.names.keys())
    ] + [
        FieldFinding(name, "value_missing", _("文书要写明%s") % rule.names[name])
        for name in rule.must_state
        if not plain.get(name)
    ]
    if findings:
        raise Invalid(
            _("文书没有作成：%s。") % _("；").join(f.message for f in findings),
            code="paper_values",
            findings=findings,
        )

    def put(text: str) -> str:
        return _PLACE.sub(lambda found: plain.get(found[1], ""), text)

    shown = [
        line.strip()
        for paragraph in paragraphs
        if all(plain.get(name) for name in _PLACE.findall(paragraph))
        for line in put(paragraph).split("\n")
        if line.strip()
    ]
    return put(title), shown


def _plain(value: str) -> str:
    """A value without characters that hide or turn what follows; its lines are kept."""
    lines = []
    for line in value.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        kept = "".join(c if unicodedata.category(c) not in {"Cc", "Cf"} else " " for c in line)
        lines.append(" ".join(kept.split()))
    return "\n".join(line for line in lines if line)[:LONGEST_VALUE]
