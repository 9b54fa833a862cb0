from django.apps import AppConfig
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("โครงการ")

    def ready(self) -> None:
        """Tell the register of members who shares a group, and the report of numbers where those of this room are."""
        from documents import numbers
        from members import merge_ties
        from projects import jobs  # noqa: F401 - registers the jobs of this room
        from projects.rules import ORGANS
        from projects.selectors import numbered
        from projects.selectors.ties import shared_groups

        merge_ties.provide(shared_groups)
        numbers.provide("proposal", title=_("เลขอ้างอิงโครงการ"), find=numbered.proposals)
        numbers.provide("circular", title=_("หนังสือเวียนแจ้งผลการพิจารณา (ว)"), find=numbered.circulars)
        numbers.provide("amphoe_summary", title=_("แบบสรุปรายงาน (กส.๔/๒)"), find=numbered.summaries)
        for organ in ORGANS.values():
            title = format_lazy("{} {}", _("การประชุม"), organ.name)
            numbers.provide(f"meeting:{organ.code}", title=title, find=numbered.meetings(organ.code))
