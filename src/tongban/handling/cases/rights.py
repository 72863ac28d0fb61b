"""Who may do what to a case, as a table (``kernel.rights``) and as what its words ask.

Checked inside each act, not only in the page that offers it.
"""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import ClerkPower
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty
from tongban.handling.cases.agreed import city_of, is_agreed, may_receive
from tongban.handling.cases.concerned import is_concerned
from tongban.handling.cases.keeping_out import has_chaired, has_received, is_own
from tongban.handling.cases.models import (
    BeyondRequest,
    Case,
    Claim,
    Inspection,
    Measure,
    OfficeNote,
    Ruling,
    SubCase,
)
from tongban.handling.cases.states import HALL_DUTIES, HANDLING_DUTIES


def is_applicant_of(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's own, in the capacity it acts in now."""
    if actor.is_assisting and actor.legal_person_id is not None:
        # At a window, for the company that the person came for.
        return case.legal_person_id == actor.legal_person_id and actor.reaches(
            case.item.code, case.department_id
        )
    if actor.is_assisting:
        return (
            case.legal_person_id is None
            and actor.ward_id is not None
            and case.person_id == actor.ward_id
            and covers(actor, case.item.code, case.id)
        )
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN}:
        mine = actor.applying_person_id
        return mine is not None and case.legal_person_id is None and case.person_id == mine
    if actor.capacity is Capacity.CLERK:
        return case.legal_person_id is not None and case.legal_person_id == actor.legal_person_id
    return False


def covers(actor: Actor, item_code: str, case_id: UUID) -> bool:
    """Whether what a person let somebody do for it holds this case. At a window: whatever the
    person's and the post's; a helper or an agent has one item, and one case of it.
    """
    if actor.items and item_code not in actor.items:
        return False
    return actor.capacity is Capacity.WINDOW or case_id in actor.cases


def _may(actor: Actor, thing: Any, power: ClerkPower) -> bool:
    """Whether a clerk or a helper was entrusted with this; others are not concerned."""
    if actor.is_assisting and actor.legal_person_id is None:
        if power is ClerkPower.FETCH:
            return power in actor.powers
        code = thing.item.code if isinstance(thing, Case) else thing[0]
        return not actor.items or code in actor.items
    if actor.legal_person_id is None:
        return True
    code, department_id = (
        (thing.item.code, thing.department_id) if isinstance(thing, Case) else thing
    )
    return power in actor.powers and actor.reaches(code, department_id)


def _company_is_cancelled(actor: Actor) -> bool:
    return (
        actor.legal_person_id is not None
        and accounts.legal_person(actor.legal_person_id).cancelled_at is not None
    )


def _may_apply(actor: Actor, thing: Any) -> bool:
    """That the company is no more is another refusal, which tells more."""
    return _may(actor, thing, ClerkPower.APPLY) or _company_is_cancelled(actor)


def _may_fetch(actor: Actor, thing: Any) -> bool:
    return _may(actor, thing, ClerkPower.FETCH) or _company_is_cancelled(actor)


def _is_of_a_cancelled_company(actor: Actor, thing: Any) -> bool:
    """Costs a question only when the clerk may not do it anyway: nobody has powers there."""
    powers = (ClerkPower.APPLY, ClerkPower.FETCH)
    return not any(_may(actor, thing, power) for power in powers) and _company_is_cancelled(actor)


def _company_of(actor: Actor, _thing: Any) -> dict[str, str]:
    return {"company": actor.legal_person_name}


def sees(actor: Actor, case: Case) -> bool:
    """Whether an officer's post reaches the case: its division, and its department or a hall; and
    only a post that handles cases, or that this one waits for.
    """
    if not actor.is_officer or case.number is None:
        # A draft is its applicant's alone; nothing of it was handed to any office yet.
        return False
    if actor.duties.isdisjoint(HANDLING_DUTIES) and actor.duties.isdisjoint(case.waiting_duties):
        return False
    if not case.division_code.startswith(within(actor.division_code)):
        return False
    if actor.items and case.item.code not in actor.items:
        return False
    return case.department_id == actor.department_id or actor.has(*HALL_DUTIES)


