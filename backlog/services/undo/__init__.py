"""Taking back what was done, one module for each topic; `activity.undo` finds them by the setting UNDO_HANDLERS.

Each reverses an event by the same services that everybody calls, so that rights, checks and news are theirs.
"""
