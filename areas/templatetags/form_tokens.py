"""The tag that stands in every form that is sent: the token against forgery, and the key by which it is done once."""

from uuid import uuid4

from django import template
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html
from django.utils.safestring import SafeString

from areas.once import FIELD

register = template.Library()


class FormTokensNode(CsrfTokenNode):
    """Writes both; a key of its own for each form each time it is shown."""

    def render(self, context: template.Context) -> SafeString | str:
        """Write the hidden fields."""
        return super().render(context) + format_html('<input type="hidden" name="{}" value="{}">', FIELD, uuid4())


@register.tag
def csrf_token(parser: template.base.Parser, token: template.base.Token) -> FormTokensNode:
    """``{% csrf_token %}``: Django's own, and the form's key beside it, so that no form can be without one."""
    return FormTokensNode()
