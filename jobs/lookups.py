"""A condition on very many keys as one array: ``filter(pk__among=keys)``.

``__in`` writes a placeholder for each key. For a thousand keys to write, parse and plan them takes longer than to read
the rows.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import ForeignKey, Lookup
from django.db.models.fields import BigAutoField

from jobs.copying import array_of


class Among(Lookup):  # type: ignore[type-arg]
    """Whether a whole number is one of a collection; ``= ANY`` of one array parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the condition and its parameters.

        :raises EmptyResultSet: there is no key, so that no query is needed.
        """
        keys = [key for key in self.rhs if key is not None]  # as ``__in``: nothing is equal to no key
        if not keys:
            raise EmptyResultSet
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*parameters, array_of(keys)]


def register() -> None:
    """Let primary keys and the columns that point at them be asked so."""
    BigAutoField.register_lookup(Among)
    ForeignKey.register_lookup(Among)
