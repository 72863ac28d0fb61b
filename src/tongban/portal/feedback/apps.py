"""Django's registration of this app."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """咨询投诉·好差评."""

    name = "tongban.portal.feedback"
    label = "feedback"
    verbose_name = "咨询投诉·好差评"
