"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Put our rules of the provider in the library's place.

        The library names its validator in one place and has no setting for it; this is that place.
        """
        from allauth.idp.oidc.internal.oauthlib import server

        from tongban.base.accounts.provider.validator import Validator

        vars(server)["OAuthLibRequestValidator"] = Validator
