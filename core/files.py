"""Files whose rows are in the database: both are kept, or neither."""

import weakref
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models.fields.files import FieldFile


class _Pending:
    """Stands for a file until its transaction ends. Django lets go of it, with what waits for the commit, on a rollback."""

    def __init__(self, kept: FieldFile) -> None:
        self.removing = weakref.finalize(self, kept.storage.delete, str(kept.name))


def save_with_row(field: FieldFile, name: str, content: "File[Any]") -> None:
    """Save a file for a row that this transaction writes; unless the transaction commits, the file is removed again.

    That holds for whatever ends it: a refusal later in the request, a savepoint rolled back, a constraint that fails at
    commit, an end of the process in good order. Call it in a transaction, then save the row.
    """
    assert transaction.get_connection().in_atomic_block, "nothing would remove the file"
    field.save(name, content, save=False)
    transaction.on_commit(partial(_keep, _Pending(field)), robust=True)


def _keep(pending: _Pending) -> None:
    pending.removing.detach()
