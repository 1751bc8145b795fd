"""HTML door of accounts."""
