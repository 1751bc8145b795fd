"""Roadmaps, releases, goals."""

from roadmap.models.launch import Changelog, LaunchStep, TemplateStep
from roadmap.models.objectives import CheckIn, Confidence, ItemObjective, KeyResult, Objective
from roadmap.models.releases import Release, ReleaseItem
from roadmap.models.roadmaps import (
    LONGEST_QUERY,
    Edition,
    Entry,
    Horizon,
    Lane,
    LaneSource,
    Milestone,
    ReadersSee,
    Roadmap,
    RoadmapLook,
    RoadmapQuerySet,
    ShareLink,
)
from roadmap.models.scenarios import Overlay, Scenario

__all__ = [
    "LONGEST_QUERY",
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
    "Overlay",
    "ReadersSee",
    "Release",
    "ReleaseItem",
    "Roadmap",
    "RoadmapLook",
    "RoadmapQuerySet",
    "Scenario",
    "ShareLink",
    "TemplateStep",
]
