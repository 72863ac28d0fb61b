"""Who may do what to papers, as a table (``kernel.rights``)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.actors import Actor
from tongban.base.kernel.rights import Bound, Refusal, rights_of
from tongban.base.orgs.types import Duty
from tongban.management.documents.models import Paper
from tongban.management.documents.types import subject_of


def _of_body(actor: Actor, department_id: Any) -> bool:
    return actor.department_id is not None and actor.department_id == department_id


def _of_the_papers_body(actor: Actor, paper: Paper) -> bool:
    return _of_body(actor, paper.department_id)


def _handled(actor: Actor, paper: Paper) -> bool:
    return subject_of(paper.subject_kind).is_handled_by(actor, paper.subject_id)


def _own(actor: Actor, about: tuple[str, Any]) -> bool:
    kind, ident = about
    return subject_of(kind).is_of(actor, ident)


def _keeps_out(actor: Actor, paper: Paper) -> bool:
    return subject_of(paper.subject_kind).keeps_out(actor, paper.subject_id)


def _drafted(actor: Actor, paper: Paper) -> bool:
    return bool(paper.drafted_by.get("account") == str(actor.account_id))


RIGHTS = rights_of(
    "documents",
    """
# act                  | who                               | reach         | but not          | refusal   | does | thing
publish_paper_template | seal_keeper item_manager platform | city          | -                | templates | 发布 | 文书模板
set_numbering          | seal_keeper item_manager platform | body          | -                | numbering | 设定 | 本机关的文号
make_paper             | inner                             | city          | -                | -         | 作成 | 文书
erase_papers           | inner                             | city          | -                | -         | 随档案销毁 | 文书的内容
render_paper           | inner                             | city          | -                | -         | 制作 | 文书文件
draft_amendment        | handler reviewer                  | office handled | own_subject      | office    | 拟写 | 更正通知书
review_paper           | reviewer chief signer             | office handled | own_subject drafter | office | 审核 | 文书
sign_paper             | signer                            | office handled | own_subject drafter | office | 签发 | 文书
drop_paper             | handler reviewer signer           | office handled | own_subject      | office    | 作废 | 没有签发的文书
hand_over_paper        | window handler chief              | handled       | own_subject      | serve     | 当面送达 | 文书
post_paper             | window handler chief              | handled       | own_subject      | serve     | 邮寄送达 | 文书
confirm_service        | window handler chief              | handled       | own_subject      | serve     | 登记送到 | 邮寄的文书
return_service         | window handler chief              | handled       | own_subject      | serve     | 登记退回 | 邮寄的文书
leave_paper            | window handler chief              | handled       | own_subject      | serve     | 留置送达 | 文书
publish_service        | signer                            | office handled | own_subject     | office    | 公告送达 | 文书
withdraw_publication   | signer                            | office handled | own_subject     | office    | 撤下 | 公示的决定
withdraw_grants        | inner                             | city          | -                | -         | 随撤销撤下 | 公示的准予决定
complete_published     | platform                          | city          | -                | by_itself | 公告期满登记送达 | 文书
published_services     | anybody                           | city          | -                | -         | 查看 | 公告送达
choose_service         | applicant                         | own           | -                | own       | 选择 | 送达方式
open_paper             | applicant                         | own           | -                | own       | 打开 | 自己的文书
my_paper               | applicant                         | mine          | -                | -         | 查看 | 自己的文书
desk_paper             | officer                           | handled       | -                | -         | 查看 | 办件的文书
published_grants       | anybody                           | city          | -                | -         | 查看 | 公示
""",
    duties=Duty.values,
    refusals={
        "templates": Refusal(_("只有印章管理员或事项管理员能发布文书模板。")),
        "numbering": Refusal(_("只有本机关的印章管理员或事项管理员能设定文号。")),
        "office": Refusal(_("只有发文部门管这个办件的岗位能办。"), "wrong_post"),
        "serve": Refusal(_("只有管这个办件的窗口或经办岗位能送达。"), "wrong_post"),
        "by_itself": Refusal(_("这一步由系统自动办。")),
        "own": Refusal(_("这不是您的文书。"), "not_your_paper"),
    },
    reaches={
        "body": Bound(_of_body, "本机关的"),
        "office": Bound(_of_the_papers_body, "本部门发的"),
        "handled": Bound(_handled, "岗位看得到的办件的"),
        "own": Bound(_own, "本人、本单位、被监护人的"),
    },
    keep_out={
        "own_subject": Bound(
            _keeps_out,
            "本人、亲属、本人单位的办件",
            Refusal(_("这是您本人、亲属或者您单位的申请，按规定要回避，请交给同事。"), "own_case"),
        ),
        "drafter": Bound(
            _drafted,
            "自己拟的稿",
            Refusal(_("自己拟的稿要请另一位审核、签发。"), "own_draft"),
        ),
    },
)
must, may = RIGHTS.must, RIGHTS.may
