"""What a product adds to its items: custom fields, templates, and when an item is ready."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member
from backlog.models.items import Item, Kind
from backlog.models.products import Product
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, within_workspace


class CustomField(VersionedModel):
    """A property that a product's items have beside those of every item.

    `key` is its name in the query language, in formulas and in the API; it never changes. Values lie on the item in
    `custom`: text as text, a number as a number, a date as YYYY-MM-DD, a choice as one of `choices`, people as a list
    of members' ids. A formula has no value of its own: it is worked out from the numbers when it is shown.
    """

    class Form(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        CHOICE = "choice", _("Choice")
        PEOPLE = "people", _("People")
        FORMULA = "formula", _("Formula")

    product = within_workspace(
        Product, on_delete=models.CASCADE, related_name="custom_fields", db_index=False
    )
    key = models.CharField(
        _("key"),
        max_length=30,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*$", _("Small letters, digits and _, a letter first."))],
    )
    name = models.CharField(_("name"), max_length=60)
    form = models.CharField(_("kind"), max_length=8, choices=Form)
    choices = models.JSONField(default=list, blank=True)
    formula = models.CharField(_("formula"), max_length=1000, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(VersionedModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="customfield_product_here"),
            models.UniqueConstraint(fields=["product", "key"], name="customfield_key_once"),
            models.UniqueConstraint("product", Lower("name"), name="customfield_name_once"),
            models.CheckConstraint(
                condition=models.Q(key__regex=r"^[a-z][a-z0-9_]*$"), name="customfield_key_form"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ItemTemplate(VersionedModel):
    """What a new item of a kind begins with."""

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="templates", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    description = models.TextField(_("description"), max_length=100_000, blank=True)
    acceptance_criteria = models.JSONField(_("acceptance criteria"), default=list, blank=True)

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="itemtemplate_product_here"),
            models.UniqueConstraint(fields=["product", "kind"], name="itemtemplate_once"),
        ]


class ReadyRule(VersionedModel):
    """One line of a product's definition of ready: a property that must be there, or a question answered by hand."""

    class Demand(models.TextChoices):
        DESCRIPTION = "description", _("It has a description")
        CRITERIA = "criteria", _("It has acceptance criteria")
        ESTIMATE = "estimate", _("It is estimated")
        ASSIGNEE = "assignee", _("It has an assignee")
        PARENT = "parent", _("It has a parent")
        SCORE = "score", _("It has a score")
        FIELD = "field", _("A field is filled in")
        QUESTION = "question", _("A question, ticked by hand")

    product = within_workspace(Product, on_delete=models.CASCADE, related_name="ready_rules", db_index=False)
    demands = models.CharField(max_length=11, choices=Demand)
    field = within_workspace(CustomField, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text = models.CharField(_("question"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(VersionedModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="readyrule_product_here"),
            SameWorkspace("field", name="readyrule_field_here"),
        ]
        indexes = [models.Index(fields=["product", "position"], name="readyrule_of_product")]


class ReadyTick(WorkspaceModel):
    """A question of the definition of ready, answered yes for one item."""

    item = within_workspace(Item, on_delete=models.CASCADE, related_name="ready_ticks", db_index=False)
    rule = within_workspace(ReadyRule, on_delete=models.CASCADE, related_name="ticks")
    member = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("item", name="readytick_item_here"),
            SameWorkspace("rule", name="readytick_rule_here"),
            SameWorkspace("member", name="readytick_member_here"),
            models.UniqueConstraint(fields=["item", "rule"], name="readytick_once"),
        ]
