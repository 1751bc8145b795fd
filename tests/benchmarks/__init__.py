"""`make bench`: what decides how the product feels, as ratios to a floor measured in the same run."""

UNTHROTTLED = {"API_READ_RATE": "100000000/min", "API_WRITE_RATE": "100000000/min"}
