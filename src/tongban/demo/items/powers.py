"""依职权行使的权力: one of each kind. Nobody applies for them.

Clauses are those of the laws named; steps, rates and frequencies are samples to be checked.
"""

from typing import Any

from tongban.demo.blueprint import DemoItem
from tongban.demo.items.shared import contact, natural_days, remedy
from tongban.management.catalog.types import (
    Clause,
    Discretion,
    Exercise,
    ExerciseStep,
    Guide,
    LevyRate,
    Question,
    Result,
)

FOOD_LAW = "中华人民共和国食品安全法"
PENALTY_LAW = "中华人民共和国行政处罚法"
RESPONSIBILITIES = (
    "没有法定依据或者不按法定程序的，由上级机关责令改正，对直接责任人依法处分",
    "执法人员玩忽职守、滥用职权的，依法处分；构成犯罪的，追究刑事责任",
)
HEARD = "陈述和申辩：您可以说明情况、提出证据，不会因此加重。"
NOT_BY_HIM = "申请回避：执法人员和案件有利害关系的，您可以要求换人。"


def _power(
    department: str, office: str, complaint: str, *, summary: str, exercise: Exercise, **more: Any
) -> Guide:
    return Guide(
        summary=summary,
        audiences=("1", "2", "5", "9"),
        conditions=(),
        materials=(),
        contact=contact(department, office, complaint),
        result=Result("30", ""),
        remedy=remedy("谯城区"),
        handle_forms=("1",),
        online_depth="1",
        responsibilities=RESPONSIBILITIES,
        exercise=exercise,
        **more,
    )


FOOD_WITHOUT_LICENCE = DemoItem(
    key="penalty_food",
    name="对未取得食品生产经营许可从事食品生产经营活动的处罚",
    department="qiaocheng_market",
    item_type="02",
    main="31201",
    guide=_power(
        "谯城区市场监督管理局综合执法大队",
        "3103",
        "3102",
        summary="没有许可证就卖吃的，会怎么处罚",
        by_law=(
            Clause(
                FOOD_LAW,
                "第一百二十二条第一款",
                "违反本法规定，未取得食品生产经营许可从事食品生产经营活动，或者未取得食品添加剂生产许可"
                "从事食品添加剂生产活动的，由县级以上人民政府食品安全监督管理部门没收违法所得和违法"
                "生产经营的食品、食品添加剂以及用于违法生产经营的工具、设备、原料等物品；违法生产经营的"
                "食品、食品添加剂货值金额不足一万元的，并处五万元以上十万元以下罚款；货值金额一万元以上的，"
                "并处货值金额十倍以上二十倍以下罚款。",
            ),
        ),
        statutory=natural_days(90, f"《{PENALTY_LAW}》第六十条", "自立案之日起"),
        words=("无证经营", "没有许可证罚多少", "食品罚款"),
        questions=(
            Question(
                "刚开店还不知道要办证，也罚吗？",
                "初次违法、后果轻微并且及时改正的，可以不罚（行政处罚法第三十三条）。先停下来，再补办。",
            ),
        ),
        exercise=Exercise(
            discretion=(
                Discretion(
                    "未取得许可从事食品生产经营",
                    "货值金额不足一万元",
                    "2",
                    "没收违法所得、食品和工具设备，并处五万元以上十万元以下罚款",
                    f"《{FOOD_LAW}》第一百二十二条第一款",
                ),
                Discretion(
                    "未取得许可从事食品生产经营",
                    "货值金额一万元以上",
                    "2",
                    "没收违法所得、食品和工具设备，并处货值金额十倍以上二十倍以下罚款",
                    f"《{FOOD_LAW}》第一百二十二条第一款",
                ),
            ),
            discretion_by=("市场监管部门行政处罚裁量基准（示例，以公布的为准）",),
            steps=(
                ExerciseStep("立案", "执法大队", "发现违法线索，十五个工作日内决定立不立案。"),
                ExerciseStep("调查取证", "两名以上执法人员", "亮证、制作笔录、收集证据。"),
                ExerciseStep("审核", "法制机构", "审核事实、证据和适用的条款。"),
                ExerciseStep("告知", "执法大队", "告诉您拟怎么处罚、凭什么，听您陈述和申辩。"),
                ExerciseStep("决定", "局负责人", "作出决定，七日内送达处罚决定书。"),
                ExerciseStep("执行", "您", "十五日内到银行或者网上缴款；不缴的，加处罚款。"),
            ),
            rights=(
                HEARD,
                "要求听证：数额较大的罚款、没收和吊销，您可以在五日内要求听证，不收费。",
                NOT_BY_HIM,
            ),
        ),
    ),
)

