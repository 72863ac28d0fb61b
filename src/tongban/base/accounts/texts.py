"""The messages that accounts send."""

from tongban.base.notices.types import ChannelKind, TemplateDefinition

SMS = (ChannelKind.SMS,)
WARNING = "工作人员不会向您要验证码，请不要告诉任何人。"
NOT_YOU = "不是您本人办的，请马上打 12345，或带证件到办事大厅。"

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
    TemplateDefinition(
        key="clerk_accepted",
        text="{clerk}接受了邀请，现在是{company}的经办人。",
        names=frozenset({"company", "clerk"}),
        title="经办人接受了邀请",
    ),
    TemplateDefinition(
        key="clerk_declined",
        text="{clerk}没有接受做{company}经办人的邀请。",
        names=frozenset({"company", "clerk"}),
        title="经办人没有接受邀请",
    ),
    TemplateDefinition(
        key="clerk_changed",
        text="{company}改了您做经办人的权限或期限，请登录后查看。",
        names=frozenset({"company"}),
        title="经办人权限有变化",
    ),
    TemplateDefinition(
        key="clerk_revoked",
        text="{company}已收回您的经办人授权，从现在起您不能再替它办事。",
        names=frozenset({"company"}),
        title="经办人授权已收回",
    ),
    TemplateDefinition(
        key="representative_changed",
        text="{company}登记的法定代表人已经变更，您不能再代表它办事。不对的话请打 12345。",
        names=frozenset({"company"}),
        title="法定代表人已变更",
    ),
    TemplateDefinition(
        key="delegation_taken",
        text="从现在起，{helper}可以帮您办“{item}”，到 {until} 为止。"
        "不是您的意思，请马上登录“我的空间”收回，或打 12345。",
        names=frozenset({"helper", "item", "until"}),
        title="有人开始帮您办事",
    ),
    TemplateDefinition(
        key="agent_consent",
        text="{department}代办员{agent}想帮您办“{item}”。同意就把验证码 {code} 告诉他，"
        "10 分钟内有效。不同意，不要告诉任何人。",
        names=frozenset({"department", "agent", "item", "code"}),
        title="请您同意代办",
        kinds=SMS,
    ),
    TemplateDefinition(
        key="new_device",
        text="您的账户 {at} 在一台新设备上登录：{device}。不是您本人，请马上登录，"
        "在“登录与安全”里退出其他设备、修改密码，或打 12345。",
        names=frozenset({"at", "device"}),
        title="新设备登录",
    ),
    TemplateDefinition(
        key="password_changed",
        text="您的账户刚改了密码，其他设备都退出了。" + NOT_YOU,
        names=frozenset(),
        title="密码已修改",
    ),
    TemplateDefinition(
        key="factor_added",
        text="您的账户刚添加了一种验证方式（{factor}）。" + NOT_YOU,
        names=frozenset({"factor"}),
        title="添加了验证方式",
    ),
    TemplateDefinition(
        key="factor_removed",
        text="您的账户刚移除了一种验证方式（{factor}）。" + NOT_YOU,
        names=frozenset({"factor"}),
        title="移除了验证方式",
    ),
    TemplateDefinition(
        key="factors_reset",
        text="您的验证方式已在{where}重置，所有设备都退出了，下次登录请重新设置。" + NOT_YOU,
        names=frozenset({"where"}),
        title="验证方式已重置",
    ),
    TemplateDefinition(
        key="phone_changed",
        text="您的账户换了手机号，这个号码不再用来登录。" + NOT_YOU,
        names=frozenset(),
        title="手机号已更换",
    ),
)
