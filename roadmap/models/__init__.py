"""Roadmaps, releases, goals."""

from roadmap.models.launch import Changelog, LaunchStep, TemplateStep
from roadmap.models.objectives import CheckIn, Confidence, ItemObjective, KeyResult, Objective
from roadmap.models.releases import Release, ReleaseItem
from roadmap.models.roadmaps import (
    Edition,
    Entry,
    Horizon,
    Lane,
    LaneSource,
    Milestone,
    Roadmap,
    RoadmapLook,
    RoadmapQuerySet,
    ShareLink,
)

__all__ = [
    "Changelog",
    "CheckIn",
    "Confidence",
    "Edition",
    "Entry",
    "Horizon",
    "ItemObjective",
    "KeyResult",
    "Lane",
    "LaneSource",
    "LaunchStep",
    "Milestone",
    "Objective",
    "Release",
    "ReleaseItem",
    "Roadmap",
    "RoadmapLook",
    "RoadmapQuerySet",
    "ShareLink",
    "TemplateStep",
]
