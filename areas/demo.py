"""What the demo's log-in page offers: its invented users with the one password they share."""

from django.conf import settings

from areas.models import RoleAssignment

PASSWORD = "fund-demo-2561"  # noqa: S105 - printed on the log-in page of the demo, where it belongs


def logins() -> list[dict[str, str]]:
    """Return the users that somebody trying the demo may log in as; empty anywhere but in the demo."""
    if not settings.DEMO:
        return []
    assignments = RoleAssignment.objects.filter(user__is_active=True).select_related("user").order_by("user_id")
    return [
        {
            "username": row.user.username,
            "name": row.user.position or str(row.user),
            "role": row.get_role_display(),
            "password": PASSWORD,
        }
        for row in assignments
        if row.user.has_usable_password()
    ]
