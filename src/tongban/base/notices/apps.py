"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """消息."""

    name = "tongban.base.notices"
    label = "notices"
    verbose_name = "消息"

    def ready(self) -> None:
        """Register the channels and templates that come with the app, and its link on the desk."""
        from tongban.base.notices import defaults, plugins, types
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link

        plugins.register_own()
        types.declare_templates(defaults.TEMPLATES)
        register_desk_link(
            DeskLink(
                "messages",
                _("消息"),
                "notices:outbox",
                duties=frozenset({Duty.SYSTEM_ADMIN.value}),
                order=80,
            )
        )
