"""Who may do what to people, companies, accounts, posts and systems, as a table
(``kernel.rights``), and what its words ask.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.acting import mandate_of
from tongban.base.accounts.types import Assurance, ClerkPower
from tongban.base.kernel.actors import Actor, Capacity
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.queries import within
from tongban.base.orgs.types import Duty


def _represents(actor: Actor, company: Any) -> bool:
    return actor.person_id is not None and actor.person_id == company.representative_id


def _is_oneself(actor: Actor, person_id: Any) -> bool:
    return actor.person_id is not None and actor.person_id == person_id


def _holds_the_post(actor: Actor, held: Any) -> bool:
    post_id, holder_id = held
    in_it = actor.post_id == post_id and actor.account_id == holder_id
    return in_it and actor.standing_for is None


def _stands_in(actor: Actor, stand_in: Any) -> bool:
    return actor.account_id in {stand_in.holder_id, stand_in.account_id}


def _has_capacity(_actor: Actor, wanted: Any) -> bool:
    capacity, allowed = wanted
    return capacity in allowed


def _of_department(actor: Actor, client: Any) -> bool:
    return client is not None and actor.department_id == client.department_id


def _is_client(actor: Actor, client: Any) -> bool:
    return client is not None and actor.account_id == client.account_id


def _is_party(actor: Actor, grant: Any) -> bool:
    return actor.account_id in {grant.account_id, grant.client.account_id}


def _asked_for_it(actor: Actor, client: Any) -> bool:
    return client.asked_by_id is not None and client.asked_by_id == actor.account_id


def _is_account(actor: Actor, row: Any) -> bool:
    return actor.account_id is not None and row.account_id == actor.account_id


def _is_person(actor: Actor, row: Any) -> bool:
    return actor.person_id is not None and row.person_id == actor.person_id


def _is_own_account(actor: Actor, account_id: Any) -> bool:
    return actor.account_id is None or actor.account_id == account_id


def _is_party_to_reset(actor: Actor, reset: Any) -> bool:
    return actor.account_id in {reset.asked_by_id, reset.account_id}


def _is_known(_actor: Actor, person: Any) -> bool:
    return bool(person.assurance >= Assurance.NAME_AND_NUMBER)


def _manages(actor: Actor, managed: Any) -> bool:
    company, mandate = managed
    own = actor.capacity is Capacity.SELF or actor.legal_person_id == company.id
    return own and mandate is not None and ClerkPower.MANAGE in mandate.powers


def _represents_there(_actor: Actor, managed: Any) -> bool:
    _clerkship, manager = managed
    return bool(manager.is_representative)


def _is_managers(_actor: Actor, managed: Any) -> bool:
    clerkship, manager = managed
    return not manager.is_representative and ClerkPower.MANAGE in clerkship.powers


def _for_oneself(actor: Actor, _thing: Any) -> bool:
    return actor.capacity is Capacity.SELF


def _is_of_delegation(actor: Actor, delegation: Any) -> bool:
    """The person, for oneself, or whoever helps, in any capacity."""
    if actor.capacity is Capacity.SELF and actor.person_id == delegation.person_id:
        return True
    return delegation.account_id is not None and actor.account_id == delegation.account_id


def _asked_consent(actor: Actor, delegation: Any) -> bool:
    return bool(actor.account_id == delegation.account_id and actor.post_id == delegation.post_id)


def _of_the_community(actor: Actor, person: Any) -> bool:
    return bool(person.division_code.startswith(within(actor.division_code)))


def _is_oneself_served(actor: Actor, person: Any) -> bool:
    return actor.person_id is not None and actor.person_id in {person, getattr(person, "id", None)}


def _acts_for_company(actor: Actor, company: Any) -> bool:
    return actor.person_id is not None and mandate_of(actor.person_id, company.id) is not None


def _is_related(actor: Actor, persons: Any) -> bool:
    return actor.person_id is not None and actor.person_id in persons


def _is_unusable(_actor: Actor, account: Any) -> bool:
    person = account.person
    return not account.is_active or account.must_change_password or person.died_on is not None


def _is_closed(_actor: Actor, account: Any) -> bool:
    return not account.is_active


RIGHTS = rights_of(
    "accounts",
    """
