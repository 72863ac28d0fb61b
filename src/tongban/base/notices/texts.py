"""Texts with placeholders. A placeholder is a name in braces and nothing more is ever evaluated."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from tongban.base.kernel.errors import FieldFinding, Invalid

LONGEST = 500
"""Characters of a text: a long SMS of seven parts holds 469."""
LONGEST_VALUE = 200
"""Characters of one value."""
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")

Value = str | int | date


def check(text: str, names: Iterable[str]) -> None:
    """Refuse a text that could not be filled in, naming every reason.

    Raises ``Invalid`` (``template_invalid``) with the findings ``undeclared_placeholder``,
    ``stray_brace``, ``bad_name``, ``empty`` and ``too_long``.
    """
    declared, findings = set(names), []
    findings += [
        FieldFinding("names", "bad_name", _("占位符的名字只用小写字母、数字和下划线：%s") % name)
        for name in sorted(declared)
        if not NAME.fullmatch(name)
    ]
    findings += [
        FieldFinding("text", "undeclared_placeholder", _("没有声明的占位符：{%s}") % name)
        for name in dict.fromkeys(_PLACEHOLDER.findall(text))
        if name not in declared
    ]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        findings.append(
            FieldFinding("text", "stray_brace", _("花括号只能用来写占位符，比如 {code}。"))
        )
    if not text.strip():
        findings.append(FieldFinding("text", "empty", _("请填写内容。")))
    if len(text) > LONGEST:
        findings.append(
            FieldFinding("text", "too_long", _("内容最多 %d 个字，请写短一些。") % LONGEST)
        )
    if findings:
        raise Invalid(
            _("模板不能发布：%s") % _("；").join(finding.message for finding in findings),
            code="template_invalid",
            findings=findings,
        )


def filled(text: str, names: Iterable[str], values: Mapping[str, Value]) -> str:
    """The text with the values put in, in one pass, so that a value is never read as a template.

    Raises ``Invalid`` (``template_values``) when a declared value is missing or one was not
    declared.
    """
    declared = set(names)
    findings = [
        FieldFinding(name, "value_missing", _("缺少 %s") % name)
        for name in sorted(declared - values.keys())
    ] + [
        FieldFinding(name, "value_unknown", _("模板里没有 %s") % name)
        for name in sorted(values.keys() - declared)
    ]
    if findings:
        raise Invalid(
            _("消息没有发送：%s。") % _("；").join(finding.message for finding in findings),
            code="template_values",
            findings=findings,
        )
    return _PLACEHOLDER.sub(lambda found: _plain(values[found[1]]), text)


def _plain(value: Value) -> str:
    """A value on one line, without characters that hide or turn what follows."""
    if isinstance(value, date):
        value = _("%(month)d 月 %(day)d 日") % {"month": value.month, "day": value.day}
    text = "".join(c if unicodedata.category(c) not in {"Cc", "Cf"} else " " for c in str(value))
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else f"{text[: LONGEST_VALUE - 1]}…"
