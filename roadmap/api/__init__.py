"""API door: roadmaps, their lanes, entries, editions and share links; releases."""

from roadmap.api.entries import Entries
from roadmap.api.publishing import Editions, ShareLinks
from roadmap.api.releases import ReleaseItems, Releases
from roadmap.api.roadmaps import Lanes, Roadmaps

__all__ = ["Editions", "Entries", "Lanes", "ReleaseItems", "Releases", "Roadmaps", "ShareLinks"]