SEIZING_FOOD = DemoItem(
    key="coercion_food",
    name="查封、扣押不符合食品安全标准的食品和违法经营的场所",
    department="qiaocheng_market",
    item_type="03",
    main="31301",
    guide=_power(
        "谯城区市场监督管理局综合执法大队",
        "3103",
        "3102",
        summary="有证据证明食品不安全时，可以先查封、扣押",
        by_law=(
            Clause(
                FOOD_LAW,
                "第一百一十条",
                "（四）查封、扣押有证据证明不符合食品安全标准或者有证据证明存在安全隐患以及用于违法"
                "生产经营的食品、食品添加剂、食品相关产品；（五）查封违法从事生产经营活动的场所。",
            ),
            Clause("中华人民共和国行政强制法", "第二十五条"),
        ),
        statutory=natural_days(30, "《中华人民共和国行政强制法》第二十五条", "情况复杂的可以延长"),
        words=("封店", "扣东西", "食品查封"),
        questions=(
            Question(
                "扣走的东西什么时候还？", "查清没有问题的，马上退还；超过期限没有决定的，也退还。"
            ),
        ),
        exercise=Exercise(
            subject="食品生产经营者",
            measures=("12", "13"),
            measures_when=(
                "有证据证明食品不符合食品安全标准，或者有证据证明有安全隐患",
                "食品、工具和设备用于违法生产经营",
                "在场所里违法从事生产经营",
            ),
            steps=(
                ExerciseStep("报告和批准", "局负责人", "实施前批准；情况紧急的，二十四小时内补。"),
                ExerciseStep("到场", "两名以上执法人员", "亮证，通知您到场，说明理由和依据。"),
                ExerciseStep("听取意见", "执法人员", "听您陈述和申辩，制作现场笔录。"),
                ExerciseStep("查封、扣押", "执法人员", "当场交给您决定书和清单，一式两份。"),
                ExerciseStep("处理", "执法大队", "三十日内查清：没收、销毁，或者解除。"),
            ),
            rights=(HEARD, "要清单：查封、扣押了什么，一件一件写明，您签字并留一份。", NOT_BY_HIM),
        ),
    ),
)

ROAD_FEE = DemoItem(
    key="levy_road",
    name="城市道路占用费、挖掘修复费的征收",
    department="qiaocheng_urban",
    item_type="04",
    main="17401",
    guide=_power(
        "谯城区政务服务中心 1 楼城市管理窗口",
        "1801",
        "1802",
        summary="占用、挖开城市道路的，要交占用费或者修复费",
        by_law=(
            Clause(
                "城市道路管理条例",
                "第三十七条",
                "占用或者挖掘由市政工程行政主管部门管理的城市道路的，应当向市政工程行政主管部门交纳"
                "城市道路占用费或者城市道路挖掘修复费。",
            ),
        ),
        words=("挖路要交多少钱", "占道费", "道路修复费"),
        questions=(
            Question(
                "钱交到哪里？", "凭缴款通知书交到财政的非税账户，开财政票据；执法的人不收现金。"
            ),
        ),
        exercise=Exercise(
            subject="经批准占用、挖掘城市道路的单位和个人",
            collect_type="2",
            rates=(
                LevyRate(
                    "城市道路占用费",
                    "每平方米每天 0.5 元（示例）",
                    "《城市道路管理条例》第三十七条",
                ),
                LevyRate(
                    "城市道路挖掘修复费（沥青路面）",
                    "每平方米 360 元（示例）",
                    "《城市道路管理条例》第三十七条",
                ),
            ),
            reduces=True,
            reduction="抢修供水、供气、供电、通信管线临时占用道路的，免交占用费（示例）。",
            steps=(
                ExerciseStep("核定", "城市管理局", "按批准的面积和天数算，写明怎么算的。"),
                ExerciseStep("通知", "城市管理局", "发缴款通知书，附依据和标准。"),
                ExerciseStep("缴款", "您", "三十日内交到非税账户，当场开票。"),
                ExerciseStep("多退少补", "城市管理局", "完工后按实际面积结算。"),
            ),
            rights=(HEARD,),
        ),
    ),
)

INSPECTING_FOOD = DemoItem(
    key="inspection_food",
    name="对食品经营者的监督检查",
    department="qiaocheng_market",
    item_type="06",
    main="31601",
    guide=_power(
        "谯城区市场监督管理局食品经营科",
        "3103",
        "3102",
        summary="卖吃的店多久检查一次、查什么",
        by_law=(
            Clause(FOOD_LAW, "第一百一十条"),
            Clause(
                FOOD_LAW,
                "第一百零九条第一款",
                "县级以上人民政府食品安全监督管理部门根据食品安全风险监测、风险评估结果和食品安全状况等，"
                "确定监督管理的重点、方式和频次，实施风险分级管理。",
            ),
        ),
        words=("食品检查", "多久查一次", "双随机"),
        questions=(
            Question(
                "检查的人没有亮证怎么办？", "您可以不让检查，并打监督电话。执法要两个人，先亮证。"
            ),
        ),
        inspection_points=(
            "许可证在有效期内，挂在看得见的地方",
            "从业人员有健康证明",
            "生熟分开，冷藏、冷冻的温度够低",
            "没有过期的食品，进货查验记录齐全",
        ),
        exercise=Exercise(
            subject="取得食品经营许可和备案的经营者",
            frequency="风险低的一年最多一次，风险高的一年最多四次；投诉举报的核查不算在内（示例）",
            frequency_by=f"《{FOOD_LAW}》第一百零九条",
            ways=("1", "3"),
            steps=(
                ExerciseStep("定计划", "食品经营科", "每年公布检查计划，随机抽对象、抽人。"),
                ExerciseStep("到场", "两名以上执法人员", "亮证，说明查什么、凭什么。"),
                ExerciseStep("检查", "执法人员", "照上面的要点逐项看，当场记录。"),
                ExerciseStep("告知结果", "执法人员", "请您核对签字，留一份；要改的写明期限。"),
                ExerciseStep("公开", "食品经营科", "二十个工作日内公开检查结果。"),
            ),
            rights=(HEARD, "核对记录：写得不对的，您可以要求改，或者写明不同意见。", NOT_BY_HIM),
        ),
    ),
)

ITEMS = (FOOD_WITHOUT_LICENCE, SEIZING_FOOD, ROAD_FEE, INSPECTING_FOOD)
