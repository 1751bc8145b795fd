"""Pictures of scores: from numbers to marks and words. Pure but for the active language; `queries.pictures` reads the numbers."""
