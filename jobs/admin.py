"""Runs in the admin: to be read only."""

from django.contrib import admin
from django.http import HttpRequest

from areas.admin import FirstRowsPaginator
from jobs.models import JobFailure, JobRun


class FailureInline(admin.TabularInline):
    model = JobFailure
    extra = 0
    can_delete = False
    readonly_fields = ("item", "sentence")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):
    list_display = ("job", "province", "period", "revision", "state", "done", "total", "business_on", "started_at")
    list_filter = ("state", "job")
    list_select_related = ("province",)
    paginator = FirstRowsPaginator
    show_full_result_count = False
    inlines = (FailureInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
