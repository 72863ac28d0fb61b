"""The messages that accounts send."""

from tongban.base.notices.types import ChannelKind, TemplateDefinition

SMS = (ChannelKind.SMS,)
WARNING = "工作人员不会向您要验证码，请不要告诉任何人。"

TEMPLATES = (
    TemplateDefinition(
        key="registration_code",
        text="注册验证码 {code}，5 分钟内有效。" + WARNING,
        names=frozenset({"code"}),
        title="注册验证码",
        kinds=SMS,
    ),
    TemplateDefinition(
        key="window_code",
        text="您正在办事大厅登记手机号，验证码 {code}，5 分钟内有效。请当面告诉窗口人员。",
        names=frozenset({"code"}),
        title="窗口登记验证码",
        kinds=SMS,
    ),
    TemplateDefinition(
        key="phone_change_code",
        text="您正在换绑手机号，验证码 {code}，5 分钟内有效。不是您本人操作，请打 12345。"
        + WARNING,
        names=frozenset({"code"}),
        title="换手机号验证码",
        kinds=SMS,
    ),
    TemplateDefinition(
        key="data_request_answered",
        text="您关于个人信息的请求有答复了，请登录后在“我的信息”里看。",
        names=frozenset(),
        title="个人信息请求有答复",
    ),
)
