"""The public form of a roadmap: what an edition keeps and a share link shows.

Schema 2: `{"schema", "name", "purpose", "horizons": [{"id", "name"}], "lanes": [{"ref", "name", "note"}],
"milestones": [{"ref", "name", "on"}], "entries": [{"ref", "lane", "title", "horizon", "start", "start_precision",
"due", "due_precision", "confidence", "status", "category", "progress", "note", "key", "kind", "owner"}]}`. Dates are
ISO days, `progress` is a percentage, `confidence` is high, medium, low or empty, `ref` is the same in every edition and
says nothing outside this roadmap. Schema 1 had no milestones and no confidence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from roadmap.drawing import horizon_names
from roadmap.lanes_from import JOINT, Row
from roadmap.models import Roadmap
from roadmap.queries import Planned, plan_of

SCHEMA = 2
Document = dict[str, Any]

# What a share link may show of an entry, and the keys of the document behind each. The title is always there.
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "lane": (_("Lanes"), ("lane",)),
    "horizon": (_("Now, Next, Later"), ("horizon",)),
    "dates": (_("Dates"), ("start", "start_precision", "due", "due_precision")),
    "confidence": (_("How sure the dates are"), ("confidence",)),
    "milestones": (_("Milestones"), ()),
    "status": (_("Status"), ("status", "category")),
    "progress": (_("Progress"), ("progress",)),
    "note": (_("Notes"), ("note",)),
    "key": (_("Keys such as WEB-12"), ("key", "kind")),
    "owner": (_("Names of the people working on it"), ("owner",)),
}
USUAL_FIELDS = ("lane", "horizon", "dates", "milestones", "status", "progress", "note")


def document(roadmap: Roadmap) -> Document:
    """The roadmap's document as of now, the same for every reader. Four statements."""
    plan = plan_of(roadmap)
    with translation.override(settings.LANGUAGE_CODE):
        horizons = [{"id": id, "name": name} for id, name in horizon_names()]
    return {
        "schema": SCHEMA,
        "name": roadmap.name,
        "purpose": roadmap.purpose,
        "horizons": horizons,
        "lanes": [
            {"ref": _row_ref(roadmap, row.id), "name": _row_name(row), "note": row.note}
            for row in plan.rows
            if row.id
        ],
        "milestones": [
            {"ref": _ref(roadmap, mark.pk), "name": mark.name, "on": mark.on.isoformat()}
            for mark in plan.milestones
        ],
        "entries": [_entry(roadmap, entry) for entry in plan.entries],
    }


def allowed(document: Document, fields: Iterable[str]) -> Document:
    """The document cut down to an allow-list of FIELDS; what nobody named, also a field of a later schema, is gone."""
    names = set(fields)
    keys = {"ref", "title"}.union(*(FIELDS[name][1] for name in names if name in FIELDS))
    marked = {"milestones": document["milestones"]} if names & {"milestones"} & document.keys() else {}
    return {
        **{name: document[name] for name in ("schema", "name", "purpose", "horizons")},
        **marked,
        "lanes": document["lanes"] if "lane" in names else [],
        "entries": [
            {key: value for key, value in entry.items() if key in keys} for entry in document["entries"]
        ],
    }


@dataclass(frozen=True, slots=True)
class Change:
    """One line of "what changed": `kind` is added, dropped, done, earlier, later or moved; `before` and `after` are
    dates (ISO) or names of lanes, empty where there is none.
    """

    kind: str
    title: str
    before: str = ""
    after: str = ""


def changes_between(old: Document, new: Document) -> list[Change]:
    """What a reader of the old document would want to know of the new one, both cut down alike. O(entries)."""
    before = {entry["ref"]: entry for entry in old["entries"]}
    after = {entry["ref"]: entry for entry in new["entries"]}
    lanes = {lane["ref"]: lane["name"] for lane in (*old["lanes"], *new["lanes"])}
    found = [Change("added", entry["title"]) for ref, entry in after.items() if ref not in before]
    found += [Change("dropped", entry["title"]) for ref, entry in before.items() if ref not in after]
    for ref in after.keys() & before.keys():
        found += _changes(before[ref], after[ref], lanes)
    found += _marked(old, new)
    order = ("added", "done", "earlier", "later", "moved", "dropped")
    return sorted(found, key=lambda change: (order.index(change.kind), change.title))


def _changes(old: Mapping[str, Any], new: Mapping[str, Any], lanes: Mapping[str, str]) -> Iterable[Change]:
    was, now = _ends(old), _ends(new)
    if new.get("category") == "done" != old.get("category"):
        yield Change("done", new["title"])
    elif was and now and was != now:
        yield Change("later" if now > was else "earlier", new["title"], was.isoformat(), now.isoformat())
    if old.get("lane") != new.get("lane"):
        yield Change(
            "moved", new["title"], lanes.get(old.get("lane", ""), ""), lanes.get(new.get("lane", ""), "")
        )


def _marked(old: Document, new: Document) -> Iterable[Change]:
    """What changed among the milestones; a document of a schema without them has nothing to compare."""
    if "milestones" not in old or "milestones" not in new:
        return
    before = {mark["ref"]: mark for mark in old["milestones"]}
    after = {mark["ref"]: mark for mark in new["milestones"]}
    yield from (Change("added", mark["name"]) for ref, mark in after.items() if ref not in before)
    yield from (Change("dropped", mark["name"]) for ref, mark in before.items() if ref not in after)
    for ref in after.keys() & before.keys():
        was, now = before[ref]["on"], after[ref]["on"]
        if was != now:
            yield Change("later" if now > was else "earlier", after[ref]["name"], was, now)


def _ends(entry: Mapping[str, Any]) -> date | None:
    """The day a reader waits for: when it is due, else when it starts."""
    text = entry.get("due") or entry.get("start")
    return date.fromisoformat(text) if text else None


def _ref(roadmap: Roadmap, pk: UUID) -> str:
    return blake2b(pk.bytes, key=roadmap.pk.bytes, digest_size=8).hexdigest()


def _row_ref(roadmap: Roadmap, row: str) -> str:
    """A lane's own reference; that of a place in groups is made of its text."""
    if JOINT not in row:
        return _ref(roadmap, UUID(row))
    return blake2b(row.encode(), key=roadmap.pk.bytes, digest_size=8).hexdigest()


def _row_name(row: Row) -> str:
    return f"{row.group_name} · {row.name}" if JOINT in row.id else row.name


def _entry(roadmap: Roadmap, entry: Planned) -> Document:
    return {
        "ref": _ref(roadmap, entry.item_id),
        "lane": _row_ref(roadmap, entry.row) if entry.row else "",
        "title": entry.title,
        "horizon": entry.horizon,
        "start": entry.start.isoformat() if entry.start else "",
        "start_precision": entry.start_precision.value,
        "due": entry.due.isoformat() if entry.due else "",
        "due_precision": entry.due_precision.value,
        "confidence": entry.confidence,
        "status": entry.status,
        "category": entry.category,
        "progress": round(entry.progress * 100),
        "note": entry.note,
        "key": entry.key,
        "kind": entry.kind,
        "owner": entry.assignee,
    }
