"""What the logs must never hold."""

import logging
import re

SECRET = re.compile(
    r"(/(?:share|embed|calendar|unsubscribe|invitations|password/reset/key|confirm-email)/)[^/\s\"']+"
)


class MaskSecrets(logging.Filter):
    """Replaces the secret in an address (share link, invitation, new password) by `***` in any logged text."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            record.msg = SECRET.sub(r"\1***", record.msg)
        elif isinstance(record.msg, dict):
            record.msg = {key: _masked(value) for key, value in record.msg.items()}
        if isinstance(record.args, tuple):
            record.args = tuple(_masked(value) for value in record.args)
        return True


def _masked(value: object) -> object:
    return SECRET.sub(r"\1***", value) if isinstance(value, str) else value
