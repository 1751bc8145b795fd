"""What people fill in about an import: the file, and what its words mean here."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models import Category, Kind, Product
from integrations.models import ImportJob
from integrations.services.jobs import ENDINGS, READERS
from integrations.services.meanings import NEW

MOST_MEMBERS = 200
LEAVE_OUT = "-"
FORMAT_NAMES = {"jira": _("Jira (CSV, all fields)")}


class UploadForm(forms.Form):
    """The file and where it goes."""

    format = forms.ChoiceField(label=_("From"), choices=[(name, FORMAT_NAMES[name]) for name in READERS])
    product = forms.ModelChoiceField(label=_("Into the product"), queryset=Product.objects.none())
    file = forms.FileField(
        label=_("File"), widget=forms.FileInput(attrs={"accept": f"{','.join(ENDINGS)},text/csv"})
    )

    def __init__(self, *args: Any, products: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = products  # type: ignore[attr-defined]


class ChoicesForm(forms.Form):
    """One select for each status, kind and person of the file, the site, and the order of its dates where that is open.

    Fields are numbered, since the file's words may be anything: `status-0` is the preview's first status.
    """

    def __init__(self, job: ImportJob, *args: Any, may_add_steps: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.job, self.preview = job, job.preview
        self.question = self.preview.get("question")
        if self.question:
            self._ask_order()
            return
        self.fields["site"] = forms.CharField(
            label=_("Site"), max_length=120, required=False, initial=job.site,
            help_text=_("Where the file comes from. The same site is recognised when you import again."),
        )  # fmt: skip
        self._add_statuses(may_add_steps)
        self._add_kinds()
        self._add_people()

    def chosen(self) -> dict[str, Any]:
        """The arguments of `choose`."""
        values = self.cleaned_data
        if self.question:
            return {"reader_options": {"date_order": values["date_order"]}}
        kinds = {one["name"]: values[f"kind-{n}"] for n, one in enumerate(self.preview["kinds"])}
        suggested = {one["name"]: one["kind"] for one in self.preview["kinds"]}
        changed = {name: kind for name, kind in kinds.items() if kind != suggested[name]}
        options: dict[str, Any] = {}
        if changed:
            options["kinds"] = self.job.options["reader"].get("kinds", {}) | changed
        return {
            "reader_options": options,
            "site": values["site"],
            "statuses": {
                one["name"]: values[f"status-{n}"] for n, one in enumerate(self.preview["statuses"])
            },
            "people": {
                one["identity"]: values[f"person-{n}"].removeprefix(LEAVE_OUT)
                for n, one in enumerate(self.preview["people"])
            },
        }

    def rows(self, prefix: str, found: str) -> list[tuple[dict[str, Any], Any]]:
        """Each word of the file with its select."""
        return [(one, self[f"{prefix}-{n}"]) for n, one in enumerate(self.preview.get(found, ()))]

    @property
    def statuses(self) -> list[tuple[dict[str, Any], Any]]:
        return self.rows("status", "statuses")

    @property
    def kinds(self) -> list[tuple[dict[str, Any], Any]]:
        return self.rows("kind", "kinds")

    @property
    def people(self) -> list[tuple[dict[str, Any], Any]]:
        return self.rows("person", "people")

    def _ask_order(self) -> None:
        names = {
            "day_first": _("Day, month, year"),
            "month_first": _("Month, day, year"),
            "year_first": _("Year, month, day"),
        }
        choices = [(choice, names.get(choice, choice)) for choice in self.question["choices"]]
        self.fields["date_order"] = forms.ChoiceField(
            label=_("The dates of this file are"), choices=choices, widget=forms.RadioSelect
        )

    def _select(self, name: str, label: str, choices: list[tuple[str, Any]], initial: str) -> None:
        field = forms.ChoiceField(label=label, choices=choices, initial=initial)
        field.widget.attrs["aria-label"] = label
        self.fields[name] = field

    def _add_statuses(self, may_add_steps: bool) -> None:
        steps = [(str(step.pk), step.name) for step in self.job.product.statuses.all()]
        chosen = self.job.options.get("statuses", {})
        for n, one in enumerate(self.preview.get("statuses", ())):
            new = []
            if (
                may_add_steps
                and one["name"]
                and one["name"].casefold() not in {s.casefold() for _pk, s in steps}
            ):
                category = Category(one["category"]).label
                new = [
                    (
                        NEW,
                        _("New step “%(name)s” (%(category)s)") % {"name": one["name"], "category": category},
                    )
                ]
            initial = chosen.get(one["name"]) or one["suggested"] or steps[0][0]
            self._select(f"status-{n}", one["name"] or str(_("No status")), steps + new, initial)

    def _add_kinds(self) -> None:
        for n, one in enumerate(self.preview.get("kinds", ())):
            self._select(f"kind-{n}", one["name"] or str(_("No type")), list(Kind.choices), one["kind"])

    def _add_people(self) -> None:
        members = Member.objects.active().filter(workspace_id=self.job.workspace_id).order_by("name")
        known = [(str(pk), name) for pk, name in members.values_list("pk", "name")[:MOST_MEMBERS]]
        chosen = self.job.options.get("people", {})
        for n, one in enumerate(self.preview.get("people", ())):
            new = [(NEW, _("New, without an account")), (LEAVE_OUT, _("Leave out"))]
            initial = chosen.get(one["identity"], one["suggested"]) or LEAVE_OUT
            rest = [] if initial in {value for value, _name in known + new} else [(initial, one["name"])]
            self._select(f"person-{n}", one["name"], new + known + rest, initial)
