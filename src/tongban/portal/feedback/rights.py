"""Who may do what to ratings, as a table (``kernel.rights``)."""

from django.utils.translation import gettext_lazy as _

from tongban.base.kernel.rights import Refusal, rights_of

RIGHTS = rights_of(
    "feedback",
    """
# act      | who       | reach | but not | refusal   | does | thing
rate_case  | applicant | mine  | -       | applicant | 评价 | 办件
erase_rating | inner   | city  | -       | -         | 随档案销毁 | 评价的文字
""",
    refusals={"applicant": Refusal(_("请用办这件事的身份登录，再评价。"), "not_an_applicant")},
)
must = RIGHTS.must
