"""Several changes of the schema as one operation of a migration: Django renders the models once for all of them.

After each single operation it renders every model to which the changed one leads. Here nearly all lead to each other,
so a thousand operations would render the whole project a thousand times, which takes minutes.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint, CreateModel, RemoveConstraint
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation, ModelOperation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Change the schema by these operations, in their order; each is shown the models before all and after all of them.

    A model is therefore created whole, with its constraints, indexes and triggers (pgtrigger installs those of the
    models that it sees created), and no field is changed twice. What is no change of the schema, such as SQL, stands
    outside.

    :raises ValueError: an operation needs what another makes, or is no change of the schema.
    """

    category = OperationCategory.MIXED
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)
        _check(self.operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """Return how a migration file writes this operation."""
        return type(self).__qualname__, [self.operations], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change the state of the models by all operations; whoever asks for the models next has them rendered."""
        state.__dict__.pop("apps", None)  # without rendered models no operation renders any
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Change the database by each operation."""
        for operation in self.operations:
            # Django writes what drops a constraint by the models after it, which may have lost its fields here
            after = from_state if isinstance(operation, RemoveConstraint) else to_state
            operation.database_forwards(app_label, schema_editor, from_state, after)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take each operation back, the last first."""
        for operation in reversed(self.operations):
            before = from_state if isinstance(operation, AddConstraint) else to_state  # it is dropped, as above
            operation.database_backwards(app_label, schema_editor, from_state, before)

    def describe(self) -> str:
        """Return what ``migrate --plan`` prints."""
        return "At once: " + "; ".join(operation.describe() for operation in self.operations)


def _check(operations: Iterable[Operation]) -> None:
    created: set[str] = set()
    fields: Counter[tuple[str, str]] = Counter()
    for operation in operations:
        if isinstance(operation, FieldOperation):
            model = operation.model_name_lower
            fields[model, operation.name_lower] += 1
        elif isinstance(operation, IndexOperation):
            model = operation.model_name_lower
        elif isinstance(operation, ModelOperation):
            model = operation.name_lower
        else:
            raise ValueError(f"No change of the schema: {operation.describe()}")
        if model in created:
            raise ValueError(f"The model is created at once, so create it so: {operation.describe()}")
        if isinstance(operation, CreateModel):
            created.add(model)
    for (model, name), times in fields.items():
        if times > 1:
            raise ValueError(f"{model}.{name} cannot be changed {times} times at once")
