"""Every write of notifications."""

from notifications.services.inbox import Line, mark_all_read, mark_read, tell, tell_unread
from notifications.services.post import write_mail

__all__ = ["Line", "mark_all_read", "mark_read", "tell", "tell_unread", "write_mail"]
