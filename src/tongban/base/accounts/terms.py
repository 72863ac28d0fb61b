"""What people agree to, by version. A changed text is a new version; consents name theirs."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.base.kernel.digests import sm3


class TermsKind(StrEnum):
    """Which text."""

    SERVICE = "service"
    PRIVACY = "privacy"
    SENSITIVE = "sensitive"
    FACE = "face"
    NETWORK_ID = "network_id"
    CHILD = "child"


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a text. Paragraphs are plain Chinese."""

    kind: TermsKind
    version: str
    title: str
    paragraphs: tuple[str, ...]
    is_needed: bool = True
    """Whether an account cannot be without it; what is not needed is withdrawn alone."""

    @property
    def digest(self) -> bytes:
        """SM3 of the whole text."""
        return sm3("\n".join((self.kind, self.version, self.title, *self.paragraphs)).encode())


TERMS: dict[TermsKind, Terms] = {
    one.kind: one
    for one in (
        Terms(
            TermsKind.SERVICE,
            "2026-11",
            "服务协议",
            (
                "账户归您本人使用，办事记在您名下。请保管好密码和手机，不要借给别人用。",
                "您填的内容应当真实。提交的申请由有权的部门依法办理，平台不代替部门作决定。",
                "不想用了，随时可以注销。注销不影响已经办好的事和已经领到的证照。",
            ),
        ),
        Terms(
            TermsKind.PRIVACY,
            "2026-11",
            "个人信息处理告知",
            (
                "处理者：本市政务服务平台的主管部门。联系电话 12345。",
                (
                    "我们为履行法定职责处理您的姓名、证件号码、手机号、住址和办件材料，"
                    "用来确认您是谁、办您申请的事。证件号码、手机号、住址加密保存。"
                ),
                "谁在什么时候看过、为什么看，都有记录，您在“我的信息”里查得到。",
                (
                    "您可以查阅、复制、更正、删除自己的信息，也可以投诉。"
                    "法律规定要保存的办件档案，保存到规定的年限。"
                ),
            ),
        ),
        Terms(
            TermsKind.SENSITIVE,
            "2026-11",
            "敏感个人信息单独同意",
            (
                "核验身份要用到您的证件号码，以及您选的要素，比如银行卡号、社会保障卡号。",
                "这些要素只发给身份核验机构比对，比对完就删，平台只留下“一致”和请求号。",
                "不同意也没关系，可以带身份证到办事大厅当面办。",
            ),
        ),
        Terms(
            TermsKind.FACE,
            "2026-11",
            "人脸信息单独同意",
            (
                "刷脸时的照片只发给身份核验机构比对一次，平台不保存照片，也不保存人脸特征。",
                "刷脸不是唯一的办法：可以改用银行卡核验，或者到办事大厅当面核验。",
            ),
            is_needed=False,
        ),
        Terms(
            TermsKind.NETWORK_ID,
            "2026-11",
            "使用国家网络身份认证",
            (
                "用网号、网证登记后，平台不再保存您的姓名和证件号码，只留下网号和一个核对用的摘要。",
                "需要实名材料的事，办的时候再由您填写。这是自愿的，不用它也能办所有的事。",
            ),
            is_needed=False,
        ),
        Terms(
            TermsKind.CHILD,
            "2026-11",
            "儿童个人信息处理告知",
            (
                "孩子未满 14 周岁，由监护人同意后我们才处理孩子的信息，只用来办监护人为孩子申请的事。",
                "监护人可以查阅、更正、删除孩子的信息，也可以撤回同意。",
            ),
        ),
    )
}
NEEDED = (TermsKind.SERVICE, TermsKind.PRIVACY, TermsKind.SENSITIVE)
"""Asked one by one when an account is opened."""
