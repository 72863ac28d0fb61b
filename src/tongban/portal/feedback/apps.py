"""Django's registration of this app."""

from typing import Any

from django.apps import AppConfig

from tongban.base.kernel.actors import Actor


class FeedbackConfig(AppConfig):
    """咨询投诉·好差评."""

    name = "tongban.portal.feedback"
    label = "feedback"
    verbose_name = "咨询投诉·好差评"

    def ready(self) -> None:
        """Take the words of ratings away with the archives of their cases."""
        from tongban.handling.cases.types import register_eraser

        register_eraser(_erase)


def _erase(case: Any, actor: Actor) -> None:
    from tongban.portal.feedback.services import erase_rating

    erase_rating(actor=actor, case_id=case.id)
