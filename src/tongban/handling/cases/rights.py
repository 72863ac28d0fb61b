"""Who may do what to a case, as a table (``kernel.rights``) and as what its words ask.

Checked inside each act, not only in the page that offers it.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts import queries as accounts
from tongban.base.accounts.types import ClerkPower
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty
from tongban.handling.cases.models import Case, Measure, SubCase
from tongban.handling.cases.states import HALL_DUTIES, HANDLING_DUTIES


def is_applicant_of(actor: Actor, case: Case) -> bool:
    """Whether the case is the actor's own, in the capacity it acts in now."""
    if actor.capacity in {Capacity.SELF, Capacity.GUARDIAN}:
        mine = actor.applying_person_id
        return mine is not None and case.legal_person_id is None and case.person_id == mine
    if actor.capacity is Capacity.CLERK:
        return case.legal_person_id is not None and case.legal_person_id == actor.legal_person_id
    return False


def _may(actor: Actor, thing: Any, power: ClerkPower) -> bool:
    """Whether a clerk was entrusted with this; others are not concerned. Asks nothing."""
    if actor.capacity is not Capacity.CLERK:
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
    if not actor.is_officer:
        return False
    if actor.duties.isdisjoint(HANDLING_DUTIES) and actor.duties.isdisjoint(case.waiting_duties):
        return False
    if not case.division_code.startswith(within(actor.division_code)):
        return False
    if actor.items and case.item.code not in actor.items:
        return False
    return case.department_id == actor.department_id or actor.has(*HALL_DUTIES)


def is_own(actor: Actor, case: Case) -> bool:
    """Whether the officer must keep out of the case: filed by oneself, one's own, a declared
    relative's, or that of a company which one represents, acts for or has declared
    (公务员法 76). Two questions at most.
    """
    if actor.account_id is not None and actor.account_id == case.account_id:
        return True
    if actor.person_id is None:
        return False
    if actor.person_id == case.person_id:
        return True
    out = accounts.keeps_out(actor)
    company = case.legal_person
    if company is not None and out.of_company(company.credit_code, company.representative_id):
        return True
    if case.person_id in out.persons:
        return True
    # Of a company's case the person is who filed it: a relative's errand is a relative's case.
    return bool(out.digests and case.person and bytes(case.person.id_digest) in out.digests)


def may_do(actor: Actor, case: Case, duty: str) -> bool:
    """Whether the actor may do a step that is for this duty."""
    if not (sees(actor, case) and actor.has(duty)):
        return False
    return duty in HALL_DUTIES or case.department_id == actor.department_id


def _may_do_step(actor: Actor, step: tuple[Case, str]) -> bool:
    case, duty = step
    return may_do(actor, case, duty)


def _of_the_office(actor: Actor, case: Case) -> bool:
    return case.department_id == actor.department_id


def _of_the_joint_body(actor: Actor, subcase: SubCase) -> bool:
    """A joint body need not be of the case's division: a city's may answer for a district's."""
    return subcase.department_id == actor.department_id


