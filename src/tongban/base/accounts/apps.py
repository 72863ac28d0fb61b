"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put our rules of the provider in the library's place, and our entrances into the staff bar.

        The library names its validator in one place and has no setting for it; this is that place.
        The city's list of duties is looked at, too.
        """
        from allauth.core.internal import jwkkit
        from allauth.idp.oidc.internal.oauthlib import server
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        from tongban.base.accounts.provider import keys
        from tongban.base.accounts.provider.validator import Validator
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        vars(server)["OAuthLibRequestValidator"] = Validator
        vars(jwkkit)["load_jwk_from_pem"] = keys.loaded

        unknown = sorted(set(settings.SECOND_FACTOR_DUTIES) - set(Duty.values))
        if unknown:
            # A mistyped duty would be one that silently needs no second factor.
            raise ImproperlyConfigured(
                f"TONGBAN_SECOND_FACTOR_DUTIES 里没有这样的职责：{', '.join(unknown)}。"
                f"可以写：{', '.join(Duty.values)}。"
            )
        system, security, audit = (
            frozenset({Duty.SYSTEM_ADMIN.value}),
            frozenset({Duty.SECURITY_ADMIN.value}),
            frozenset({Duty.AUDIT_ADMIN.value}),
        )
        for link in (
            DeskLink("standing_in", _("代班"), "accounts:standing_in", order=60),
            DeskLink("recusals", _("回避"), "accounts:recusals", order=61),
            DeskLink("officers", _("工作人员"), "accounts:officers", system, order=70),
            DeskLink(
                "rights_review", _("权限复核"), "accounts:rights_review", security | audit, order=71
            ),
            DeskLink(
                "clients",
                _("接入系统"),
                "accounts:clients",
                security | audit | frozenset({Duty.DATA_OFFICER.value}),
                order=70,
            ),
            DeskLink("security", _("安全"), "accounts:security", security, order=85),
        ):
            register_desk_link(link)
