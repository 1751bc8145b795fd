"""Operations for migrations: what is added together is there, and goes again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from core.operations import Together

TABLE = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
ADDED = Together(
    migrations.AddField("shelf", "width", models.IntegerField(default=1)),
    migrations.AddIndex("shelf", models.Index("width", name="shelf_width")),
    migrations.AddConstraint(
        "shelf", models.CheckConstraint(condition=models.Q(width__gt=0), name="shelf_is_wide")
    ),
)


def described() -> tuple[set[str], set[str]]:
    """Columns and own constraints of the table."""
    with connection.cursor() as cursor:
        columns = {one.name for one in connection.introspection.get_table_description(cursor, "core_shelf")}
        names = connection.introspection.get_constraints(cursor, "core_shelf")
    return columns, {name for name in names if name.startswith("shelf_")}


def after(operation: migrations.operations.base.Operation, before: ProjectState) -> ProjectState:
    state = before.clone()
    operation.state_forwards("core", state)
    return state


@pytest.mark.django_db
def test_what_is_added_together_is_there_and_goes_again() -> None:
    empty = ProjectState()
    bare = after(TABLE, empty)
    full = after(ADDED, bare)
    with connection.schema_editor() as editor:
        TABLE.database_forwards("core", editor, empty, bare)
        ADDED.database_forwards("core", editor, bare, full)
    assert described() == ({"id", "width"}, {"shelf_width", "shelf_is_wide"})
    with connection.schema_editor() as editor:
        ADDED.database_backwards("core", editor, full, bare)
    assert described() == ({"id"}, set())


def test_it_says_all_that_it_does() -> None:
    assert ADDED.describe().count(";") == 2
