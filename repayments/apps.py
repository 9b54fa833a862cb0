from django.apps import AppConfig


class RepaymentsConfig(AppConfig):
    name = "repayments"
    verbose_name = "การชำระคืน"

    def ready(self) -> None:
        """Have the close of a month ask this room's checks."""
        from repayments import closing  # noqa: F401