def may_do(actor: Actor, case: Case, duty: str) -> bool:
    """Whether the actor may do a step that is for this duty."""
    if not (sees(actor, case) and actor.has(duty)):
        return False
    return duty in HALL_DUTIES or case.department_id == actor.department_id


def _may_do_step(actor: Actor, step: tuple[Case, str]) -> bool:
    case, duty = step
    return may_do(actor, case, duty)


def has_in_hand(actor: Actor, claim: Claim) -> bool:
    """Whether the claim is the actor's: claimed by the holder of the post that it acts from.

    Who stands in has what the holder has. One question at most, and only while standing in.
    """
    if not actor.is_officer or claim.post_id != actor.post_id:
        return False
    if actor.standing_for is None:
        return claim.account_id == actor.account_id
    return claim.account.person_id == actor.standing_for


def _has_in_hand(actor: Actor, asked: tuple[Case, Claim]) -> bool:
    _case, claim = asked
    return has_in_hand(actor, claim)


def _shares_out(actor: Actor, case: Case) -> bool:
    return actor.has(Duty.CHIEF) or (
        actor.has(Duty.SIGNER) and case.department_id == actor.department_id
    )


def _wrote(actor: Actor, asked: tuple[Case, OfficeNote]) -> bool:
    _case, written = asked
    return actor.account_id is not None and written.author_id == actor.account_id


def _of_the_office(actor: Actor, case: Case) -> bool:
    return case.department_id == actor.department_id


def _is_named(actor: Actor, thing: Case | Inspection) -> bool:
    """Whether the inspection names the officer. Asked of a case alone, it is not known yet."""
    if isinstance(thing, Case):
        return True
    return any(m.account_id == actor.account_id for m in thing.members.all())


def _of_the_joint_body(actor: Actor, subcase: SubCase) -> bool:
    """A joint body need not be of the case's division: a city's may answer for a district's."""
    return subcase.department_id == actor.department_id


def _asked(actor: Actor, asked: tuple[Case, Measure | BeyondRequest]) -> bool:
    _case, measure = asked
    return bool(measure.asked_by.get("account") == str(actor.account_id))


def _has_no_rule(actor: Actor, thing: Any) -> bool:
    """Whether the platform would do a step of a case that no table of rules has granted."""
    if not actor.is_platform:
        return False
    case = thing[0] if isinstance(thing, tuple) else thing
    return not Ruling.objects.filter(case_id=case.id, grants=True).exists()


def _is_assured(actor: Actor, wanted: int) -> bool:
    return actor.assurance >= wanted


OUTSIDE = Refusal(
    _("%(company)s没有授权您办这件事。请让法定代表人改授权，或者换个身份。"),
    "outside_scope",
    _company_of,
)

