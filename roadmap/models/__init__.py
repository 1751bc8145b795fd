"""Roadmaps, releases, goals."""

from roadmap.models.objectives import CheckIn, Confidence, ItemObjective, KeyResult, Objective
from roadmap.models.releases import Release, ReleaseItem
from roadmap.models.roadmaps import Edition, Entry, Horizon, Lane, Roadmap, RoadmapQuerySet, ShareLink

__all__ = [
    "CheckIn",
    "Confidence",
    "Edition",
    "Entry",
    "Horizon",
    "ItemObjective",
    "KeyResult",
    "Lane",
    "Objective",
    "Release",
    "ReleaseItem",
    "Roadmap",
    "RoadmapQuerySet",
    "ShareLink",
]
