"""Constraints that Django lacks."""

from typing import Any

from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Q


class SameWorkspace(BaseConstraint):
    """Composite foreign key (workspace, field) → (workspace, id) of the table `field` refers to.

    The database then refuses a reference to a row of another workspace. It replaces the simple foreign key
    (declare the field with `db_constraint=False`), so a write pays for one check, not two. Checked at commit.
    """

    template = (
        "ALTER TABLE %(table)s ADD CONSTRAINT %(name)s FOREIGN KEY (workspace_id, %(column)s) "
        "REFERENCES %(target)s (workspace_id, id) DEFERRABLE INITIALLY DEFERRED"
    )

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing inside CREATE TABLE."""
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Wait for the end of the migration: the target, or the unique key it needs, may not be there yet."""
        field: Any = model._meta.get_field(self.field)
        quote = schema_editor.quote_name
        statement = Statement(
            self.template,
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
            column=quote(field.column),
            target=quote(field.remote_field.model._meta.db_table),
        )
        schema_editor.deferred_sql.append(statement)
        return None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        quote = schema_editor.quote_name
        return Statement(
            "ALTER TABLE %(table)s DROP CONSTRAINT %(name)s",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database judges at commit; forms and serializers only ever offer rows of the workspace."""

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        path = f"{self.__class__.__module__}.{self.__class__.__name__}"
        return path, (self.field,), {"name": self.name}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameWorkspace) and (self.field, self.name) == (
            other.field,
            other.name,
        )

    def __hash__(self) -> int:
        return hash((self.field, self.name))


def is_number(field: str) -> Q:
    """Condition of a check: a number that people could have meant, or null.

    PostgreSQL also stores NaN, greater than all, in numeric and double columns, and endless doubles. No column here
    holds more than 15 digits before the point.
    """
    return Q(**{f"{field}__gte": -(10**15), f"{field}__lte": 10**15})
