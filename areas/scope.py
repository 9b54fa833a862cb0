"""Area in every query: the rows that a user may see with one permission."""

from django.db import models
from django.db.models import Q

from areas import business_date
from areas.roles import roles_with


def assignments_with(user, permission: str) -> list:
    """Return the user's assignments in force today whose role holds the permission (none for an anonymous user)."""
    if not user.is_authenticated or not user.is_active:
        return []
    roles = roles_with(permission)
    return [row for row in user.assignments_on(business_date.today()) if row.role in roles]


def holds(user, permission: str) -> bool:
    """Tell whether the user holds the permission anywhere."""
    return bool(assignments_with(user, permission))


def holds_at(user, permission: str, row) -> bool:
    """Tell whether the user holds the permission where a row lies that names its three areas; no query of its own."""
    for assignment in assignments_with(user, permission):
        for level in ("tambon", "amphoe", "province"):
            area = getattr(assignment, f"{level}_id")
            if area is not None:
                if getattr(row, f"{level}_id") == area:
                    return True
                break
        else:
            return True
    return False


class AreaQuerySet(models.QuerySet):
    """A QuerySet whose rows lie in a province, mostly in an amphoe and a tambon too.

    A subclass whose rows reach their area through another table says so in ``area_fields``; ``None`` means that the
    rows have no such level: somebody of a smaller area then does not see them.
    """

    area_fields: dict[str, str | None] = {"province": "province", "amphoe": "amphoe", "tambon": "tambon"}

    def visible_to(self, user, permission: str) -> "AreaQuerySet":
        """Return the rows inside the areas where the user holds the permission.

        Role and area are taken as a pair: a role at one area opens nothing at another.
        """
        allowed = Q(pk__in=[])
        for row in assignments_with(user, permission):
            for level in ("tambon", "amphoe", "province"):
                area = getattr(row, f"{level}_id")
                if area is not None:
                    field = self.area_fields[level]
                    if field is not None:
                        allowed |= Q(**{field: area})
                    break
            else:
                return self.all()
        return self.filter(allowed)
