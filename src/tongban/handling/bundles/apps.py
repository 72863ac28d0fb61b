"""Django's registration of this app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BundlesConfig(AppConfig):
    """一件事."""

    name = "tongban.handling.bundles"
    label = "bundles"
    verbose_name = "一件事"

    def ready(self) -> None:
        """Hear what happens to cases, and say what is kept about people."""
        from tongban.base.accounts.types import register_person_records
        from tongban.base.orgs.types import Duty
        from tongban.base.pages.navigation import DeskLink, register_desk_link
        from tongban.handling.bundles.people import BundleRecords
        from tongban.handling.bundles.services.erasing import erase_bundle
        from tongban.handling.bundles.services.going_on import bundle_follower
        from tongban.handling.cases.types import follow_cases, register_eraser

        follow_cases(bundle_follower)
        register_eraser(lambda case, actor: erase_bundle(actor=actor, case=case))
        register_desk_link(
            DeskLink(
                "bundles",
                _("一件事"),
                "bundles:desk",
                frozenset({Duty.ITEM_MANAGER.value, Duty.CHIEF.value}),
                35,
            )
        )
        register_person_records("bundles", BundleRecords())
