"""``tongban rights``: the tables of all apps as one page, docs/rights.md."""

from django.apps import apps
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import override

from tongban.base.kernel.rights import Rights, Row, tables
from tongban.base.orgs.types import Duty
from tongban.main.ways import entries, ways

WHO = {
    "anybody": "任何人",
    "inner": "（别的操作的一部分，那里已经问过）",
    "somebody": "不是访客的",
    "signed_in": "已登录的人",
    "applicant": "本人、经办人、监护人",
    "assistant": "帮办人、代办员、窗口代录",
    "person": "登录的本人（为自己或单位）",
    "officer": "工作人员",
    "machine": "接入系统",
    "platform": "平台和命令行操作员",
}
ENTRY = {
    "everybody": "任何人",
    "signed_in": "已登录的人",
    "applicants": "本人、经办人、监护人",
    "appliers": "本人、经办人、监护人、帮办人",
    "officers": "工作人员",
}
REACH = {"city": "全市", "mine": "本人名下的，别人的当作没有", "above": "由所属办件的操作限定"}

BEGINNING = """# Who may do what

<!-- Made by `tongban rights > docs/rights.md`; a test of the house fails when it is out of date. -->

Every act and every guarded read of the platform, from the tables (`rights.py` of each app) that the checks ask. Duties are those of a post (岗位职责); they count only while acting from it. The platform and its operator, where they are named, reach the whole city. Two lines of one act are two ways to the right; who must keep out, keeps out in both. A route is named as in `urls.py`; what leads through other acts, jobs and the command line only has none.

"""


def page() -> str:
    """The whole page, in Markdown."""
    autodiscover_modules("rights")
    with override("zh-hans"):
        there = ways()
        parts = [_part(app, table, there) for app, table in tables().items()]
        return BEGINNING + "\n".join([*parts, _routes(there)])


def _routes(there: dict[str, list[str]]) -> str:
    """Every route: who may enter at all, and what it leads to."""
    lines = [
        "## 每个入口",
        "",
        "Who may enter at all; how each route answers nobody, a stranger, another county, the wrong post and the right one stands in `tests/house/routes.py`.",
        "",
        "| 入口 | 谁能进 | 能做 |",
        "|---|---|---|",
    ]
    for route, entry in entries().items():
        kind, _colon, duties = entry.partition(":")
        who = "、".join(str(Duty(d).label) for d in duties.split(",")) if duties else ENTRY[kind]
        acts = " ".join(f"`{act}`" for act in sorted(there) if route in there[act]) or "—"
        lines.append(f"| `{route}` | {who} | {acts} |")
    return "\n".join(lines) + "\n"


def _part(app: str, table: Rights, there: dict[str, list[str]]) -> str:
    name = apps.get_app_config(app).verbose_name
    lines = [
        f"## {name} `{app}`",
        "",
        "| 做什么 | 谁 | 范围 | 除外 | 从哪里 |",
        "|---|---|---|---|---|",
    ]
    for act, rows in table.rows.items():
        for row in rows:
            cells = (
                f"{row.does}：{row.thing}<br>`{act}`",
                _who(row),
                "；".join(REACH.get(w) or table.reaches[w].words for w in row.reach),
                "；".join(table.keep_out[w].words for w in row.but_not) or "—",
                " ".join(f"`{way}`" for way in there.get(f"{app}.{act}", [])) or "—",
            )
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _who(row: Row) -> str:
    def said(word: str) -> str:
        kind, _colon, scope = word.partition(":")
        if scope:
            return f"获准 `{scope}` 的{WHO[kind]}"
        return WHO.get(word) or str(Duty(word).label)

    return "、".join(said(word) for word in row.who)