def _asked(actor: Actor, asked: tuple[Case, Measure]) -> bool:
    _case, measure = asked
    return bool(measure.asked_by.get("account") == str(actor.account_id))


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
start_draft          | applicant             | assured entrusted | cancelled | applicant | 开始填写 | 申请
save_answers         | applicant             | own entrusted    | cancelled | own       | 填写 | 申请表
save_answers         | platform              | city             | cancelled | own       | 填写 | 申请表
upload_material      | applicant             | own entrusted    | cancelled | own       | 上传 | 申请材料
drop_material        | applicant             | own entrusted    | cancelled | own       | 取消 | 申请材料
discard_draft        | applicant             | own entrusted    | cancelled | own       | 删除 | 草稿
file_case            | applicant             | own assured entrusted | cancelled | own       | 提交 | 申请
file_case            | platform              | city             | cancelled | own       | 提交 | 申请
correct_case         | applicant             | own entrusted    | cancelled | own       | 补正 | 办件
withdraw_case        | applicant             | own entrusted    | cancelled | own       | 撤回 | 办件
my_cases             | applicant             | mine             | -        | -         | 查看 | 自己的办件
my_licensed_cases    | applicant             | mine             | -        | -         | 查看 | 自己的证照
my_case              | applicant             | mine             | -        | -         | 查看 | 自己的一个办件
my_licensed_case     | applicant             | fetching         | cancelled | own      | 取得 | 自己的一张证照
pass_prereview       | officer               | post step        | own_case | post      | 预审通过 | 办件
accept_case          | officer               | post step        | own_case | post      | 受理 | 办件
request_correction   | officer               | post step        | own_case | post      | 要求补正 | 办件
refuse_to_accept     | officer               | post step        | own_case | post      | 不予受理 | 办件
pass_review          | officer               | post step        | own_case | post      | 审查通过 | 办件
fail_review          | officer               | post step        | own_case | post      | 审查不符合 | 办件
return_review        | officer               | post step        | own_case | post      | 退回受理岗 | 办件
pass_inspection      | officer               | post step        | own_case | post      | 核查通过 | 办件
fail_inspection      | officer               | post step        | own_case | post      | 核查不通过 | 办件
grant                | officer               | post step        | own_case | post      | 准予 | 办件
refuse               | officer               | post step        | own_case | post      | 不予批准 | 办件
return_decision      | officer               | post step        | own_case | post      | 退回审查岗 | 办件
ask_extension        | handler reviewer      | post office      | own_case | office    | 申请延长 | 办理期限
ask_procedure        | handler reviewer      | post office      | own_case | office    | 申请停算 | 办理期限（特别程序）
approve_measure      | signer                | post office      | own_case asker | office | 批准 | 延长和特别程序
refuse_measure       | signer                | post office      | own_case | office    | 不批准 | 延长和特别程序
end_procedure        | handler reviewer      | post office      | own_case | office    | 登记结果 | 特别程序
answer_jointly       | handler reviewer signer | joint          | own_case  | joint     | 答复 | 联办子件
return_subcase       | handler reviewer signer | post office    | own_case  | office    | 退回联办部门 | 联办子件
end_joint_limit      | platform              | city             | -         | by_itself | 到期处理 | 联办子件
joint_inbox          | handler reviewer signer | joint          | -         | -         | 查看 | 待答复的联办子件
joint_case           | handler reviewer signer | joint          | -         | -         | 查看 | 一个联办子件
reveal               | officer               | post             | -        | post      | 查看完整的 | 申请人信息
inbox                | officer               | post             | own_case | -         | 查看 | 待办件
desk_case            | officer               | post             | -        | -         | 查看 | 一个办件
accept_by_silence    | platform              | city             | -        | by_itself | 逾期视为受理 | 办件
close_uncorrected    | platform              | city             | -        | by_itself | 不补正办结 | 办件
issue_result         | platform              | city             | -        | by_itself | 制发 | 办理结果
close_case           | platform              | city             | -        | by_itself | 办结 | 办件
set_serials_aside    | platform              | city             | -        | serials   | 留出 | 办件编号
follow_person        | system_admin platform | city             | -        | merge     | 合并登记后归到一处 | 办件
""",
    duties=Duty.values,
    refusals={
        "applicant": Refusal(_("请用个人或单位的身份登录，再申请。"), "not_an_applicant"),
        "own": Refusal(_("这不是您的办件。"), "not_your_case"),
        "post": Refusal(_("这个办件不归您的岗位管。"), "wrong_post"),
        "office": Refusal(_("只有承办部门的经办、审核和签发人能办。"), "wrong_post"),
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
        "post": Bound(sees, "办件岗位所在区划、部门（大厅岗位不限部门）、事项之内的"),
        "office": Bound(_of_the_office, "承办部门自己的"),
        "joint": Bound(_of_the_joint_body, "请本部门联办的"),
        "step": Bound(
            _may_do_step,
            "流程这一步归本岗位职责的",
            Refusal(_("您的岗位不能办这一步。"), "wrong_post"),
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
        "own_case": Bound(
            is_own,
            "本人、亲属、本人单位的办件",
            Refusal(_("这是您本人、亲属或者您单位的申请，按规定要回避，请交给同事。"), "own_case"),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may
