"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Register what comes with the app; look at the city's list of duties."""
        from tongban.base.accounts import plugins, retention, texts
        from tongban.base.accounts.attempts import register_attempt_limiter
        from tongban.base.accounts.provider.claimed import claimed_client
        from tongban.base.accounts.visit_limits import ActLimiter, register_client
        from tongban.base.kernel.retention import register_kept
        from tongban.base.notices.types import declare_templates

        _look_at_the_duties()
        _put_our_provider_in_place()
        plugins.register_own()
        register_kept(retention.KEPT)
        register_attempt_limiter(ActLimiter())
        register_client(claimed_client)
        declare_templates(texts.TEMPLATES)
        _put_up_entrances()


def _look_at_the_duties() -> None:
    """A mistyped duty would be one that silently needs no second factor."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from tongban.base.orgs.types import Duty

    unknown = sorted(set(settings.SECOND_FACTOR_DUTIES) - set(Duty.values))
    if unknown:
        raise ImproperlyConfigured(
            f"TONGBAN_SECOND_FACTOR_DUTIES 里没有这样的职责：{', '.join(unknown)}。"
            f"可以写：{', '.join(Duty.values)}。"
        )


def _put_our_provider_in_place() -> None:
    """The library names its validator in one place and has no setting for it; this is that place."""
    from allauth.core.internal import jwkkit
    from allauth.idp.oidc.internal.oauthlib import server

    from tongban.base.accounts.provider import keys
    from tongban.base.accounts.provider.validator import Validator

    vars(server)["OAuthLibRequestValidator"] = Validator
    vars(jwkkit)["load_jwk_from_pem"] = keys.loaded


def _put_up_entrances() -> None:
    """The links of the staff bar."""
    from tongban.base.orgs.types import Duty
    from tongban.base.pages.navigation import DeskLink, register_desk_link

    window, data, system, security, audit = (
        frozenset({duty.value})
        for duty in (
            Duty.WINDOW,
            Duty.DATA_OFFICER,
            Duty.SYSTEM_ADMIN,
            Duty.SECURITY_ADMIN,
            Duty.AUDIT_ADMIN,
        )
    )
    for link in (
        DeskLink("standing_in", _("代班"), "accounts:standing_in", order=60, is_rare=True),
        DeskLink("recusals", _("回避"), "accounts:recusals", order=61, is_rare=True),
        DeskLink("people", _("人员登记"), "accounts:desk_people", window | system, order=62),
        DeskLink("companies", _("单位登记"), "accounts:desk_companies", window, order=62),
        DeskLink("data", _("信息请求"), "accounts:desk_requests", window | data, order=63),
        DeskLink("officers", _("工作人员"), "accounts:officers", system, order=70),
        DeskLink(
            "rights_review", _("权限复核"), "accounts:rights_review", security | audit, order=71
        ),
        DeskLink("clients", _("接入系统"), "accounts:clients", security | audit | data, order=72),
        DeskLink("security", _("安全"), "accounts:security", security, order=85),
    ):
        register_desk_link(link)
