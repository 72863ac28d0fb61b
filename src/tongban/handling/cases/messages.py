"""The texts that applicants get. Published as revisions, so that a city can word them anew."""

from tongban.base.notices.types import ChannelKind, TemplateDefinition

TEMPLATES = (
    TemplateDefinition(
        key="case_filed",
        text="【通办】您的“{item}”已提交，查询号 {query_number}。最晚 {due} 告诉您是否受理。",
        names=frozenset({"item", "query_number", "due"}),
        title="已提交",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_correction",
        text="【通办】您的“{item}”要补 {count} 处，请在 {due} 前登录补好。查询号 {query_number}。",
        names=frozenset({"item", "count", "due", "query_number"}),
        title="请补正",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_accepted",
        text="【通办】您的“{item}”已受理，{promised} 前办结。查询号 {query_number}。",
        names=frozenset({"item", "promised", "query_number"}),
        title="已受理",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_deemed_accepted",
        text="【通办】您的“{item}”，办理机关没有按时告知是否受理，依法从 {since}起视为受理，{promised} 前办结。查询号 {query_number}。",
        names=frozenset({"item", "since", "promised", "query_number"}),
        title="视为受理",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_extended",
        text="【通办】您的“{item}”办理期限延长到 {due}，理由：{reason}。详情请登录查看。查询号 {query_number}。",
        names=frozenset({"item", "due", "reason", "query_number"}),
        title="延长期限",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_paused",
        text="【通办】您的“{item}”要进行{name}，预计 {days} 个工作日，这段时间不算在办理期限里。查询号 {query_number}。",
        names=frozenset({"item", "name", "days", "query_number"}),
        title="特别程序",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_resumed",
        text="【通办】您的“{item}”的{name}已经结束，办理期限接着算，{due} 前办结。查询号 {query_number}。",
        names=frozenset({"item", "name", "due", "query_number"}),
        title="特别程序结束",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_fee_due",
        text="【通办】您的“{item}”请在 {due} 前缴费 {amount}，登录后在手机上就能缴。查询号 {query_number}。",
        names=frozenset({"item", "due", "amount", "query_number"}),
        title="请缴费",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_fee_paid",
        text="【通办】您的“{item}”已缴费 {amount}，电子票据登录后可以看。查询号 {query_number}。",
        names=frozenset({"item", "amount", "query_number"}),
        title="已缴费",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_fee_refunded",
        text="【通办】您的“{item}”缴的 {amount} 已按原路退回。查询号 {query_number}。",
        names=frozenset({"item", "amount", "query_number"}),
        title="已退费",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_not_corrected",
        text="【通办】您的“{item}”到 {due}没有补正，已经办结。需要的话可以重新申请。查询号 {query_number}。",
        names=frozenset({"item", "due", "query_number"}),
        title="补正不来办结",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_not_accepted",
        text="【通办】您的“{item}”没有受理，原因和该找谁办已写在网上。查询号 {query_number}。",
        names=frozenset({"item", "query_number"}),
        title="没有受理",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_granted",
        text="【通办】您的“{item}”已办成，请登录领取结果，并说说办得怎么样。查询号 {query_number}。",
        names=frozenset({"item", "query_number"}),
        title="已办成",
        kinds=(ChannelKind.SMS,),
    ),
    TemplateDefinition(
        key="case_refused",
        text="【通办】您的“{item}”没有批准，理由和申请复议、提起诉讼的办法已写在网上。查询号 {query_number}。",
        names=frozenset({"item", "query_number"}),
        title="没有批准",
        kinds=(ChannelKind.SMS,),
    ),
)
