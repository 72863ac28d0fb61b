"""民政: marriages, adoptions, associations, homes for old people."""

from tongban.demo.items.shared import (
    HOUSEHOLD,
    ID_CARD_SHOWN,
    bring,
    days,
    hall_item,
    held,
    natural_days,
    paper_form,
)
from tongban.management.catalog.types import Clause

MARRIAGE = hall_item(
    "marriage",
    "结婚登记",
    "qiaocheng_civil",
    "07 11021",
    result="结婚证",
    summary="要结婚的两个人，来领结婚证。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国民法典",
            "第一千零四十九条",
            "要求结婚的男女双方应当亲自到婚姻登记机关申请结婚登记。",
        ),
        Clause("婚姻登记条例", "", "登记的办法和材料。"),
    ),
    conditions=("双方自愿。", "男满 22 周岁，女满 20 周岁。", "都没有配偶，不是近亲。"),
    materials=(
        ID_CARD_SHOWN,
        bring(
            "statement",
            "本人无配偶、不是近亲的声明",
            "法律要本人亲口说、亲笔签。",
            "窗口有现成的，当面签。",
        ),
        bring("photo", "双方合照", "印在证上。", "二寸红底合照三张，大厅也能照。"),
        held("marital", "婚姻登记信息", "看有没有配偶。", "民政部门全国信息里有。"),
    ),
    promised=1,
    instant=True,
    visit_reason="法律规定双方要亲自到场。",
    refusals=("没有到结婚的年龄。", "一方有配偶。", "有一方不愿意。"),
    questions=(
        ("要带户口簿吗？", "不用，带身份证就行。"),
        ("两个人都是外地的能办吗？", "能。全国哪里都能登记。"),
        ("要不要钱？", "不要钱。婚前体检也不要钱。"),
    ),
    words="领证 结婚证 登记结婚 扯证",
    person_themes=("婚姻家庭",),
    handle_area="1",
)
DIVORCE = hall_item(
    "divorce",
    "离婚登记",
    "qiaocheng_civil",
    "07 11023",
    result="离婚证",
    summary="两个人商量好离婚，来登记；中间有三十天。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国民法典",
            "第一千零七十六条",
            "夫妻双方自愿离婚的，应当签订书面离婚协议，并亲自到婚姻登记机关申请离婚登记。",
        ),
        Clause(
            "中华人民共和国民法典",
            "第一千零七十七条",
            "自收到离婚登记申请之日起三十日内，任何一方不愿意离婚的，可以撤回申请。",
        ),
    ),
    conditions=("双方自愿，签了离婚协议。", "孩子、财产都说好了。", "有结婚证，或者能查到登记。"),
    materials=(
        ID_CARD_SHOWN,
        bring(
            "agreement",
            "离婚协议书",
            "写明孩子跟谁、东西怎么分。",
            "双方当面签，窗口有样本。",
            "双方签名",
            "孩子抚养写明白了",
        ),
        bring("certificate", "结婚证", "收回盖章。", "带原件；丢了的说明一下，我们能查。"),
        bring("photo", "本人单人照", "印在证上。", "二寸照两张，大厅也能照。"),
    ),
    promised=days(1, "", "三十天过后，来领证当天办好"),
    visits=2,
    visit_reason="申请时要双方到场，三十天后再来领证。",
    refusals=("一方不愿意。", "没有签离婚协议。", "在法院打着离婚官司。"),
    questions=(
        ("三十天里后悔了怎么办？", "来撤回申请就行，一个人来也能撤。"),
        ("三十天后多久要来？", "再过三十天内要来领，不来就算撤回。"),
        ("一方不同意怎么办？", "到法院去，法院会判。"),
    ),
    words="离婚 离婚证 办离婚 冷静期",
    person_themes=("婚姻家庭",),
)
ADOPTION = hall_item(
    "adoption",
    "收养登记",
    "qiaocheng_civil",
    "07 11031",
    result="收养登记证",
    summary="想收养孩子，来登记，孩子才是您的家人。",
    audiences="1",
    by_law=(
        Clause(
            "中华人民共和国民法典",
            "第一千一百零五条",
            "收养应当向县级以上人民政府民政部门登记。收养关系自登记之日起成立。",
        ),
        Clause(
            "中国公民收养子女登记办法",
            "第七条",
            "自收到收养登记申请书及有关材料后，自次日起 30 日内进行审查。",
        ),
    ),
    conditions=(
        "满 30 周岁。",
        "没有孩子，或者只有一个。",
        "身体好，有能力养孩子。",
        "没有不利于孩子的违法犯罪记录。",
    ),
    materials=(
        paper_form("收养登记申请书"),
        ID_CARD_SHOWN,
        HOUSEHOLD,
        bring("health", "体检报告", "看身体能不能养孩子。", "县级以上医院给的。"),
        held("record", "无犯罪记录信息", "看对孩子安不安全。", "公安机关信息里有。"),
    ),
    promised=natural_days(20, "", "受理后"),
    statutory=natural_days(30, "《中国公民收养子女登记办法》第七条"),
    visits=2,
    visit_reason="要当面问清双方的意愿，还要上门评估一次。",
    refusals=("年龄不够。", "有不利于孩子的犯罪记录。", "孩子的亲生父母不同意。"),
    questions=(
        ("捡到的孩子能直接养吗？", "不能。先报警，由福利机构照顾，再办收养。"),
        ("单身能收养吗？", "能。收养异性孩子的，要比孩子大 40 岁以上。"),
    ),
    words="收养孩子 领养 抱养 过继",
    person_themes=("生育收养",),
)
ASSOCIATION = hall_item(
    "association",
    "社会团体成立登记",
    "qiaocheng_civil",
    "01 11041",
    main_item="社会团体成立、变更、注销登记",
    result="社会团体法人登记证书",
    summary="成立协会、商会，先登记再活动。",
    audiences="2 3 4 9",
    by_law=(
        Clause(
            "社会团体登记管理条例",
            "第十二条",
            "登记管理机关应当自收到全部有效文件之日起 60 日内，作出准予或者不予登记的决定。",
        ),
    ),
    conditions=(
        "有 50 个以上个人会员，或者 30 个以上单位会员。",
        "有规范的名称、章程和住所。",
        "有专职的人，有活动的钱。",
    ),
    materials=(
        paper_form("社会团体成立登记申请表"),
        bring("charter", "章程", "看做什么、怎么管。", "您自己写，民政有样本。"),
        bring("members", "会员和发起人名单", "看人够不够。", "您自己列，签名。", "会员数达到规定"),
        bring(
            "place", "住所和开办资金材料", "看有没有地方和钱。", "房产或租房合同，银行的存款证明。"
        ),
    ),
    promised=20,
    statutory=days(60, "《社会团体登记管理条例》第十二条"),
    refusals=("会员数不够。", "名称或章程不合规定。", "同样的团体已经有了。"),
    questions=(
        ("要先有主管部门同意吗？", "行业协会等四类可以直接登记，别的要先找主管部门。"),
        ("登记证能做什么？", "刻章、开户、办活动都要用。"),
    ),
    words="成立协会 商会 登记社团 民间组织",
    company_themes=("设立变更",),
)
OLD_AGE_HOME = hall_item(
    "old_age_home",
    "养老机构备案",
    "qiaocheng_civil",
    "10 11051",
    result="设置养老机构备案回执",
    result_kind="30",
    summary="开养老院，收住老人后十天内来备案。",
    audiences="2 3 4",
    by_law=(
        Clause(
            "中华人民共和国老年人权益保障法", "第四十三条", "设立养老机构，应当依法办理登记和备案。"
        ),
        Clause("养老机构管理办法", "", "备案的材料和期限。"),
    ),
    conditions=(
        "已经登记了公司或民办非企业单位。",
        "消防、建筑、食品安全都合格。",
        "已经开始收住老人。",
    ),
    materials=(
        paper_form("养老机构备案书"),
        held("registration", "登记证书", "看是不是依法设立的。", "市场监管或民政登记信息里有。"),
        bring("promise", "备案承诺书", "写明安全、服务都负责。", "窗口有样本，盖章签字。"),
    ),
    promised=3,
    refusals=("消防不合格。", "没有办登记。"),
    questions=(
        ("不备案能收老人吗？", "收了老人十天内要备案，不备案的要整改。"),
        ("备案后还要做什么？", "每年报一次情况，我们来看服务和安全。"),
    ),
    words="办养老院 开养老院 敬老院 养老中心",
    company_themes=("设立变更", "医疗卫生"),
)

ITEMS = (MARRIAGE, DIVORCE, ADOPTION, ASSOCIATION, OLD_AGE_HOME)
