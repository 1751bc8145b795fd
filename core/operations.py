"""Operations for migrations that Django lacks."""

from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Fields, indexes and constraints added as one operation; the SQL and the state are those of each by itself.

    Django draws a model anew, with all that refer to it, after each operation: for the constraints of one app thousands
    of times. Here it draws every model once. Only for operations that need no state between those before and after.
    """

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, tuple[Operation, ...], dict[str, Any]]:
        return f"{self.__class__.__module__}.{self.__class__.__name__}", self.operations, {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn anew when next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
