from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "โครงการ"

    def ready(self) -> None:
        from projects import jobs  # noqa: F401 - registers the jobs of this room
