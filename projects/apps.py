from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("โครงการ")

    def ready(self) -> None:
        from members import merge_ties
        from projects import jobs  # noqa: F401 - registers the jobs of this room
        from projects.selectors.ties import shared_groups

        merge_ties.provide(shared_groups)
