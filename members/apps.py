from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("สมาชิก")

    def ready(self) -> None:
        from members import jobs  # noqa: F401 - registers the jobs of this room

        checks.register(keys_are_there, checks.Tags.security)


def keys_are_there(app_configs: object, **kwargs: object) -> list[checks.CheckMessage]:
    """Report settings without usable keys for national IDs before the first request, not at the first member."""
    from django.core.exceptions import ImproperlyConfigured

    from members import identity

    try:
        identity.keys()
        identity.hash("")
    except ImproperlyConfigured as fault:
        return [checks.Error(str(fault), id="members.E001")]
    return []
