"""What an audience gets of a roadmap's document: the one place where things are taken away, before anything is drawn.

Every public door (page, frame, feed, file) shows a document that went through `for_audience`; what is hidden is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.periods import Precision, coarsest, snap
from roadmap.document import FIELDS, Document, row_ref
from roadmap.models import LaneSource, Roadmap, ShareLink

# What lanes are named by where they are made of a field: only for who is told of that field.
LANES_TELL = {LaneSource.ASSIGNEE: "owner", LaneSource.OBJECTIVE: "goal"}
# Names of people's work that belong to the backlog, not to a roadmap's readers.
INSIDE = ("own_title", "is_titled")


@dataclass(frozen=True, slots=True)
class Audience:
    """What readers may know: `fields` of document.FIELDS, the `lanes` (references, "" for none; None: all), which titles
    (ShareLink.Titles), and how exact a date may be at most (None: as planned).
    """

    fields: frozenset[str]
    lanes: frozenset[str] | None = None
    titles: str = ShareLink.Titles.PUBLIC
    precision: Precision | None = None


def audience_of(link: ShareLink) -> Audience:
    """The audience of a link whose roadmap is loaded."""
    refs = frozenset(lane_ref(link.roadmap, row) for row in link.lanes)
    precision = Precision(link.precision) if link.precision else None
    return Audience(frozenset(link.fields), refs or None, link.titles, precision)


def lane_ref(roadmap: Roadmap, row: str) -> str:
    """What a row's id is in documents; empty for the row of what is in no lane."""
    return row_ref(roadmap, row) if row else ""


def for_audience(document: Document, audience: Audience) -> Document:
    """The document cut down to what the audience may know: fields, lanes, titles, and dates rounded outwards.

    What nobody allowed, also a field of a later schema, is gone; nothing is left in an order that a finer date gave it.
    The document is left as it is. O(entries).
    """
    shows = audience.fields
    lanes = _lanes(document, audience) if "lane" in shows else []
    entries = [_entry(entry, audience) for entry in document["entries"] if _is_theirs(entry, audience)]
    _forget_lanes(entries, {lane["ref"] for lane in lanes})
    milestones = document.get("milestones") if "milestones" in shows else None
    return {
        **{name: document[name] for name in ("schema", "name", "purpose")},
        "precision": audience.precision.value if audience.precision else "",
        "horizons": document["horizons"] if "horizon" in shows else [],
        **({} if milestones is None else {"milestones": _milestones(milestones, audience)}),
        "lanes": lanes,
        "entries": entries,
    }


def renamed_alike(former: Document, now: Document) -> Document:
    """A former document in which what has got a public title since is called by it as well: what changed would else tell the
    title that this one was to hide. O(entries).
    """
    titles = {entry["ref"]: entry["title"] for entry in now["entries"] if entry.get("is_titled")}
    entries = [
        entry if entry.get("is_titled") else {**entry, "title": titles.get(entry["ref"], entry["title"])}
        for entry in former["entries"]
    ]
    return {**former, "entries": entries, "lanes": _lanes_alike(former, now)}


def _lanes_alike(former: Document, now: Document) -> list[Document]:
    """Lanes that are called by items, which go by titles too, are called as now; what is none now has no name."""
    if LaneSource.PARENT not in now.get("lanes_from", ()):
        return list(former["lanes"])
    names = {lane["ref"]: lane["name"] for lane in now["lanes"]}
    return [{**lane, "name": names[lane["ref"]]} for lane in former["lanes"] if lane["ref"] in names]


def for_readers(document: Document) -> Document:
    """The document without what only the backlog's readers may know: the items' own titles behind public ones. O(entries)."""
    entries = [
        {key: value for key, value in entry.items() if key not in INSIDE} for entry in document["entries"]
    ]
    return {**document, "entries": entries}


def _is_theirs(entry: Mapping[str, Any], audience: Audience) -> bool:
    """False for what stands in a lane they do not get; and where only public titles are told, for what has none (which
    documents before schema 3 do not say).
    """
    if audience.titles == ShareLink.Titles.ONLY_PUBLIC and not entry.get("is_titled"):
        return False
    return audience.lanes is None or entry.get("lane", "") in audience.lanes


def _entry(entry: Mapping[str, Any], audience: Audience) -> Document:
    keys = {"ref", "title"}.union(*(FIELDS[name][1] for name in audience.fields if name in FIELDS))
    shown = {key: value for key, value in entry.items() if key in keys}
    if audience.titles == ShareLink.Titles.INTERNAL:
        shown["title"] = entry.get("own_title", entry["title"])
    if audience.precision:
        for end in ("start", "due"):
            shown |= _rounded(shown, end, audience.precision)
    return shown


def _rounded(shown: Mapping[str, Any], end: Any, most: Precision) -> Document:
    """One end of a bar, no more exact than that: a start at the first day of its period, a due at the last."""
    if not shown.get(end):
        return {f"{end}_precision": most.value} if f"{end}_precision" in shown else {}
    precision = coarsest(most, Precision(shown[f"{end}_precision"]))
    day = snap(date.fromisoformat(shown[end]), precision, end)
    return {end: day.isoformat(), f"{end}_precision": precision.value}


def _milestones(milestones: list[Document], audience: Audience) -> list[Document]:
    """A rounded one stands at the end of its period; those of one period by name, not by day."""
    if audience.precision is None:
        return [{name: mark[name] for name in ("ref", "name", "on")} for mark in milestones]
    rounded = [
        {
            "ref": mark["ref"],
            "name": mark["name"],
            "on": snap(date.fromisoformat(mark["on"]), audience.precision, "due").isoformat(),
            "on_precision": audience.precision.value,
        }
        for mark in milestones
    ]
    return sorted(rounded, key=lambda mark: (mark["on"], mark["name"]))


def _lanes(document: Document, audience: Audience) -> list[Document]:
    """Those of its lanes that they get and whose names tell nothing that is hidden."""
    if _tells_hidden(document, audience):
        return []
    lanes = [lane for lane in document["lanes"] if audience.lanes is None or lane["ref"] in audience.lanes]
    if audience.titles == ShareLink.Titles.ONLY_PUBLIC and LaneSource.PARENT in document.get(
        "lanes_from", ()
    ):
        titles = {entry["title"] for entry in document["entries"] if entry.get("is_titled")}
        lanes = [lane for lane in lanes if lane["name"] in titles]
    return [
        {"ref": lane["ref"], "name": lane["name"], "note": lane["note"] * ("note" in audience.fields)}
        for lane in lanes
    ]


def _tells_hidden(document: Document, audience: Audience) -> bool:
    """Whether lanes are called by what is hidden; where an older document does not say, whether one of them names it."""
    hidden = [field for field in LANES_TELL.values() if field not in audience.fields]
    if "lanes_from" in document:
        return any(LANES_TELL.get(source) in hidden for source in document["lanes_from"])
    words = {entry.get(field) for entry in document["entries"] for field in hidden} - {"", None}
    return any(word in lane["name"] for word in words for lane in document["lanes"])


def _forget_lanes(entries: list[Document], kept: set[str]) -> None:
    """Have entries stand in no lane that is not there; in none at all where there is none."""
    for entry in entries:
        if not kept:
            entry.pop("lane", None)
        elif "lane" in entry and entry["lane"] not in kept:
            entry["lane"] = ""
