"""The texts that people get. Published as revisions, so that a city can word them anew."""

TEMPLATES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (
        "sign_in_code",
        "【通办】验证码 {code}，3 分钟内有效。不要告诉别人，工作人员也不会问您要。",
        ("code",),
    ),
    (
        "case_filed",
        "【通办】您的“{item}”已提交，查询号 {query_number}。最晚 {due} 告诉您是否受理。",
        ("item", "query_number", "due"),
    ),
    (
        "case_correction",
        "【通办】您的“{item}”要补 {count} 处，请在 {due} 前登录补好。查询号 {query_number}。",
        ("item", "count", "due", "query_number"),
    ),
    (
        "case_accepted",
        "【通办】您的“{item}”已受理，{promised} 前办结。查询号 {query_number}。",
        ("item", "promised", "query_number"),
    ),
    (
        "case_not_accepted",
        "【通办】您的“{item}”没有受理，原因和该找谁办已写在网上。查询号 {query_number}。",
        ("item", "query_number"),
    ),
    (
        "case_granted",
        "【通办】您的“{item}”已办成，请登录领取结果，并说说办得怎么样。查询号 {query_number}。",
        ("item", "query_number"),
    ),
    (
        "case_refused",
        "【通办】您的“{item}”没有批准，理由和申请复议、提起诉讼的办法已写在网上。查询号 {query_number}。",
        ("item", "query_number"),
    ),
)
"""Key, text, declared names."""
