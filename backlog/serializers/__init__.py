"""What the API takes in (Body) and shows (Shape), by topic."""