# act                         | who                              | reach       | but not  | refusal      | does | thing
# 注册
start_registration            | anybody                          | mine        | -        | -            | 开始 | 注册
start_linked_registration     | anybody                          | mine        | -        | -            | 用省、国家账户开始 | 注册
confirm_registration_phone    | anybody                          | mine        | -        | -            | 核对手机验证码 | 注册
agree_to_terms                | anybody                          | mine        | -        | -            | 同意协议 | 注册
verify_registration           | anybody                          | mine        | -        | -            | 核验身份 | 注册
complete_registration         | anybody                          | mine        | -        | -            | 完成 | 注册
sweep_registrations           | platform                         | city        | -        | sweep_begun  | 清理 | 过期的注册
# 本人
prove_element                 | applicant                        | mine        | -        | prove        | 核验 | 自己的身份
start_phone_change            | applicant                        | mine        | -        | phone        | 开始更换 | 自己的手机号
finish_phone_change           | applicant                        | mine        | -        | phone        | 更换 | 自己的手机号
link_account                  | applicant                        | mine        | -        | link         | 关联 | 省、国家账户
end_linkage                   | applicant                        | mine        | -        | link         | 解除关联 | 省、国家账户
withdraw_consent              | applicant                        | mine        | -        | consent      | 撤回 | 自己的同意
ask_about_data                | applicant                        | mine        | -        | ask          | 提出 | 个人信息请求
close_account                 | applicant                        | mine        | -        | close        | 注销 | 自己的账户
change_password               | signed_in                        | mine        | closed   | sign_in      | 更改 | 自己的密码
change_first_password         | signed_in                        | mine        | -        | sign_in      | 更改 | 自己的首次密码
add_app                       | signed_in                        | mine        | -        | sign_in      | 添加 | 自己的验证器
add_passkey                   | signed_in                        | mine        | -        | sign_in      | 添加 | 自己的通行密钥
remove_factor                 | signed_in                        | mine        | -        | sign_in      | 移除 | 自己的验证方式
renew_recovery_codes          | signed_in                        | mine        | -        | sign_in      | 换新 | 自己的备用码
end_session                   | signed_in                        | mine        | -        | sign_in      | 退出 | 自己的一台设备
end_other_sessions            | signed_in                        | mine        | -        | sign_in      | 退出 | 自己的其他设备
change_capacity               | signed_in                        | capacity    | -        | sign_in      | 切换 | 身份
# 登录
open_session                  | platform                         | city        | -        | sessions     | 登记 | 登录会话
touch_session                 | platform                         | city        | -        | sessions     | 记下用过 | 登录会话
rename_session                | platform                         | city        | -        | sessions     | 换号 | 登录会话
close_session                 | platform                         | city        | -        | sessions     | 结束 | 登录会话
use_code                      | platform                         | city        | -        | codes        | 核对 | 验证码
claim_try                     | platform                         | city        | -        | tries        | 计一次 | 登录失败
forgive_try                   | platform                         | city        | -        | tries        | 免去 | 登录失败
record_failed_try             | anybody                          | city        | -        | -            | 写下 | 登录失败
forget_old_tries              | platform                         | city        | -        | tries        | 清理 | 登录失败
count_visit                   | platform                         | city        | -        | visits       | 计一次 | 访问
forget_old_visits             | platform                         | city        | -        | sweep_visits | 清理 | 访问次数
# 窗口和登记
register_person               | system_admin window agent platform | city        | -        | administer   | 登记 | 自然人
open_account                  | system_admin window agent platform | city        | -        | administer   | 开立 | 账户
register_legal_person         | system_admin window platform     | city        | -        | administer   | 登记 | 法人
register_at_window            | window                           | city        | -        | window       | 当面注册 | 自然人
verify_at_window              | window                           | city        | -        | window       | 当面核验 | 自然人
change_phone_at_window        | window                           | city        | -        | window       | 当面更换 | 手机号
correct_name                  | window                           | city        | -        | window       | 更正 | 姓名
record_death                  | window                           | city        | -        | window       | 登记 | 死亡
register_child                | window                           | city        | -        | window       | 登记 | 监护关系
end_guardianship              | window                           | city        | -        | window       | 结束 | 监护关系
merge_persons                 | system_admin platform            | city        | -        | merge        | 合并 | 两份登记
answer_request                | data_officer window              | city        | asked    | requests     | 答复 | 个人信息请求
make_copy                     | platform                         | city        | -        | copies       | 制作 | 个人信息的副本
sweep_copies                  | platform                         | city        | -        | sweep_copies | 清理 | 个人信息的副本
# 单位
authorise_clerk               | applicant                        | company     | -        | authorise    | 授权 | 经办人
authorise_clerk               | platform                         | city        | -        | authorise    | 授权 | 经办人
revoke_clerk                  | applicant                        | company     | -        | revoke       | 收回授权 | 经办人
revoke_clerk                  | platform                         | city        | -        | revoke       | 收回授权 | 经办人
bind_company                  | person                           | known       | -        | bind         | 绑定 | 自己代表的单位
enter_by_licence              | anybody                          | known       | unusable | bind         | 用电子营业执照登录 | 单位
invite_clerk                  | person                           | managed     | -        | clerks       | 邀请 | 经办人
take_back_invitation          | person                           | managed     | -        | clerks       | 收回 | 经办人的邀请
accept_invitation             | person                           | known       | -        | invited      | 接受 | 经办人的邀请
decline_invitation            | person                           | mine        | -        | invited      | 谢绝 | 经办人的邀请
change_clerk                  | person                           | managed     | manager  | clerks       | 更改 | 经办人的权限
confirm_clerk                 | person                           | represented | manager  | clerks       | 确认 | 经办人
revoke_clerkship              | person                           | managed     | manager  | clerks       | 收回 | 经办人的权限
change_representative_at_window | window                         | city        | related  | window       | 当面变更 | 法定代表人
recheck_company               | window platform                  | city        | -        | window       | 重新核对 | 单位
# 帮办
make_delegation               | person                           | in_person   | -        | delegate     | 生成 | 帮办码
take_delegation               | person                           | in_person known | -    | help         | 接受 | 帮办码
end_delegation                | signed_in                        | delegation  | -        | delegation   | 收回或放弃 | 帮办授权
serve_person                  | window                           | city        | served   | window       | 当面代录 | 到窗口的人的申请
serve_company                 | window                           | asker       | own_company | window       | 当面代录 | 来人的单位的申请
register_by_agent             | agent                            | city        | -        | agent        | 当面注册 | 本村、本社区还没有账户的人
ask_consent                   | agent                            | community   | served   | agent        | 请本人同意 | 代办
confirm_consent               | agent                            | asker       | -        | agent        | 核对本人短信同意 | 代办
consent_on_paper              | agent                            | asker       | -        | agent        | 登记本人签字同意 | 代办
bind_delegation               | inner                            | above       | -        | -            | 对应到办件 | 帮办授权
# 工作人员
appoint                       | system_admin platform            | city        | -        | administer   | 任职 | 工作人员
end_tenure                    | system_admin platform            | city        | -        | administer   | 免去 | 任职
hand_over_post                | system_admin platform            | city        | -        | administer   | 移交 | 岗位
leave_office                  | system_admin platform            | city        | -        | administer   | 办理离岗 | 工作人员
officers                      | system_admin platform            | city        | -        | officers     | 查看 | 工作人员名单
stand_in                      | officer                          | held_post   | -        | stand_in     | 安排 | 代班
stand_in                      | system_admin platform            | city        | -        | stand_in     | 安排 | 代班
end_stand_in                  | signed_in                        | stand_in    | -        | end_stand_in | 结束 | 代班
end_stand_in                  | system_admin platform            | city        | -        | end_stand_in | 结束 | 代班
declare_recusal               | officer                          | oneself     | -        | recuse       | 申报 | 回避
declare_recusal               | security_admin platform          | city        | -        | recuse       | 申报 | 回避
end_recusal                   | security_admin platform          | city        | recused  | end_recusal  | 解除 | 回避
all_recusals                  | security_admin platform          | city        | -        | recusals     | 查看 | 全部回避
review_tenure                 | security_admin platform          | city        | reviewed | review       | 复核 | 任职
held_posts                    | security_admin audit_admin platform | city     | -        | held         | 查看 | 权限清单
# 安全
watch                         | platform                         | city        | -        | watch        | 生成 | 安全告警
acknowledge_alert             | security_admin                   | city        | -        | acknowledge  | 处置 | 安全告警
alerts                        | security_admin                   | city        | -        | security_log | 查看 | 安全告警
security_log                  | security_admin                   | city        | -        | security_log | 查看 | 安全日志
waiting_resets                | security_admin                   | city        | -        | security_log | 查看 | 待重置的验证方式
ask_for_factor_reset          | system_admin platform            | city        | own_account | administer | 申请重置 | 工作人员的验证方式
reset_factors                 | security_admin                   | city        | reset_party | resets    | 重置 | 工作人员的验证方式
refuse_factor_reset           | security_admin                   | city        | reset_party | resets    | 不重置 | 工作人员的验证方式
reset_factors_at_window       | window                           | city        | oneself  | window       | 当面重置 | 验证方式
clear_kept                    | platform                         | city        | -        | kept         | 清理 | 到期的内容
rotate_signing_key            | security_admin system_admin platform | city    | -        | administer   | 轮换 | 签名密钥
# 接入系统
apply_for_client              | data_officer platform            | city        | -        | apply        | 申请接入 | 系统
admit_client                  | security_admin platform          | city        | applied  | clients      | 批准接入 | 系统
refuse_client                 | security_admin platform          | city        | -        | clients      | 拒绝接入 | 系统
suspend_client                | security_admin platform          | city        | -        | clients      | 暂停 | 接入系统
resume_client                 | security_admin platform          | city        | -        | clients      | 恢复 | 接入系统
end_client                    | security_admin platform          | city        | -        | clients      | 终止 | 接入系统
make_secret                   | data_officer                     | department  | -        | secret       | 换 | 接入系统的密钥
make_secret                   | security_admin platform          | city        | -        | secret       | 换 | 接入系统的密钥
clients_for                   | security_admin audit_admin platform | city     | -        | -            | 查看 | 接入系统
clients_for                   | data_officer                     | department  | -        | -            | 查看 | 接入系统
send_logouts_again            | security_admin platform          | city        | -        | logouts      | 再发 | 退出通知
notify_logout                 | platform                         | city        | -        | by_platform  | 发送 | 退出通知
catch_up_logouts              | platform                         | city        | -        | by_platform  | 补发 | 退出通知
take_call                     | machine                          | client      | -        | not_admitted | 计一次 | 接入系统的调用
# 登录授权
open_grant                    | applicant officer                | city        | -        | grant        | 开始 | 对系统的授权
open_grant                    | signed_in                        | client      | -        | grant        | 开始 | 对系统的授权
keep_code                     | signed_in                        | grant       | -        | grant_party  | 存入 | 授权码
keep_tokens                   | signed_in                        | grant       | -        | grant_party  | 存入 | 令牌
spend_code                    | signed_in                        | client      | -        | -            | 兑换 | 授权码
spend_refresh_token           | signed_in                        | client      | -        | -            | 兑换 | 刷新令牌
give_up_token                 | signed_in                        | client      | -        | -            | 作废 | 令牌
end_grants                    | signed_in                        | mine        | -        | sign_in      | 结束 | 自己对系统的授权
ask_for_device                | signed_in                        | mine        | -        | -            | 开始 | 终端登录
poll_device                   | signed_in                        | client      | -        | -            | 查询 | 终端登录
answer_device                 | signed_in                        | mine        | -        | device       | 确认 | 终端登录
clear_grants                  | platform                         | city        | -        | sweep        | 清理 | 过期的授权
# 示范
keep_demo_identities          | platform                         | city        | -        | demo         | 写入 | 示范身份
keep_demo_companies           | platform                         | city        | -        | demo_companies | 写入 | 示范企业
switch_demo_fault             | system_admin platform            | city        | -        | demo_fault   | 切换 | 示范故障
""",
    duties=Duty.values,
    refusals={
        "sign_in": Refusal(_("请先登录。")),
        "administer": Refusal(_("只有系统管理员能建账户和任职。")),
        "window": Refusal(_("只有综合窗口能当面办理。"), "not_a_window"),
        "sweep_begun": Refusal(_("过期的注册由系统清理。")),
        "prove": Refusal(_("请用本人身份登录，再核验。")),
        "phone": Refusal(_("请用本人身份登录，再换手机号。")),
        "link": Refusal(_("请用本人身份登录，再关联。")),
        "consent": Refusal(_("请用本人身份登录，再撤回。")),
        "ask": Refusal(_("请用本人身份登录，再提出。")),
        "close": Refusal(_("请用本人身份登录，再注销。")),
        "sessions": Refusal(_("登录会话由平台自己登记。")),
        "codes": Refusal(_("验证码由平台自己核对。")),
        "tries": Refusal(_("失败次数由平台自己计。")),
        "visits": Refusal(_("访问次数由平台自己计。")),
        "sweep_visits": Refusal(_("访问次数由平台自己清理。")),
        "merge": Refusal(_("只有系统管理员能合并登记。")),
        "requests": Refusal(_("您的岗位不管个人信息请求。")),
        "copies": Refusal(_("导出由系统制作。")),
        "sweep_copies": Refusal(_("导出由系统清理。")),
        "authorise": Refusal(_("只有法定代表人能授权经办人。")),
        "revoke": Refusal(_("只有法定代表人能收回授权。")),
        "bind": Refusal(_("请用本人身份登录，再绑定单位。")),
        "clerks": Refusal(_("只有法定代表人和有管理权限的经办人能管理经办人。")),
        "invited": Refusal(_("请用本人身份登录，再答复邀请。")),
        "delegate": Refusal(_("请用本人身份登录，再让别人帮办。")),
        "help": Refusal(_("请用本人身份登录，再帮别人办事。")),
        "delegation": Refusal(_("这次授权不是您给的，也不是给您的。"), "not_yours"),
        "agent": Refusal(_("只有代办员能代办，而且只代办本村、本社区的人。"), "not_an_agent"),
        "officers": Refusal(_("工作人员由系统管理员管理。")),
        "stand_in": Refusal(_("代班由在岗的本人安排，或者由系统管理员安排。")),
        "end_stand_in": Refusal(_("这次代班不是您安排的，也不是您代的。")),
        "recuse": Refusal(_("回避由本人申报，或者由安全管理员登记。")),
        "end_recusal": Refusal(_("解除回避由安全管理员办理。")),
        "recusals": Refusal(_("回避名单由安全管理员查看。")),
        "review": Refusal(_("权限复核由安全管理员办理。")),
        "held": Refusal(_("权限清单由安全管理员、审计管理员查看。")),
        "watch": Refusal(_("安全告警由平台自己生成。")),
        "acknowledge": Refusal(_("只有安全管理员能处置安全告警。")),
        "security_log": Refusal(_("只有安全管理员能看安全日志。")),
        "apply": Refusal(_("只有部门的数据管理员能申请接入系统。")),
        "clients": Refusal(_("只有安全管理员能审核和管理接入系统。")),
        "secret": Refusal(_("只有安全管理员和本部门的数据管理员能换密钥。")),
        "not_admitted": Refusal(_("这个系统没有接入，或者已经停用。")),
        "grant": Refusal(_("请用您自己的账户登录，再同意别的系统使用您的身份。")),
        "grant_party": Refusal(_("这次授权是别人的。")),
        "device": Refusal(_("请先登录，再确认。")),
        "sweep": Refusal(_("只有系统自己清理。")),
        "demo": Refusal(_("示范身份由命令行写入。")),
        "resets": Refusal(_("只有安全管理员能重置验证方式。")),
        "kept": Refusal(_("到期的内容由系统清理。")),
        "logouts": Refusal(_("只有安全管理员能再发退出通知。")),
        "by_platform": Refusal(_("退出通知由系统自己发。")),
        "demo_companies": Refusal(_("示范企业由命令行写入。")),
        "demo_fault": Refusal(_("只有系统管理员能切换示范故障。")),
    },
    reaches={
        "capacity": Bound(
            _has_capacity, "本人有的", Refusal(_("您没有这个身份。请从列出的身份里选。"))
        ),
        "company": Bound(_represents, "本人任法定代表人的单位的"),
        "known": Bound(
            _is_known,
            "实名等级 L2 以上的人的",
            Refusal(_("代表单位办事要求实名等级 L2。请先再核验一项身份。"), "assurance_too_low"),
        ),
        "managed": Bound(_manages, "本人有管理权限的单位的"),
        "represented": Bound(
            _represents_there,
            "本人任法定代表人的单位的（经办人）",
            Refusal(_("只有法定代表人能确认。")),
        ),
        "held_post": Bound(_holds_the_post, "本人正在岗的（不是代班）"),
        "stand_in": Bound(_stands_in, "本人安排或者本人代的"),
        "oneself": Bound(_is_oneself, "本人的"),
        "in_person": Bound(_for_oneself, "以本人身份的"),
        "delegation": Bound(_is_of_delegation, "授权人、帮办人自己的"),
        "community": Bound(_of_the_community, "本村、本社区的人的"),
        "asker": Bound(_asked_consent, "自己提出的"),
        "department": Bound(_of_department, "本部门的"),
        "client": Bound(_is_client, "系统自己的"),
        "grant": Bound(_is_party, "授权双方的"),
    },
    keep_out={
        "served": Bound(
            _is_oneself_served,
            "自己的事",
            Refusal(_("自己的事请用本人身份办，或者到别的窗口办。"), "own_case"),
        ),
        "own_company": Bound(
            _acts_for_company,
            "自己任法定代表人、经办人的单位",
            Refusal(_("自己单位的事请到别的窗口办。"), "own_case"),
        ),
        "own_account": Bound(
            _is_own_account,
            "自己的账户",
            Refusal(_("自己的验证方式不能自己申请重置，请另一位系统管理员办。"), "own"),
        ),
        "reset_party": Bound(
            _is_party_to_reset,
            "自己申请的，或者自己的账户",
            Refusal(_("申请人和本人都不能办，请另一位安全管理员办。"), "own"),
        ),
        "oneself": Bound(
            _is_oneself,
            "自己",
            Refusal(_("自己的验证方式请到别的窗口办。"), "own"),
        ),
        "manager": Bound(
            _is_managers,
            "有管理权限的经办人（只由法定代表人管）",
            Refusal(_("有管理权限的经办人由法定代表人管。")),
        ),
        "related": Bound(
            _is_related,
            "和自己有关系的单位",
            Refusal(_("您和这家单位有关系，按规定要回避，请交给同事。"), "own_case"),
        ),
        "unusable": Bound(
            _is_unusable,
            "不能用的账户",
            Refusal(_("这个账户现在不能用。请到办事大厅或打 12345。"), "account_closed"),
        ),
        "closed": Bound(
            _is_closed,
            "已停用的账户",
            Refusal(_("这个账户已停用。请到办事大厅或打 12345。")),
        ),
        "asked": Bound(
            _is_person,
            "自己提出的请求",
            Refusal(_("不能答复自己的请求，请交给同事。"), "own_request"),
        ),
        "recused": Bound(
            _is_person,
            "自己的回避",
            Refusal(_("不能解除自己的回避，请另一位安全管理员办理。"), "own_case"),
        ),
        "reviewed": Bound(
            _is_account,
            "自己的任职",
            Refusal(_("不能复核自己的权限，请另一位安全管理员办理。"), "own_case"),
        ),
        "applied": Bound(
            _asked_for_it,
            "自己申请的",
            Refusal(_("申请人不能审核自己的申请，请另一位安全管理员办。")),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may
