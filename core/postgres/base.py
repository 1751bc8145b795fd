"""Django's PostgreSQL backend, which asks the server nothing that it knows already."""

import select
from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from psycopg2 import Error, extensions
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INERROR

ONE_PLAN = "-c plan_cache_mode=force_generic_plan"


class _Connection(extensions.connection):
    """Keeps what waits for the next statement: savepoints set or released, in order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting: list[str] = []


class _Cursor(extensions.cursor):
    """Sends what waits in one message with the statement."""

    connection: _Connection
    ahead = b""

    def execute(self, query: Any, vars: Any = None) -> None:
        self.ahead = b""
        if not self.connection.waiting:
            super().execute(query, vars)
        elif self.name or not isinstance(query, str):
            self._send_ahead()
            super().execute(query, vars)
        else:
            self._execute_behind(query, vars)

    def _execute_behind(self, query: str, vars: Any) -> None:
        waiting = self.connection.waiting
        ahead = "; ".join([*waiting, ""])
        self.ahead = ahead.encode()
        try:
            super().execute(ahead + query, vars)
        except Error:
            if self.connection.get_transaction_status() == TRANSACTION_STATUS_INERROR:
                waiting.clear()  # else nothing was sent: the statement could not even be written
            raise
        waiting.clear()

    def executemany(self, query: Any, vars_list: Any) -> None:
        self._send_ahead()
        super().executemany(query, vars_list)

    def callproc(self, procname: Any, parameters: Any = None) -> None:
        self._send_ahead()
        super().callproc(procname, parameters)

    def copy_expert(self, sql: Any, file: Any, size: int = 8192) -> None:
        self._send_ahead()
        super().copy_expert(sql, file, size)

    def _send_ahead(self) -> None:
        """What waits by itself, before what is no text to be put behind it."""
        if waiting := self.connection.waiting:
            with self.connection.cursor() as first:
                first.execute(waiting.pop())

    @property
    def query(self) -> bytes | None:
        """The statement that was sent last, without what went ahead of it."""
        sent = super().query
        return sent and sent[len(self.ahead) :]


class DatabaseWrapper(base.DatabaseWrapper):
    """Sees without a question whether a kept connection still stands, and sets savepoints with the next statement.

    What a closing server says lies in the socket unread; a connection with nothing to read is as it was left. So a
    request saves the round trip of `SELECT 1` (CONN_HEALTH_CHECKS), and still survives a restarted PostgreSQL.

    A savepoint that nothing follows is never set, and one is released together with what comes next: a service inside a
    request's transaction saves two round trips, each as dear as a short statement.

    What is prepared (`core.sql`) is planned once. PostgreSQL by itself plans a statement with a list anew each time, as
    long as its list is shorter than the ten it would plan for; for a move that took as long as the move.
    """

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        if settings.PREPARED_STATEMENTS:
            params["options"] = " ".join([*filter(None, [params.get("options")]), ONE_PLAN])
        return {**params, "connection_factory": _Connection, "cursor_factory": _Cursor}

    def is_usable(self) -> bool:
        kept = self.connection
        if kept is None or kept.closed or kept.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            return super().is_usable()
        unread = select.poll()
        unread.register(kept.fileno(), select.POLLIN)
        return not unread.poll(0) or super().is_usable()

    def _savepoint(self, sid: str) -> None:
        self.connection.waiting.append(self.ops.savepoint_create_sql(sid))

    def _savepoint_commit(self, sid: str) -> None:
        if not self._forgotten(sid):
            self.connection.waiting.append(self.ops.savepoint_commit_sql(sid))

    def _savepoint_rollback(self, sid: str) -> None:
        if self._forgotten(sid):
            self._savepoint(sid)  # nothing was done since; Django is about to release it
            return
        self.connection.waiting.clear()
        super()._savepoint_rollback(sid)  # type: ignore[misc]

    def _forgotten(self, sid: str) -> bool:
        """Whether the savepoint was still waiting; then it is not, nor anything after it."""
        waiting, start = self.connection.waiting, self.ops.savepoint_create_sql(sid)
        if start not in waiting:
            return False
        del waiting[waiting.index(start) :]
        return True

    def _commit(self) -> None:
        self._forget()
        super()._commit()  # type: ignore[misc]

    def _rollback(self) -> None:
        self._forget()
        super()._rollback()  # type: ignore[misc]

    def _forget(self) -> None:
        """The end of the transaction ends its savepoints too."""
        if self.connection is not None:
            self.connection.waiting.clear()
