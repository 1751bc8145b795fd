"""Roadmaps, releases, goals."""

from roadmap.models.about import Principle, ProductPage
from roadmap.models.files import CalendarFeed, RoadmapFile
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
from roadmap.models.themes import Theme, ThemeItem, ThemeTarget
from roadmap.models.visitor_comments import VisitorComment
from roadmap.models.visits import RoadmapVisit

__all__ = [
    "LONGEST_QUERY",
    "CalendarFeed",
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
    "Principle",
    "ProductPage",
    "ReadersSee",
    "Release",
    "ReleaseItem",
    "Roadmap",
    "RoadmapFile",
    "RoadmapLook",
    "RoadmapQuerySet",
    "RoadmapVisit",
    "Scenario",
    "ShareLink",
    "TemplateStep",
    "Theme",
    "ThemeItem",
    "ThemeTarget",
    "VisitorComment",
]
