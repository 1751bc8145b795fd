"""API door: roadmaps, their lanes, entries, editions and share links; releases, their launch, the changelog; goals."""

from roadmap.api.changes import RoadmapChanges
from roadmap.api.entries import Entries
from roadmap.api.exports import RoadmapExport, RoadmapFiles
from roadmap.api.investment import ThemeInvestment
from roadmap.api.key_results import CheckIns, KeyResults
from roadmap.api.launch import LaunchSteps, PublicChangelog
from roadmap.api.milestones import Milestones
from roadmap.api.objectives import ObjectiveItems, Objectives
from roadmap.api.product_pages import Principles, ProductPages
from roadmap.api.publishing import Editions
from roadmap.api.releases import ReleaseItems, Releases
from roadmap.api.roadmaps import Lanes, Roadmaps
from roadmap.api.scenarios import Scenarios
from roadmap.api.sharing import ShareLinks
from roadmap.api.themes import ThemeItems, Themes
from roadmap.api.visitor_comments import VisitorComments

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
    "Principles",
    "ProductPages",
    "PublicChangelog",
    "ReleaseItems",
    "Releases",
    "RoadmapChanges",
    "RoadmapExport",
    "RoadmapFiles",
    "Roadmaps",
    "Scenarios",
    "ShareLinks",
    "ThemeInvestment",
    "ThemeItems",
    "Themes",
    "VisitorComments",
]
