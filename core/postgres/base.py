"""Django's PostgreSQL backend, which sees without a question whether a kept connection still stands."""

import select

from django.db.backends.postgresql import base
from psycopg2.extensions import TRANSACTION_STATUS_IDLE


class DatabaseWrapper(base.DatabaseWrapper):
    """What a closing server says lies in the socket unread; a connection with nothing to read is as it was left.

    So a request saves the round trip of `SELECT 1` (CONN_HEALTH_CHECKS), and still survives a restarted PostgreSQL.
    """

    def is_usable(self) -> bool:
        kept = self.connection
        if kept is None or kept.closed or kept.get_transaction_status() != TRANSACTION_STATUS_IDLE:
            return super().is_usable()
        unread = select.poll()
        unread.register(kept.fileno(), select.POLLIN)
        return not unread.poll(0) or super().is_usable()