RIGHTS = rights_of(
    "cases",
    """
# act                | who                   | reach            | but not   | refusal   | does | thing
start_draft          | applicant assistant   | assured entrusted receivable agreed | cancelled | applicant | 开始填写 | 申请
start_from_case      | applicant             | own entrusted    | cancelled | own       | 换个部门办 | 没有受理的申请
save_answers         | applicant assistant   | own entrusted    | cancelled | own       | 填写 | 申请表
save_answers         | platform              | city             | cancelled | own       | 填写 | 申请表
upload_material      | applicant assistant   | own entrusted    | cancelled | own       | 上传 | 申请材料
drop_material        | applicant assistant   | own entrusted    | cancelled | own       | 取消 | 申请材料
discard_draft        | applicant             | own entrusted    | cancelled | own       | 删除 | 草稿
file_case            | applicant assistant   | own assured entrusted agreed | cancelled | own       | 提交 | 申请
file_case            | platform              | city             | cancelled | own       | 提交 | 申请
correct_case         | applicant assistant   | own entrusted    | cancelled | own       | 补正 | 办件
withdraw_case        | applicant             | own entrusted    | cancelled | own       | 撤回 | 办件
draw_promise         | applicant             | own entrusted    | cancelled | own       | 要签 | 承诺书
sign_promise         | applicant             | own entrusted    | cancelled | own       | 签署 | 承诺书
draw_replacement     | applicant             | own entrusted    | cancelled | own       | 要签 | 告知承诺书
drop_replacement     | applicant             | own entrusted    | cancelled | own       | 取消 | 告知承诺书
state_defence        | applicant             | own entrusted    | cancelled | own       | 作 | 陈述申辩
supply_late          | applicant assistant   | own entrusted    | cancelled | own       | 补交 | 承诺晚交的材料
make_agreement       | system_admin platform | city             | -         | agreements | 登记 | 和外地的代收协议
end_agreement        | system_admin platform | city             | -         | agreements | 终止 | 和外地的代收协议
agreements           | system_admin          | city             | -         | -         | 查看 | 和外地的代收协议
my_cases             | applicant assistant   | mine             | -        | -         | 查看 | 自己的办件
my_licensed_cases    | applicant assistant   | mine             | -        | -         | 查看 | 自己的证照
my_case              | applicant assistant   | mine             | -        | -         | 查看 | 自己的一个办件
my_licensed_case     | applicant assistant   | fetching         | cancelled | own      | 取得 | 自己的一张证照
pass_prereview       | officer platform      | post step        | own_case without_rule | post      | 预审通过 | 办件
accept_case          | officer platform      | post step        | own_case without_rule | post      | 受理 | 办件
request_correction   | officer               | post step        | own_case | post      | 要求补正 | 办件
refuse_to_accept     | officer               | post step        | own_case | post      | 不予受理 | 办件
pass_review          | officer platform      | post step        | own_case receiver chaired without_rule | post      | 审查通过 | 办件
fail_review          | officer               | post step        | own_case receiver chaired | post      | 审查不符合 | 办件
return_review        | officer               | post step        | own_case receiver | post      | 退回受理岗 | 办件
pass_inspection      | officer               | post step        | own_case receiver chaired | post      | 核查通过 | 办件
fail_inspection      | officer               | post step        | own_case receiver chaired | post      | 核查不通过 | 办件
grant                | officer platform      | post step        | own_case receiver chaired without_rule | post      | 准予 | 办件
refuse               | officer               | post step        | own_case receiver chaired | post      | 不予批准 | 办件
return_decision      | officer               | post step        | own_case receiver | post      | 退回审查岗 | 办件
ask_extension        | handler reviewer      | post office      | own_case | office    | 申请延长 | 办理期限
ask_procedure        | handler reviewer      | post office      | own_case | office    | 申请停算 | 办理期限（特别程序）
approve_measure      | signer                | post office      | own_case asker | office | 批准 | 延长和特别程序
refuse_measure       | signer                | post office      | own_case | office    | 不批准 | 延长和特别程序
ask_beyond_guide     | handler reviewer      | post office      | own_case | office    | 申请要求 | 指南以外的材料
approve_beyond_guide | signer                | post office      | own_case asker | office | 批准要求 | 指南以外的材料
refuse_beyond_guide  | signer                | post office      | own_case | office    | 不批准要求 | 指南以外的材料
answer_beyond_guide  | applicant assistant   | own entrusted    | cancelled | own      | 答复 | 指南以外的要求
end_procedure        | handler reviewer      | post office      | own_case | office    | 登记结果 | 特别程序
decide_by_rules      | platform              | city             | -         | by_itself | 按规则判断 | 办件
ask_human_review     | applicant             | own              | -         | own       | 要求人工复核 | 当场办好的办件
answer_human_review  | signer chief          | post office      | own_case  | office    | 答复 | 人工复核
plan_inspection      | handler reviewer      | post office      | own_case | office    | 安排 | 现场核查
cancel_inspection    | handler reviewer      | post office      | own_case | office    | 取消 | 现场核查
add_inspection_photo | handler reviewer signer | post office named | own_case | office  | 加照片 | 现场核查
record_inspection    | handler reviewer signer | post office named | own_case | office  | 登记结果 | 现场核查
confirm_inspection   | handler reviewer signer | post office named | own_case | office  | 确认 | 现场核查的记录
record_after_check   | handler reviewer      | post office      | own_case | office    | 登记结果 | 事后核查
revoke_after_check   | signer                | post office      | own_case | office    | 撤销 | 按承诺准予的决定
uphold_after_check   | signer                | post office      | own_case | office    | 维持 | 按承诺准予的决定
terminate_case       | signer                | post office      | own_case | office    | 终止 | 办件
commission_opinion   | handler reviewer      | post office      | own_case | office    | 委托 | 专家和第三方意见
receive_opinion      | handler reviewer      | post office      | own_case | office    | 登记收到 | 专家和第三方意见
renew_fee            | applicant             | own entrusted    | cancelled | own       | 重新取得 | 缴款码
claim_refund         | applicant             | own entrusted    | cancelled | own       | 申请退付 | 缴过的费
ask_fee_exemption    | handler reviewer      | post office      | own_case | office    | 申请减免 | 办件的费用
choose_result_way    | applicant             | own entrusted    | cancelled | own       | 选择怎么拿 | 结果
send_papers          | applicant             | own entrusted    | cancelled | own       | 寄来 | 纸质材料
register_papers      | window chief handler signer | post       | own_case | post      | 登记收到 | 寄来的材料
return_papers        | window chief handler signer | post       | own_case | post      | 退还 | 寄来的材料
send_result          | window chief handler signer | post       | own_case | post      | 交给快递 | 结果
hand_result_out      | window chief handler signer | post       | own_case | post      | 当面交付 | 结果
try_courier_again    | window chief handler signer | post       | own_case | post      | 再试一次 | 叫不到的快递
claim_case           | officer               | post step        | own_case chaired | post      | 领办 | 办件
give_back_case       | officer               | post in_hand     | -        | post      | 退回大家办 | 领办的办件
hand_over_case       | officer               | post in_hand     | -        | post      | 转交 | 领办的办件
assign_case          | officer               | post shares_out  | -        | assign    | 分派 | 办件
end_claims_of        | platform              | city             | -        | by_itself | 离岗后收回 | 领办的办件
follow_due           | platform              | city             | -        | by_itself | 记到期时间 | 办件
write_note           | officer               | post             | -        | post      | 写 | 办件的内部便签
strike_note          | officer               | post author      | -        | post      | 划去 | 自己的内部便签
workload             | chief signer          | mine             | -        | -         | 查看 | 本单位的工作量
enter_interested     | handler reviewer      | post office      | own_case | office    | 认定 | 利害关系人
strike_interested    | signer                | post office      | own_case | office    | 取消 | 利害关系人
hear_interested      | window chief handler reviewer | post     | own_case | post      | 当面听取 | 利害关系人的意见
state_opinion        | applicant             | concerned        | -        | concerned | 陈述 | 和自己有重大利益关系的意见
ask_hearing          | applicant             | own entrusted    | cancelled | own       | 要求 | 听证
ask_hearing_concerned | applicant            | concerned        | -        | concerned | 要求 | 和自己有重大利益关系的听证
open_hearing         | handler reviewer      | post office      | own_case | office    | 决定举行 | 听证
plan_hearing         | handler reviewer      | post office      | own_case | office    | 通知 | 听证
call_off_hearing     | signer                | post office      | own_case | office    | 取消 | 要求听证的人不要了的听证
record_hearing       | handler reviewer      | post office      | own_case | office    | 登记 | 听证笔录
sign_hearing_record  | handler reviewer      | post office      | own_case | office    | 登记签字 | 听证笔录
confirm_hearing_record | applicant           | own entrusted    | cancelled | own       | 确认 | 听证笔录
confirm_record_concerned | applicant         | concerned        | -        | concerned | 确认 | 和自己有重大利益关系的听证笔录
my_concerns          | applicant             | mine             | -        | -         | 查看 | 和自己有重大利益关系的申请
my_concern           | applicant             | mine             | -        | -         | 查看 | 和自己有重大利益关系的一个申请
answer_jointly       | handler reviewer signer | joint          | own_case  | joint     | 答复 | 联办子件
return_subcase       | handler reviewer signer | post office    | own_case  | office    | 退回联办部门 | 联办子件
end_joint_limit      | platform              | city             | -         | by_itself | 到期处理 | 联办子件
joint_inbox          | handler reviewer signer | joint          | -         | -         | 查看 | 待答复的联办子件
joint_case           | handler reviewer signer | joint          | -         | -         | 查看 | 一个联办子件
reveal               | officer               | post             | -        | post      | 查看完整的 | 申请人信息
inbox                | officer               | post             | own_case | -         | 查看 | 待办件
desk_case            | officer               | post             | -        | -         | 查看 | 一个办件
irregularities       | inspector             | post             | -        | -         | 查看 | 监督事项
accept_by_silence    | platform              | city             | -        | by_itself | 逾期视为受理 | 办件
close_uncorrected    | platform              | city             | -        | by_itself | 不补正办结 | 办件
warn_of_late         | platform              | city             | -        | by_itself | 提醒补交 | 承诺晚交的材料
grant_by_silence     | platform             | city             | -        | by_itself | 逾期视为准予 | 办件
report_late_review   | platform             | city             | -        | by_itself | 逾期报督查 | 没有答复的人工复核
close_unsupplied     | platform              | city             | -        | by_itself | 逾期不补终止 | 办件
issue_result         | platform              | city             | -        | by_itself | 制发 | 办理结果
close_case           | platform              | city             | -        | by_itself | 办结 | 办件
hand_elsewhere       | platform              | city             | -         | by_itself | 转到主管部门系统 | 办件
note_elsewhere       | platform              | city             | -         | by_itself | 记下主管部门系统的进展 | 办件
decide_elsewhere     | platform              | city             | -         | by_itself | 按主管部门系统的结果决定 | 办件
give_back            | platform              | city             | -         | by_itself | 从主管部门系统退回 | 办件
erase_case           | inner                 | city             | -         | -         | 随档案销毁 | 办件里的个人信息
erase_unfiled        | inner                 | city             | -         | -         | 随档案销毁 | 没有提交的草稿
set_serials_aside    | platform              | city             | -        | serials   | 留出 | 办件编号
follow_person        | system_admin platform | city             | -        | merge     | 合并登记后归到一处 | 办件
""",
    duties=Duty.values,
    refusals={
        "agreements": Refusal(_("只有系统管理员能管和外地的代收协议。")),
        "applicant": Refusal(_("请用个人或单位的身份登录，再申请。"), "not_an_applicant"),
        "own": Refusal(_("这不是您的办件。"), "not_your_case"),
        "post": Refusal(_("这个办件不归您的岗位管。"), "wrong_post"),
        "office": Refusal(_("只有承办部门的经办、审核和签发人能办。"), "wrong_post"),
        "assign": Refusal(_("只有首席代表和签发人能分派办件。"), "wrong_post"),
        "concerned": Refusal(_("这件事没有登记和您有关系。"), "not_concerned"),
        "joint": Refusal(_("只有联办部门的经办、审核和签发人能办。"), "wrong_post"),
        "by_itself": Refusal(_("这一步由系统自动办。")),
        "serials": Refusal(_("编号由系统分配。")),
        "merge": Refusal(_("只有系统管理员能合并登记。")),
    },
    reaches={
        "own": Bound(is_applicant_of, "本人、本单位、被监护人的"),
        "entrusted": Bound(_may_apply, "经办人限单位授权的", OUTSIDE),
        "fetching": Bound(_may_fetch, "经办人限单位授权取证照的", OUTSIDE),
        "assured": Bound(
            _is_assured,
            "实名等级够事项要求的",
            Refusal(
                _("这件事要求实名等级 L%(wanted)s，您现在是 L%(level)s。请再核验一项身份。"),
                "assurance_too_low",
                lambda actor, wanted: {"wanted": wanted, "level": actor.assurance},
            ),
        ),
        "receivable": Bound(
            may_receive,
            "窗口代录限办事指南写的通办范围的",
            Refusal(
                _("办事指南没有写可以在这里收件。请本人到当地窗口办，或者网上申请。"),
                "not_receivable_here",
            ),
        ),
        "agreed": Bound(
            is_agreed,
            "窗口替外地收件限有代收协议的",
            Refusal(
                _(
                    "和%(city)s没有这件事的代收协议，或者协议没有生效、已经到期。请本人网上申请或者到当地窗口办；要代收的，请系统管理员先登记协议。"
                ),
                "no_agreement",
                city_of,
            ),
        ),
        "concerned": Bound(is_concerned, "本人、本单位、被监护人是利害关系人的"),
        "post": Bound(sees, "办件岗位所在区划、部门（大厅岗位不限部门）、事项之内的"),
        "office": Bound(_of_the_office, "承办部门自己的"),
        "named": Bound(
            _is_named,
            "被指定去核查的",
            Refusal(_("您没有被指定去这次核查。"), "not_named"),
        ),
        "in_hand": Bound(
            _has_in_hand,
            "本人领办的（代班期间为代班人）",
            Refusal(_("这件不在您手上，不能退回或者转交。"), "not_in_hand"),
        ),
        "shares_out": Bound(_shares_out, "首席代表；签发人限承办部门自己的"),
        "author": Bound(
            _wrote,
            "本人写的",
            Refusal(_("便签只能由写的人划去。"), "not_the_author"),
        ),
        "joint": Bound(_of_the_joint_body, "请本部门联办的"),
        "step": Bound(
            _may_do_step,
            "流程这一步归本岗位职责的",
            # A page that stood open shows a step that a colleague has done since.
            Refusal(
                _("您的岗位不能办这一步。同事可能刚办完，请回待办看现在等谁办。"), "wrong_post"
            ),
        ),
    },
    keep_out={
        "cancelled": Bound(
            _is_of_a_cancelled_company,
            "已注销的单位",
            Refusal(_("%(company)s已经注销，只能看办过的事。"), "company_cancelled", _company_of),
        ),
        "asker": Bound(
            _asked,
            "自己提出的",
            Refusal(_("您自己提出的，要请另一位签发人批准。"), "own_measure"),
        ),
        "without_rule": Bound(
            _has_no_rule,
            "系统只办规则同意了的",
            Refusal(_("规则没有同意，要由人办。"), "no_rule"),
        ),
        "receiver": Bound(
            has_received,
            "自己在窗口收的办件",
            Refusal(_("这个办件是您收的。收件的人不审查、不决定，请交给同事。"), "received_it"),
        ),
        "chaired": Bound(
            has_chaired,
            "自己主持听证的办件",
            Refusal(
                _("这个办件的听证由您主持。主持的人不审查、不决定，请交给同事。"), "chaired_it"
            ),
        ),
        "own_case": Bound(
            is_own,
            "本人、亲属、本人单位的办件，或者他们是利害关系人的",
            Refusal(
                _("您本人、亲属或者您单位是申请人或者利害关系人，按规定要回避，请交给同事。"),
                "own_case",
            ),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may

__all__ = [
    "RIGHTS",
    "has_chaired",
    "has_in_hand",
    "has_received",
    "is_applicant_of",
    "is_own",
    "may",
    "may_do",
    "must",
    "sees",
]
