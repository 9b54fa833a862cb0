"""A member inside the user's area, or 404."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from members.models import Member


def member_within(request: HttpRequest, number: str, needed: str) -> Member:
    """Return the member of that number where the user holds the permission, with her area; otherwise 404."""
    rows: Any = Member.objects.visible_to(request.user, needed).select_related(
        "tambon", "amphoe", "province", "merged_into"
    )
    deferred = rows.defer("national_id_encrypted", "merged_into__national_id_encrypted")
    return get_object_or_404(deferred, member_number=number)
