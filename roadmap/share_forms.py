"""The form of a share link: for whom it is, and what they get."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.periods import LAST_YEAR
from roadmap.audience import LANES_TELL
from roadmap.document import FIELDS, USUAL_FIELDS
from roadmap.lanes_from import nothing, rows_of
from roadmap.models import Roadmap, ShareLink
from roadmap.services.sharing import told


class ShareForm(forms.Form):
    """A new share link of a roadmap, or `link` as it is."""

    name = forms.CharField(label=gettext_lazy("For whom"), max_length=80)
    expires_on = forms.DateField(
        label=gettext_lazy("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("Empty: until it is revoked."),
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Shows"),
        choices=ShareLink.Source.choices,
        initial=ShareLink.Source.PUBLISHED,
        widget=forms.RadioSelect,
    )
    titles = forms.ChoiceField(
        label=gettext_lazy("Titles"),
        choices=ShareLink.Titles.choices,
        initial=ShareLink.Titles.PUBLIC,
        widget=forms.RadioSelect,
    )
    fields_shown = forms.MultipleChoiceField(
        label=gettext_lazy("Readers see titles and"),
        choices=[(name, label) for name, (label, _keys) in FIELDS.items()],
        initial=USUAL_FIELDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    precision = forms.ChoiceField(
        label=gettext_lazy("Dates at most as exact as"),
        choices=ShareLink.Grain.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    lanes = forms.MultipleChoiceField(
        label=gettext_lazy("Only these lanes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None: all, also those to come."),
    )
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.TextInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
        help_text=gettext_lazy("Ten characters or more. Tell it to your readers: it is not shown again."),
    )
    no_password = forms.BooleanField(label=gettext_lazy("Ask for no password any more"), required=False)
    embed_sites = forms.CharField(
        label=gettext_lazy("Sites that may show it in a frame"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": "https://wiki.example.com"}),
        help_text=gettext_lazy("One a line. None: no site may."),
    )
    takes_comments = forms.BooleanField(
        label=gettext_lazy("Readers may comment"),
        required=False,
        help_text=gettext_lazy("Shown to all readers once you have approved it."),
    )
    has_files = forms.BooleanField(
        label=gettext_lazy("Readers may save it as a file"),
        required=False,
        help_text=gettext_lazy("PDF, slides, tables: a file stays with them when the link ends."),
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, roadmap: Roadmap, link: ShareLink | None = None) -> None:
        self.link = link
        self.before = (_seen(data) or _as_it_is(link)) if link else {}
        super().__init__(data, initial={**self.before, "seen": json.dumps(self.before)} if link else {})
        lanes: Any = self.fields["lanes"]
        lanes.choices = _lanes(roadmap, link)
        if LANES_TELL.keys() & {roadmap.lanes_from, roadmap.grouped_by}:
            self.fields["fields_shown"].help_text = _("Lanes by person or goal need the names of these.")
        if link is None or not link.password_hash:
            del self.fields["no_password"]
        else:
            self.fields["password"].label = _("New password")
            self.fields["password"].help_text = _("Empty: it stays. Another one asks everybody again.")

    def clean_expires_on(self) -> date | None:
        day: date | None = self.cleaned_data["expires_on"]
        if day and day.year > LAST_YEAR:
            raise ValidationError(_("Choose a day before %(year)d.") % {"year": LAST_YEAR + 1})
        return day

    def values(self) -> dict[str, Any]:
        """What the services take, of a form that is valid; of a link that is there, what the person changed.

        A link ends with the chosen day in the person's time zone.
        """
        cleaned = self.cleaned_data
        values = {
            name: cleaned[name] for name in ("name", "source", "titles", "precision", "lanes", *_SWITCHES)
        }
        values |= {"fields": cleaned["fields_shown"], "embed_sites": cleaned["embed_sites"].split()}
        day = cleaned["expires_on"]
        after = datetime.combine(day + timedelta(days=1), time.min) if day else None
        values["expires_at"] = timezone.make_aware(after) if after else None
        if self.link:
            changed = {_CALLED.get(name, name) for name in self.changed_data}
            values = {name: value for name, value in values.items() if name in changed}
        if cleaned["password"] or cleaned.get("no_password"):
            values["password"] = cleaned["password"]
        return values

    def saw(self) -> dict[str, Any]:
        """What the person had before them of a link that is there, as values of the services' events."""
        told = {_CALLED.get(name, name): value for name, value in self.before.items() if name != "expires_on"}
        return {**told, "embed_sites": self.before["embed_sites"].split()}


_SWITCHES = ("has_files", "takes_comments")
_CALLED = {"fields_shown": "fields", "expires_on": "expires_at", "ends": "expires_at"}


def _as_it_is(link: ShareLink) -> dict[str, Any]:
    last = timezone.localtime(link.last_moment).date().isoformat() if link.last_moment else None
    same = {
        name: getattr(link, name) for name in ("name", "source", "titles", "precision", "lanes", *_SWITCHES)
    }
    return {
        **same,
        "fields_shown": link.fields,
        "expires_on": last,
        "ends": told("expires_at", link.expires_at),
        "embed_sites": "\n".join(link.embed_sites),
    }


def _seen(data: Any) -> dict[str, Any]:
    """What a form sends back of what it showed; nothing where that is no such thing."""
    try:
        seen = json.loads(data["seen"]) if data and "seen" in data else {}
    except ValueError:
        return {}
    texts = ("name", "source", "titles", "precision", "embed_sites")
    lists = ("lanes", "fields_shown")
    fits = isinstance(seen, dict) and all(isinstance(seen.get(name), bool) for name in _SWITCHES)
    fits = fits and all(isinstance(seen.get(name), str) for name in texts)
    return seen if fits and all(isinstance(seen.get(name), list) for name in lists) else {}


def _lanes(roadmap: Roadmap, link: ShareLink | None) -> list[tuple[str, str]]:
    """The rows there are, that of no lane, and what the link names that is gone, so that saving keeps it."""
    rows = {
        row.id: f"{row.group_name} · {row.name}" if row.group_name else row.name
        for row in rows_of(roadmap)[0]
    }
    if not roadmap.grouped_by:
        rows.setdefault("", nothing(roadmap.lanes_from))
    kept = {
        row: _("A lane that is no longer there") for row in (link.lanes if link else ()) if row not in rows
    }
    return [*rows.items(), *kept.items()]
