"""Template tags that ask the table of permissions."""

from django import template

from areas.scope import holds

register = template.Library()


@register.filter
def may(user, permission: str) -> bool:
    """``{% if request.user|may:"projects.enter" %}``: whether the user holds the permission anywhere."""
    return holds(user, permission)
