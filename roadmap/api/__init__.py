"""API door: roadmaps, their lanes, entries, editions and share links."""

from roadmap.api.entries import Entries
from roadmap.api.publishing import Editions, ShareLinks
from roadmap.api.roadmaps import Lanes, Roadmaps

__all__ = ["Editions", "Entries", "Lanes", "Roadmaps", "ShareLinks"]
