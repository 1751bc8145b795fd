"""The demo company Fernhill as data; the seeding code reads it."""
