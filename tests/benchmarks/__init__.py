"""`make bench`: what decides how the product feels, as ratios to a floor measured in the same run."""
