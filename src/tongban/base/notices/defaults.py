"""Texts that come with notices itself: those that need no other app."""

from tongban.base.notices.types import ChannelKind, TemplateDefinition

TEMPLATES = (
    TemplateDefinition(
        key="sign_in_code",
        text="登录验证码 {code}，3 分钟内有效。工作人员不会向您要验证码，请不要告诉任何人。",
        names=frozenset({"code"}),
        title="登录验证码",
        kinds=(ChannelKind.SMS,),
    ),
)
