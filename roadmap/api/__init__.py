"""API door: roadmaps, their lanes, entries, editions and share links; releases, their launch, the changelog; goals."""

from roadmap.api.changes import RoadmapChanges
from roadmap.api.entries import Entries
from roadmap.api.exports import RoadmapExport
from roadmap.api.key_results import CheckIns, KeyResults
from roadmap.api.launch import LaunchSteps, PublicChangelog
from roadmap.api.milestones import Milestones
from roadmap.api.objectives import ObjectiveItems, Objectives
from roadmap.api.publishing import Editions
from roadmap.api.releases import ReleaseItems, Releases
from roadmap.api.roadmaps import Lanes, Roadmaps
from roadmap.api.scenarios import Scenarios
from roadmap.api.sharing import ShareLinks

__all__ = [
    "CheckIns",
    "Editions",
    "Entries",
    "KeyResults",
    "Lanes",
    "LaunchSteps",
    "Milestones",
    "ObjectiveItems",
    "Objectives",
    "PublicChangelog",
    "ReleaseItems",
    "Releases",
    "RoadmapChanges",
    "RoadmapExport",
    "Roadmaps",
    "Scenarios",
    "ShareLinks",
]
