"""The public form of a roadmap: what an edition keeps and a share link shows.

Schema 4: `{"schema", "name", "purpose", "horizons": [{"id", "name"}], "lanes_from": [LaneSource], "lanes": [{"ref", "name", "note"}],
"milestones": [{"ref", "name", "on"}], "entries": [{"ref", "lane", "title", "horizon", "start", "start_precision",
"due", "due_precision", "confidence", "status", "category", "progress", "note", "key", "kind", "owner", "own_title", "is_titled", "goal"}]}`. Dates are
ISO days, `progress` is a percentage, `confidence` is high, medium, low or empty, `ref` is the same in every edition and
says nothing outside this roadmap. `lanes_from` is what lanes and their groups are made of, empty for own lanes. `title` is the public one where there is one (`is_titled`), else `own_title`, the item's. Schema 3
did not say what lanes are made of, schema 2 had no such titles and no goal, schema 1 no milestones and no confidence. What an audience gets of it is said in audience.py.
"""

from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from roadmap.lanes_from import JOINT, Row
from roadmap.models import Roadmap
from roadmap.queries import Plan, Planned, plan_of

SCHEMA = 4
Document = dict[str, Any]

# What a share link may show, and the keys of an entry behind each. The title is always there.
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "lane": (_("Lanes"), ("lane",)),
    "horizon": (_("Now, Next, Later"), ("horizon",)),
    "dates": (_("Dates"), ("start", "start_precision", "due", "due_precision")),
    "confidence": (_("How sure the dates are"), ("confidence",)),
    "milestones": (_("Milestones"), ()),
    "status": (_("Status"), ("status", "category")),
    "progress": (_("Progress"), ("progress",)),
    "note": (_("Notes"), ("note",)),
    "goal": (_("Goals that the work is for"), ("goal",)),
    "key": (_("Keys such as WEB-12"), ("key", "kind")),
    "owner": (_("Names of the people working on it"), ("owner",)),
}
USUAL_FIELDS = ("lane", "horizon", "dates", "milestones", "status", "progress", "note")


def document(roadmap: Roadmap) -> Document:
    """The roadmap's document as of now, the same for every reader. Four statements."""
    return document_of(plan_of(roadmap, with_goals=True))


def document_of(plan: Plan) -> Document:
    """The document of a plan, whoever made it; it tells goals as far as the plan does. No statements."""
    roadmap = plan.roadmap
    with translation.override(settings.LANGUAGE_CODE):
        horizons = [{"id": id, "name": name} for id, name in roadmap.horizon_names().items()]
    return {
        "schema": SCHEMA,
        "name": roadmap.name,
        "purpose": roadmap.purpose,
        "horizons": horizons,
        "lanes_from": [source for source in (roadmap.grouped_by, roadmap.lanes_from) if source],
        "lanes": [
            {"ref": row_ref(roadmap, row.id), "name": _row_name(row), "note": row.note}
            for row in plan.rows
            if row.id
        ],
        "milestones": [
            {"ref": ref_of(roadmap, mark.pk), "name": mark.name, "on": mark.on.isoformat()}
            for mark in plan.milestones
        ],
        "entries": [_entry(roadmap, entry) for entry in plan.entries],
    }


def ref_of(roadmap: Roadmap, pk: UUID) -> str:
    """What stands for a row in the roadmap's documents."""
    return blake2b(pk.bytes, key=roadmap.pk.bytes, digest_size=8).hexdigest()


def row_ref(roadmap: Roadmap, row: str) -> str:
    """A lane's own reference; that of a place in groups is made of its text."""
    if JOINT not in row:
        return ref_of(roadmap, UUID(row))
    return blake2b(row.encode(), key=roadmap.pk.bytes, digest_size=8).hexdigest()


def _row_name(row: Row) -> str:
    return f"{row.group_name} · {row.name}" if JOINT in row.id else row.name


def _entry(roadmap: Roadmap, entry: Planned) -> Document:
    return {
        "ref": ref_of(roadmap, entry.item_id),
        "lane": row_ref(roadmap, entry.row) if entry.row else "",
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
        "own_title": entry.own_title,
        "is_titled": entry.is_titled,
        "goal": entry.goal,
    }
