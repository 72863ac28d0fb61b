"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Register providers, texts and the desk's entrances; look at the city's list of duties."""
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured

        from tongban.base.accounts import plugins, texts
        from tongban.base.accounts.attempts import register_attempt_limiter
        from tongban.base.accounts.visit_limits import ActLimiter
        from tongban.base.notices.types import declare_templates
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        unknown = sorted(set(settings.SECOND_FACTOR_DUTIES) - set(Duty.values))
        if unknown:
            # A mistyped duty would be one that silently needs no second factor.
            raise ImproperlyConfigured(
                f"TONGBAN_SECOND_FACTOR_DUTIES 里没有这样的职责：{', '.join(unknown)}。"
                f"可以写：{', '.join(Duty.values)}。"
            )
        plugins.register_own()
        register_attempt_limiter(ActLimiter())
        declare_templates(texts.TEMPLATES)
        window = frozenset({Duty.WINDOW.value, Duty.SYSTEM_ADMIN.value})
        answers = frozenset({Duty.WINDOW.value, Duty.DATA_OFFICER.value})
        system, security, audit = (
            frozenset({Duty.SYSTEM_ADMIN.value}),
            frozenset({Duty.SECURITY_ADMIN.value}),
            frozenset({Duty.AUDIT_ADMIN.value}),
        )
        for link in (
            DeskLink("standing_in", _("代班"), "accounts:standing_in", order=60),
            DeskLink("recusals", _("回避"), "accounts:recusals", order=61),
            DeskLink("people", _("人员登记"), "accounts:desk_people", window, order=62),
            DeskLink("data", _("信息请求"), "accounts:desk_requests", answers, order=63),
            DeskLink("officers", _("工作人员"), "accounts:officers", system, order=70),
            DeskLink(
                "rights_review", _("权限复核"), "accounts:rights_review", security | audit, order=71
            ),
            DeskLink("security", _("安全"), "accounts:security", security, order=85),
        ):
            register_desk_link(link)
