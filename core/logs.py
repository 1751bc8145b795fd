"""What the logs must never hold."""

import logging
import re

SHARE_TOKEN = re.compile(r"(/(?:share|embed|invitations)/)[^/\s\"']+")


class MaskShareTokens(logging.Filter):
    """Replaces the secret of a share link or an invitation in any logged text by `***`."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = SHARE_TOKEN.sub(r"\1***", record.msg)
        elif isinstance(record.msg, dict):
            record.msg = {key: _masked(value) for key, value in record.msg.items()}
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: object) -> object:
    return SHARE_TOKEN.sub(r"\1***", value) if isinstance(value, str) else value
