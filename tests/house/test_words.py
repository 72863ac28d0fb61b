"""How the platform speaks to people: plain, calm, and saying what to do next."""

import ast
import re
from functools import cache

import pytest

from tests.house.source import CHINESE, PACKAGE, product

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
REFUSED = {
    "格式错误": "say what is expected: 请填 18 位身份证号码",
    "格式不正确": "say what is expected",
    "非法(?!人|财物)": "nobody who mistypes breaks the law",
    "温馨提示": "say it, without announcing it",
    "请知悉": "officialese",
    "敬请": "officialese",
    "谅解": "say what to do instead",
    "亲，": "not a shop",
    "未知错误": "say what happened, or whom to ask",
    "操作失败": "say what was not done",
    "系统异常": "say what happened, or whom to ask",
    "必填项": "say which: 请填姓名",
    "NULL": "a word for programmers",
}
"""What is not written, and what to write instead."""

ERRORS = {"TongbanError", "Forbidden", "Missing", "Conflict", "Invalid", "TooLarge"}


def _texts():
    """Every Chinese text of the product's source with its place; docstrings are for readers."""
    for source in product():
        documentation = {
            id(node.value)
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        for node in ast.walk(source.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in documentation
                and CHINESE.search(node.value)
            ):
                yield source.at(node), node.value
    for path in TEMPLATES:
        bare = re.sub(
            r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", path.read_text(), flags=re.DOTALL
        )
        for text in re.findall(r"[^<>{}%\n\"']+", bare):
            if CHINESE.search(text):
                yield str(path.relative_to(PACKAGE)), text


@cache
def texts():
    return list(_texts())


def said(node):
    """The words of a message: its constant parts, with a place for each value."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {
        "_",
        "gettext",
        "gettext_lazy",
    }:
        return said(node.args[0])
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format":
        return said(node.func.value)
    if isinstance(node, ast.BinOp):
        return said(node.left)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(p.value if isinstance(p, ast.Constant) else "…" for p in node.values)
    return None


def _raised():
    """Every message with which an act refuses."""
    for source in product():
        names = ERRORS | {
            node.name
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ClassDef)
            and {getattr(base, "id", "") for base in node.bases} & ERRORS
        }
        for name, call in source.calls():
            if name.rsplit(".", 1)[-1] in names and call.args:
                words = said(call.args[0])
                if words is not None:
                    yield source.at(call), words


@cache
def raised():
    return list(_raised())


def test_there_are_words_to_look_at():
    assert len(texts()) > 1000
    assert len(raised()) > 100


@pytest.mark.parametrize("words", sorted(REFUSED))
def test_nothing_is_said_in_words_that_help_nobody(words):
    assert [(place, text[:60]) for place, text in texts() if re.search(words, text)] == []


def test_nobody_is_shouted_at():
    assert [(p, t[:60]) for p, t in texts() if "！" in t or re.search(r"[\u3400-\u9fff]!", t)] == []


def test_a_refusal_is_a_whole_chinese_sentence():
    broken = [
        (place, words)
        for place, words in raised()
        if not CHINESE.search(words) or not words.rstrip("”）").endswith(("。", "…", "%s", ")s"))
    ]

    assert broken == []


def test_a_refusal_blames_nobody():
    blaming = re.compile(r"您(?:输入|填写|的输入)?(?:错|有误)|错误地|不当操作")

    assert [(place, words) for place, words in raised() if blaming.search(words)] == []


def test_punctuation_between_chinese_is_full_width():
    half = re.compile(
        r"[\u3400-\u9fff][,;?](?=[\u3400-\u9fff])|[\u3400-\u9fff]\.(?=$|[\u3400-\u9fff])"
    )

    assert [
        (place, text[:60]) for place, text in texts() if half.search(text) and "|" not in text
    ] == []
