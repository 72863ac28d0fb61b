"""Django's registration of this app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """自然人·法人·工作人员."""

    name = "tongban.base.accounts"
    label = "accounts"
    verbose_name = "自然人·法人·工作人员"

    def ready(self) -> None:
        """Register the identity providers and texts that come along, and the desk's entrances."""
        from django.utils.translation import gettext_lazy as _

        from tongban.base.accounts import plugins, texts
        from tongban.base.notices.types import declare_templates
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        plugins.register_own()
        declare_templates(texts.TEMPLATES)
        window = frozenset({Duty.WINDOW.value, Duty.SYSTEM_ADMIN.value})
        register_desk_link(
            DeskLink("people", _("人员登记"), "accounts:desk_people", duties=window, order=60)
        )
        answers = frozenset({Duty.WINDOW.value, Duty.DATA_OFFICER.value})
        register_desk_link(
            DeskLink("data", _("信息请求"), "accounts:desk_requests", duties=answers, order=61)
        )
