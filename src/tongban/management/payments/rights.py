"""Who may do what to money, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.management.payments.models import Refund


def _of_the_office(actor: Actor, thing: Any) -> bool:
    """Money that is nobody's (an unknown code, a missing statement) is for every finance post."""
    notice = thing.payment.notice if isinstance(thing, Refund) else thing.notice
    return notice is None or notice.department_id == actor.department_id


def _asked(actor: Actor, thing: Any) -> bool:
    return bool(thing.asked_by.get("account") == str(actor.account_id))


RIGHTS = rights_of(
    "payments",
    """
# act                | who              | reach    | but not | refusal   | does | thing
ask_payment          | inner            | city     | -       | -         | 开出 | 缴款通知
renew_payment        | inner            | city     | -       | -         | 另开 | 过期的缴款通知
cancel_payment       | inner            | city     | -       | -         | 作废 | 缴款通知
ask_refund           | inner            | city     | -       | -         | 申请 | 退付
ask_exemption        | inner            | city     | -       | -         | 申请 | 减免
take_payment         | platform         | city     | -       | by_itself | 登记 | 到账
expire_payments      | platform         | city     | -       | by_itself | 过期 | 没有缴的通知
settle_refund        | platform         | city     | -       | by_itself | 登记 | 退付的结果
send_refund          | platform         | city     | -       | by_itself | 退出去 | 批准了的退付
catch_up_refunds     | platform         | city     | -       | by_itself | 补办 | 积压的退付
take_statement       | platform         | city     | -       | by_itself | 核对 | 对账单
miss_statement       | platform         | city     | -       | by_itself | 登记 | 没有取到的对账单
note_forgery         | platform         | city     | -       | by_itself | 登记 | 签名不对的通知
approve_refund       | finance          | office   | asker   | finance   | 批准 | 退付
refuse_refund        | finance          | office   | -       | finance   | 不批准 | 退付
send_refund_again    | finance          | office   | -       | finance   | 再试一次 | 退不出去的退付
approve_exemption    | finance          | office   | asker   | finance   | 批准 | 减免
refuse_exemption     | finance          | office   | -       | finance   | 不批准 | 减免
explain_difference   | finance          | office   | -       | finance   | 说明 | 对账差异
matters_to_decide    | finance          | office   | -       | finance   | 查看 | 待批准的退付和减免
reconciliation       | finance          | office   | -       | finance   | 查看 | 对账结果
""",
    duties=Duty.values,
    refusals={
        "by_itself": Refusal(_("这一步由系统自动办。")),
        "finance": Refusal(_("只有财务岗能办，并且只能办本单位收的款。"), "wrong_post"),
    },
    reaches={"office": Bound(_of_the_office, "本单位执收的")},
    keep_out={
        "asker": Bound(
            _asked,
            "自己提出的",
            Refusal(_("您自己提出的，要请另一位批准。"), "own_request"),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may
