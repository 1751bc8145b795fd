"""How a roadmap looks: what its bars are coloured by and which fields each view shows.

A roadmap has a look for everyone (`Roadmap.look`), a person another one on top of it (`RoadmapLook.look`). Kept is
`{"colour": "team", "fields": {"timeline": ["key"], …}}`, a person's also `"query"`, the filter they left; what is not named is the
roadmap's, else the usual. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

STATUS = "status"
VIEWS = ("timeline", "horizons", "list")
COLOURS: Mapping[str, Any] = {
    STATUS: gettext_lazy("Status"),
    "kind": gettext_lazy("Kind"),
    "theme": gettext_lazy("Theme"),
    "objective": gettext_lazy("Objective"),
    "team": gettext_lazy("Team"),
    "product": gettext_lazy("Product"),
    "confidence": gettext_lazy("Confidence"),
    "lane": gettext_lazy("Lane"),
}
FIELDS: Mapping[str, Any] = {
    "key": gettext_lazy("Key"),
    "status": gettext_lazy("Status"),
    "dates": gettext_lazy("Dates"),
    "lane": gettext_lazy("Lane"),
    "horizon": gettext_lazy("Horizon"),
    "progress": gettext_lazy("Progress"),
    "owner": gettext_lazy("Assignee"),
    "confidence": gettext_lazy("Confidence"),
    "note": gettext_lazy("Note"),
    "kind": gettext_lazy("Kind"),
    "theme": gettext_lazy("Theme"),
    "objective": gettext_lazy("Objective"),
    "team": gettext_lazy("Team"),
    "product": gettext_lazy("Product"),
    "estimate": gettext_lazy("Estimate"),
    "comments": gettext_lazy("Comments"),
}
# What each view can show beside the title: its place says the rest already.
OFFERED: Mapping[str, tuple[str, ...]] = {
    "timeline": tuple(name for name in FIELDS if name not in ("status", "dates", "lane", "horizon", "note")),
    "horizons": tuple(name for name in FIELDS if name not in ("lane", "horizon", "note")),
    "list": tuple(FIELDS),
}
USUAL: Mapping[str, tuple[str, ...]] = {
    "timeline": ("progress", "owner", "confidence", "comments"),
    "horizons": ("key", "status", "dates", "progress", "owner", "comments"),
    "list": ("key", "status", "dates", "lane", "horizon", "progress", "owner", "note", "comments"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """How one view looks to one person: `query` narrows what is shown, `is_own` where they have chosen any of it themselves."""

    colour: str = STATUS
    fields: frozenset[str] = frozenset()
    query: str = ""
    is_own: bool = False

    def shows(self, name: str) -> bool:
        """Whether a field of FIELDS is shown."""
        return name in self.fields


@dataclass(frozen=True, slots=True)
class Mark:
    """One value that bars are coloured by: its name, the letter that stands on its bars, its hue (0 to 11), and how many it has."""

    name: str
    letter: str
    hue: int
    count: int = 0


def look_of(shared: Mapping[str, Any], own: Mapping[str, Any], view: str, query: str | None = None) -> Look:
    """The look of a view: the person's own choice, else the roadmap's, else the usual. `query` is what the address says, None
    where it says nothing: then the filter is the one that they left.
    """
    colour = own.get("colour") or shared.get("colour") or STATUS
    found = _fields(own, view) or _fields(shared, view) or USUAL[view]
    fields = frozenset(name for name in found if name in OFFERED[view])
    text = own.get("query", "") if query is None else query.strip()
    return Look(
        colour if colour in COLOURS else STATUS, fields, text, bool(own.get("colour") or own.get("fields"))
    )


def cleaned_look(value: Any) -> dict[str, Any]:
    """A look as it is kept. Raises ValidationError by field for what is none."""
    if not isinstance(value, Mapping) or not set(value) <= {"colour", "fields"}:
        raise ValidationError({"look": _("A look has a colour and fields.")})
    found: dict[str, Any] = {}
    if value.get("colour"):
        if value["colour"] not in COLOURS:
            raise ValidationError(
                {"look": _("Bars are coloured by one of %(names)s.") % {"names": ", ".join(COLOURS)}}
            )
        found["colour"] = value["colour"]
    fields = value.get("fields") or {}
    if not isinstance(fields, Mapping) or not set(fields) <= set(VIEWS):
        raise ValidationError({"look": _("Fields belong to one of %(names)s.") % {"names": ", ".join(VIEWS)}})
    chosen = {view: _cleaned(view, names) for view, names in fields.items()}
    return {**found, **({"fields": chosen} if chosen else {})}


def _cleaned(view: str, names: Any) -> list[str]:
    if not isinstance(names, list) or not set(map(str, names)) <= set(OFFERED[view]) | {"none"}:
        offered = ", ".join(OFFERED[view])
        raise ValidationError({"look": _("The fields of this view are %(names)s.") % {"names": offered}})
    return [name for name in OFFERED[view] if name in names] or ["none"]


def _fields(look: Mapping[str, Any], view: str) -> list[str]:
    """What is chosen for the view; `["none"]` says that nothing is to be shown."""
    found: list[str] = look.get("fields", {}).get(view, [])
    return found
