"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put our rules of the provider in the library's place, and our link on the desk.

        The library names its validator in one place and has no setting for it; this is that place.
        """
        from allauth.core.internal import jwkkit
        from allauth.idp.oidc.internal.oauthlib import server

        from tongban.base.accounts.provider import keys
        from tongban.base.accounts.provider.validator import Validator
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        vars(server)["OAuthLibRequestValidator"] = Validator
        vars(jwkkit)["load_jwk_from_pem"] = keys.loaded
        register_desk_link(
            DeskLink(
                "clients",
                _("接入系统"),
                "accounts:clients",
                duties=frozenset({Duty.SECURITY_ADMIN, Duty.AUDIT_ADMIN, Duty.DATA_OFFICER}),
                order=70,
            )
        )
