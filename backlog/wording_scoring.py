"""Events of scoring models and objectives in words: "Mila changed the weight of Reach from 1 to 2"."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from activity.models import Event


def model_changed(event: Event, who: SafeString, labels: Mapping[str, str]) -> list[SafeString]:
    """What of a scoring model changed, one sentence each. `labels` names criteria by key."""
    said = []
    for name, (old, new) in event.changes.items():
        words = {"who": who, "old": old, "new": new, "model": event.object_label}
        if name == "active":
            said.append(format_html(_("{who} chose the model {new}"), **words))
        elif name == "formula":
            said.append(format_html(_("{who} changed the formula from {old} to {new}"), **words))
        elif name == "kinds":
            said.append(format_html(_("{who} changed which kinds {model} scores"), **words))
        elif name.startswith("weight_"):
            key = name.removeprefix("weight_")
            text = _("{who} changed the weight of {name} from {old} to {new}")
            said.append(format_html(text, name=labels.get(key, key), **words))
    return said


def objective_changed(event: Event, who: SafeString) -> list[SafeString]:
    """What of an objective changed that its items' scores depend on, one sentence each."""
    texts = {
        "weight": _("{who} changed the weight of the objective {name} from {old} to {new}"),
        "state": _("{who} changed the state of the objective {name}"),
    }
    changed = {name: event.changes[name] for name in texts if name in event.changes}
    return [
        format_html(texts[name], who=who, name=event.object_label, old=old, new=new)
        for name, (old, new) in changed.items()
    ]
