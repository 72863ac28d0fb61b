"""What is done: the classes of acts that tell the items of one main item apart.

Closed lists of official wording and of how people say it; the synonym table holds the nouns.
"""

import re
from functools import lru_cache

WRITTEN = {
    "new": "新办|新设|设立|申领|初次|初领|首次|核发|新增|配发|取证|成立|开办|注册登记|新建|新开|签发|参保登记|正常退休",
    "change": "变更|更正|更名|改名|修改|信息维护|账户维护|调整|更换",
    "renew": "延续|换证|换发|换领|到期|延期|期满|续期|续展|校验|复审|年审|审验|年检|再注册|检验合格",
    "cancel": "注销|终止|歇业|停业|撤销|解除|报废|销毁|暂停|停止|减少|缴销|作废|终止",
    "replace": "补办|补领|补发|补证|遗失|挂失|补换|增补|重置|补正",
    "transfer": "转移|转出|转入|过户|迁移|转让|转接|转递|互转|转院|转诊",
    "restore": "恢复|复业|解挂|解封|激活|启用|修复",
    "ask": "查询|核验|查阅|公示|信息发布|核查|到档",
    "consult": "咨询|指引|政策",
    "dispute": "投诉|裁决|争议|仲裁|调解|纠纷",
    "recognise": "资格认证|复核|复评|重核|重新申报",
    "prepare": "筹设|筹建|筹备|初审|前审查|分支机构|分公司",
}
SAID = {
    "new": "新办|办一?个|开[一家个间]|想做|想当|当上|成为|转行|开店|第一次|首次|设立|成立|申领|申办|上牌|上户|注册|开办|新建|新开|初次|建(?!议)|办证|考",
    "change": "改|变更|换(?!证|发|领|新|本|一?[本张]|个新)|更正|更名|修改|调整|写错|登错|错了|信息错|搬",
    "renew": "到期|过期|延期|延续|续[期证办]|换证|换发|换领|换新|换本|换一?[本张]|换个新|期满|年检|年审|校验|复审|审验|审车|再注册|有效期",
    "cancel": "注销|不干|不做|不开|不[当跑养种教演招雇送拉经]|退[证照回掉伙]|交回|盘不下|撑不下|关门|关店|倒闭|关[掉了]|销户|取消|撤销|不要了|终止|歇业|停业|停办|报废|解散|解除|退出|不办了|关闭|关停|暂停|停[止用保]|清算|没用完|不卖",
    "replace": "丢|遗失|掉了|不见|补办|补一?[张个]|补领|补发|补证|挂失|被偷|被盗|找不到|坏了|损坏|损毁|重办|忘|[啃咬撕]|泡[水了烂]|淋湿|看不清",
    "transfer": "过户|转[移出入让走到来进给去外院诊]|迁|转手|卖[给到掉]|移交|互转",
    "restore": "恢复|复业|弄回|还原|解[挂封]|激活|启用|重新[开营]|修复|找[到回]",
    "ask": "查|看看|多少|进度|打印|核验|余额|明细|名单|在哪",
    "consult": "咨询|政策|问[问下]|规定|了解|打听|请教",
    "dispute": "投诉|举报|纠纷|争议|仲裁|裁决|告[老公]|维权|调解|骗|矛盾|拖欠|欠薪",
    "recognise": "资格认证|年审养老|刷脸|生存|重核|复核|复评",
    "prepare": "筹|分公司|分店|分社|分支|子公司",
}
_WRITTEN = {name: re.compile(words) for name, words in WRITTEN.items()}
_SAID = {name: re.compile(f"{SAID[name]}|{WRITTEN[name]}") for name in SAID}
_ALONE = re.compile(
    "|".join((*WRITTEN.values(), *SAID.values()))
    + "|报名|开|办|改|换|补|转|迁|停|关|考|建|设|申请|办理|登记|备案|许可|审批|审核|认定|证明|证|许可证|领|领取|做|弄|搞|买|卖|补贴|补助|怎么|报销|取|用|交"
)


_BEGINNING = re.compile(
    r"(?:想|要)?(?:开|办|建|设|做|搞|弄|成立|设立|开办|创办|新办|新开|新建|申办|申领|申请|注册)"
    r"(?:一?[个家间]|一|立)?|办证|领证|第一次|首次|新"
)
"""A beginning: most items are for one, and few say so."""


_GRANT = re.compile("补贴|补助|津贴|抚恤|奖励")
_NEED = re.compile(
    "补[贴助偿]|钱|津贴|抚恤|奖|领|费|救|扶|发|金|赔|老|岁|残|病|伤|死|去世|没了|孤|独生|困难|贫|穷|灾"
)


@lru_cache(maxsize=65536)
def actions_written(name: str) -> frozenset[str]:
    """The classes that an item's name tells; ``grant`` besides, when it gives money."""
    found = {action for action, words in _WRITTEN.items() if words.search(name)}
    return frozenset(found | {"grant"} if _GRANT.search(name) else found)


@lru_cache(maxsize=4096)
def acts_written(name: str) -> frozenset[str]:
    """The words of an item's name that tell what is done."""
    return frozenset(found for words in _WRITTEN.values() for found in words.findall(name))


def actions_said(asked: str) -> frozenset[str]:
    """The classes that a query tells; ``grant`` besides, when it speaks of money or of need."""
    found = {action for action, words in _SAID.items() if words.search(asked)}
    return frozenset(found | {"grant"} if _NEED.search(asked) else found)


def is_beginning(word: str) -> bool:
    """Whether a word only says that something is begun."""
    return bool(_BEGINNING.fullmatch(word))


def is_action(word: str) -> bool:
    """Whether a word only says what is done."""
    return bool(_ALONE.fullmatch(word))


_WHO = re.compile(
    r"小孩子?|孩子|娃+儿?|儿子|女儿|宝宝|小朋友|儿童|老人家?|老年人|爸爸?|妈妈?|爸妈|父母|父亲|母亲|爷爷|奶奶|外公|外婆|老汉儿?|孙子|孙女|媳妇|丈夫|妻子|爱人|亲戚|朋友|同学|邻居|乡亲|"
    r"老婆|老公|夫妻|家里|家人|家属|家庭|个人|本人|别人|公司|单位|企业|工厂|厂|机构|学校|医院|老师|员工|职工|工人|农民|农户|村民|社员|农村|村里|乡下|"
    r"城里|城市|外地|异地|本地|老板|店|店铺|门店|人员|群众|居民|市民|政府|部门|局|所|中心|站|国外|外省"
)


def is_who(word: str) -> bool:
    """Whether a word says for whom or where, and not what."""
    return bool(_WHO.fullmatch(word))
