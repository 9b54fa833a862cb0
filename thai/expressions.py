"""Dictionary order of Thai words inside a query or an index."""

from django.db.models import Func, TextField
from django.db.models.expressions import Combinable
from django.db.models.functions import Collate


def thai_key(expression: str | Combinable) -> Collate:
    """The sort key of a column, comparable by code point.

    Used as ``order_by(thai_key("name"))`` and as ``Index(thai_key("name"), "id", name="by_name")``; the same expression
    in both lets PostgreSQL read the rows in order.
    """
    return Collate(Func(expression, function="thai_key", output_field=TextField()), "C")
