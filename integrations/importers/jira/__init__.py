"""Jira's CSV export, "all fields" or "current fields": `reader.preview` and `reader.read`."""
