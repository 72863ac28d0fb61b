"""What the style page shows: one example of every component and state. All names are invented."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from tongban.base.kernel.moments import SHANGHAI
from tongban.base.pages.fields import Choice, Field
from tongban.base.pages.limits import Limit, ruler_days
from tongban.base.pages.parts import Alarm, Answer, Event, Link, Material, Prefilled

TODAY = date(2026, 11, 20)
MEGABYTE = 1024 * 1024
SPRITE = Path(__file__).parent / "static/pages/icons.svg"


class ExampleForm(forms.Form):
    """A Django form, drawn by the same components."""

    name = forms.CharField(label="店名", help_text="和营业执照上一样。", max_length=40)
    kind = forms.ChoiceField(
        label="卖什么", choices=[("", "---"), ("meal", "饭菜、面食"), ("drink", "饮品")]
    )
    agree = forms.BooleanField(label="我填的都是真的")


def _working_days(start: date, count: int) -> list[date]:
    days = (start + timedelta(days=n) for n in range(count * 2))
    return [day for day in days if day.weekday() < 5][:count]


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def _limits() -> dict[str, Any]:
    return {
        "promised": Limit(left=1, total=7, due_on=date(2026, 11, 23)),
        "statutory": Limit(left=4, total=10, due_on=date(2026, 11, 26)),
        "provisional": Limit(left=33, total=45, due_on=date(2027, 1, 7), provisional=True),
        "days": ruler_days(
            _working_days(date(2026, 11, 10), 13),
            today=TODAY,
            paused={date(2026, 11, 12), date(2026, 11, 13), date(2026, 11, 16)},
            promised_on=date(2026, 11, 23),
            statutory_on=date(2026, 11, 26),
        ),
        "many_days": ruler_days(
            _working_days(date(2026, 10, 26), 45),
            today=TODAY,
            promised_on=date(2026, 12, 4),
            statutory_on=_working_days(date(2026, 10, 26), 45)[-1],
        ),
        "same_day": ruler_days(
            _working_days(date(2026, 11, 18), 5),
            today=TODAY,
            promised_on=date(2026, 11, 24),
            statutory_on=date(2026, 11, 24),
        ),
    }


def _fields() -> list[Field]:
    water = [
        Choice("tap", "自来水"),
        Choice("well", "自家井水", "检测一般用 3 个工作日，这几天不算在办理时限里"),
    ]
    return [
        Field(
            name="area",
            label="使用面积",
            kind="number",
            value="八十六平",
            hint="后厨和用餐的地方加起来，大概数就行。",
            error="请只填数字，比如 86.5",
            unit="平方米",
            is_short=True,
        ),
        Field(
            name="owned",
            label="房子是您的吗？",
            kind="radio",
            hint="不用交房产证和租房合同，选一下就行。",
            choices=[
                Choice("own", "自己的"),
                Choice("rent", "租的", is_chosen=True),
                Choice("lent", "借用的"),
            ],
        ),
        Field(name="water", label="店里用什么水？", kind="radio", error="请选一项", choices=water),
        Field(
            name="sells",
            label="您卖什么？",
            kind="checkboxes",
            in_row=True,
            is_required=False,
            choices=[
                Choice("meal", "现做的饭菜、面食", is_chosen=True),
                Choice("drink", "奶茶、咖啡等饮品"),
                Choice("packed", "有包装的食品"),
            ],
        ),
        Field(
            name="phone",
            label="联系电话",
            kind="tel",
            value="100 0000 0001",
            source="来自您的账户",
            attrs={"autocomplete": "tel"},
        ),
        Field(name="opens_on", label="哪天开张", kind="date", value="2026-12-01", is_short=True),
        Field(
            name="street",
            label="在哪个镇、街道",
            kind="select",
            choices=[Choice("", "请选择"), Choice("gujing", "示例镇", is_chosen=True)],
        ),
        Field(name="more", label="还有要说明的吗？", kind="textarea", is_required=False, rows=3),
        Field(
            name="drawing",
            label="店面布局图",
            kind="file",
            hint="手画拍照也行，要标出尺寸。",
            max_bytes=20 * MEGABYTE,
            accept=".jpg,.jpeg,.png,.pdf",
        ),
        Field(name="sure", label="以上都是真的", kind="checkbox"),
    ]


def _events() -> list[Event]:
    return [
        Event("发证", state="next", text="批准后当场出电子证照，在这里下载。纸证免费寄到店里。"),
        Event(
            "决定",
            when="11 月 19 日起",
            state="now",
            badge="正在办",
            text="示例区市场监管局决定岗正在看核查结果和您的材料。",
        ),
        Event(
            "现场核查，通过",
            at=_at(18, 10, 0),
            text="两名核查员到店，3 项都符合。",
            by="孙惊蛰、冯芒种，核查组",
            links=[Link("看核查记录和照片", "#main")],
        ),
        Event(
            "停表 3 个工作日",
            when="11 月 12 日至 16 日",
            state="pause",
            reason="店里用井水，要检测水质。检测的时间依法不计入办理时限（行政许可法第四十五条）。",
            by="沈大雪提出，何处暑批准",
        ),
        Event("受理", at=_at(9, 9, 31), text="材料齐全，已出受理通知书。", by="李谷雨，受理岗"),
        Event("您提交了申请", at=_at(6, 20, 14), text="网上提交，交了 2 份材料。"),
    ]


def _materials() -> list[Material]:
    return [
        Material(
            "食品经营许可申请书",
            "form",
            why="写明店名、地址、卖什么，是许可的依据。",
            source="在网上填表，系统生成，不用打印。",
            links=[Link("看填好的样表", "#main"), Link("下载空白表", "#main")],
        ),
        Material(
            "店面布局和操作流程图",
            "need",
            why="看后厨、洗消、售卖是否分开，避免生熟混放。",
            source="您自己画，手画拍照也行；要标出尺寸。",
        ),
        Material("营业执照", "held", why="证明店是合法开办的。", source="电子证照库。"),
    ]


def _alarms() -> list[Alarm]:
    return [
        Alarm(
            kind="红牌，超法定",
            number="JC-20261120-0003",
            title="建设工程规划许可超过法定时限 1 天",
            text="申请人立冬建材厂，11 月 19 日到期，没有停表。",
            owner="邓大暑，规划审批科",
            state="还没认领，2 小时后上报",
            url="#main",
            is_red=True,
            records=[("监察编号", "JC-20261120-0003"), ("规则编号", "SX-02 超法定时限")],
        ),
        Alarm(
            kind="黄牌，超承诺",
            number="JC-20261120-0001",
            title="食品经营许可（延续）超过承诺 1 天",
            text="霜降包子铺，法定还剩 6 个工作日。",
            owner="赵白露，市场监管局",
            state="已说明：昨天人手不足，今天办结",
            url="#main",
        ),
    ]


def everything() -> dict[str, Any]:
    """The context of the style page."""
    form = ExampleForm({"name": "", "kind": "meal"})
    fields = _fields()
    return {
        **_limits(),
        "fields": fields,
        "form": form,
        "form_fields": [form[name] for name in form.fields],
        "events": _events(),
        "materials": _materials(),
        "alarms": _alarms(),
        "answers": [
            Answer("谁能办", "有营业执照的店", "个体户、企业、单位食堂"),
            Answer("要什么", "只交 2 份材料", "另外 4 份不用您交"),
            Answer("去哪办", "网上办，不用跑", "也可到大厅、代办点"),
            Answer("多久", "7 个工作日", "法定 10 个；一半的人 3 个"),
            Answer("多少钱", "不收费", "寄证也不收费"),
        ],
        "prefilled_values": [
            Prefilled("店名", "示例区小满面馆", "来自营业执照", Link("不对？", "#main")),
            Prefilled("联系电话", "100 **** 0001", "来自您的账户", Link("换一个", "#main")),
        ],
        "counts": [148, 262, 258, 221, 168, 122, 71, 21, 9, 4],
        "fen": 123450,
        "page": Paginator(range(400), 20).page(7),
        "bundle_sizes": [3, 4, 5, 7],
        "issued_on": date(2026, 11, 9),
        "icons": sorted(re.findall(r'id="i-(\w+)"', SPRITE.read_text())),
    }
