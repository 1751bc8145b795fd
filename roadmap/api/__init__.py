"""API door: roadmaps, their lanes, entries, editions and share links; releases, their launch, the changelog; goals."""

from roadmap.api.entries import Entries
from roadmap.api.key_results import CheckIns, KeyResults
from roadmap.api.launch import LaunchSteps, PublicChangelog
from roadmap.api.milestones import Milestones
from roadmap.api.objectives import ObjectiveItems, Objectives
from roadmap.api.publishing import Editions, ShareLinks
from roadmap.api.releases import ReleaseItems, Releases
from roadmap.api.roadmaps import Lanes, Roadmaps

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
    "Roadmaps",
    "ShareLinks",
]
