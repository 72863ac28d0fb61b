"""What accounts keep how long. The reasons are the law's; where it names no time, the shortest is
taken that its purpose allows.
"""

from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from tongban.base.accounts.models import (
    ClientDay,
    Consent,
    DataRequest,
    Delegation,
    FactorReset,
    Grant,
    Linkage,
    LogoutNotice,
    PhoneChange,
    Registration,
    SecurityAlert,
    SignInSession,
)
from tongban.base.accounts.types import LogoutState, RegistrationState, RequestState, ResetState
from tongban.base.kernel.retention import Kept

HALF_A_YEAR = 183
THREE_YEARS = 1096
"""The longest three years there are, so that no day is missing."""
LOGS = _("网络安全法第二十一条：网络日志留存不少于六个月")
RECORDS = _("个人信息保护法第五十六条：处理情况记录至少保存三年")
CLAIMS = _("民法典第一百八十八条：诉讼时效三年")
SHORTEST = _("个人信息保护法第十九条：为实现目的所必要的最短时间")
DELETION = _("个人信息保护法第四十七条：账户注销后删除")


def _registrations(before: datetime) -> QuerySet[Any]:
    ended = [RegistrationState.DONE, RegistrationState.LAPSED]
    return Registration.objects.filter(state__in=ended, created_at__lt=before)


def _grants(before: datetime) -> QuerySet[Any]:
    # What still hangs on it goes first, by its own rule or job.
    return Grant.objects.filter(
        ended_at__lt=before,
        logout_notice__isnull=True,
        codes__isnull=True,
        tokens__isnull=True,
    )


def _notices(before: datetime) -> QuerySet[Any]:
    return LogoutNotice.objects.exclude(state=LogoutState.WAITING).filter(created_at__lt=before)


KEPT = (
    Kept(
        "registrations",
        _("网上注册经过（已清空内容）"),
        _("开始注册"),
        HALF_A_YEAR,
        LOGS,
        before=_registrations,
    ),
    Kept(
        "phone_changes",
        _("换手机号经过"),
        _("开始换号"),
        HALF_A_YEAR,
        LOGS,
        before=lambda at: PhoneChange.objects.filter(created_at__lt=at, expires_at__lt=at),
    ),
    Kept(
        "sign_ins",
        _("登录会话：设备和遮住的地址"),
        _("会话结束"),
        HALF_A_YEAR,
        LOGS,
        before=lambda at: SignInSession.objects.filter(ended_at__lt=at),
    ),
    Kept(
        "alerts",
        _("已处置的安全告警"),
        _("处置"),
        THREE_YEARS,
        RECORDS,
        before=lambda at: SecurityAlert.objects.filter(acknowledged_at__lt=at),
    ),
    Kept(
        "factor_resets",
        _("办过的验证方式重置申请"),
        _("办理"),
        THREE_YEARS,
        RECORDS,
        before=lambda at: FactorReset.objects.exclude(state=ResetState.ASKED).filter(
            decided_at__lt=at
        ),
    ),
    Kept(
        "logout_notices",
        _("退出通知"),
        _("退出"),
        30,
        SHORTEST,
        before=_notices,
    ),
    Kept(
        "grants",
        _("结束了的登录授权"),
        _("授权结束"),
        THREE_YEARS,
        RECORDS,
        before=_grants,
    ),
    Kept(
        "consents",
        _("撤回了的同意"),
        _("撤回"),
        THREE_YEARS,
        CLAIMS,
        before=lambda at: Consent.objects.filter(withdrawn_at__lt=at),
    ),
    Kept(
        "delegations",
        _("结束了的帮办、代办和窗口代录的授权，连同授权书"),
        _("授权结束或者到期"),
        THREE_YEARS,
        CLAIMS,
        before=lambda at: Delegation.objects.annotate(over_at=Coalesce("ended_at", "until")).filter(
            over_at__lt=at
        ),
        file="paper",
    ),
    Kept(
        "data_requests",
        _("答复过的个人信息请求"),
        _("答复"),
        THREE_YEARS,
        RECORDS,
        before=lambda at: DataRequest.objects.exclude(state=RequestState.OPEN).filter(
            answered_at__lt=at
        ),
    ),
    Kept(
        "factors_of_closed",
        _("注销账户的验证器、通行密钥和备用码"),
        _("账户注销"),
        0,
        DELETION,
        before=lambda at: Authenticator.objects.filter(
            user__closed_at__lte=at, user__is_active=False
        ),
    ),
    Kept(
        "links_of_closed",
        _("注销账户的关联"),
        _("账户注销"),
        HALF_A_YEAR,
        DELETION,
        before=lambda at: Linkage.objects.filter(
            ~Q(ended_at=None), account__closed_at__lt=at, account__is_active=False
        ),
    ),
    Kept(
        "client_days",
        _("接入系统每日用量"),
        _("当天"),
        THREE_YEARS,
        RECORDS,
        before=lambda at: ClientDay.objects.filter(on__lt=at.date()),
    ),
    Kept(
        "open_registrations",
        _("没有办完的网上注册：内容清空"),
        _("开始注册"),
        1,
        SHORTEST,
        by="accounts.sweep",
    ),
    Kept("copies", _("信息副本"), _("做好"), 7, SHORTEST, by="accounts.sweep"),
    Kept(
        "tokens",
        _("授权码、令牌、终端请求、随机数"),
        _("失效"),
        2,
        SHORTEST,
        by="accounts.clear_grants",
    ),
    Kept("tries", _("失败次数"), _("最近一次"), 1, SHORTEST, by="accounts.forget_counts"),
    Kept("visits", _("访问次数"), _("一段时间结束"), 1, SHORTEST, by="accounts.forget_counts"),
    Kept(
        "verifications",
        _("核验记录：机构的请求号和结果，没有要素本身"),
        _("核验"),
        None,
        _("个人信息保护法第五十六条；实名等级要有凭据"),
    ),
    Kept("audit", _("审计记录和安全日志"), _("发生"), None, LOGS),
    Kept(
        "registered",
        _("姓名和证件号码：办过的事要留存档案"),
        _("登记"),
        None,
        _("档案法；注销时没有办过事的当场清空"),
    ),
)
