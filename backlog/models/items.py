"""Items and what hangs on them."""

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Member, Team
from backlog.models.products import OPEN_CATEGORIES, Category, Product, Status
from core.constraints import is_number
from core.models import SameWorkspace, VersionedModel, WorkspaceModel, vouched_workspace, within_workspace
from core.periods import Precision

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

MAX_DEPTH = 8
# Full text is an expression index, not a column: a list of items never drags it along.
SEARCH = SearchVector("title", "description", config="simple")
PRECISIONS = [(precision.value, precision.value) for precision in Precision]


class Kind(models.TextChoices):
    INITIATIVE = "initiative", _("Initiative")
    EPIC = "epic", _("Epic")
    FEATURE = "feature", _("Feature")
    STORY = "story", _("Story")
    BUG = "bug", _("Bug")
    CHORE = "chore", _("Chore")
    SPIKE = "spike", _("Spike")


class Label(VersionedModel):
    name = models.CharField(_("name"), max_length=50)
    hue = models.PositiveSmallIntegerField(default=165, validators=[MaxValueValidator(360)])

    class Meta(VersionedModel.Meta):
        constraints = [
            *VersionedModel.Meta.constraints,
            models.UniqueConstraint("workspace", Lower("name"), name="label_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ItemQuerySet(models.QuerySet["Item"]):
    def open(self) -> "ItemQuerySet":
        return self.filter(category__in=OPEN_CATEGORIES)

    def in_rank_order(self) -> "ItemQuerySet":
        return self.order_by("product_id", "rank")


class LivingItems(models.Manager.from_queryset(ItemQuerySet)):  # type: ignore[misc]
    """Hides what is deleted; `Item.all_objects` sees it (ranks and numbers stay taken)."""

    def get_queryset(self) -> ItemQuerySet:
        return ItemQuerySet(self.model, using=self._db).filter(deleted_at=None)


class Item(VersionedModel):
    """One piece of work in a product's backlog.

    `rank` is a fractional index, compared byte by byte, unique in its product over items of every kind, depth and
    status. `category` copies the status's, so that open items are found by index alone. A fuzzy start is stored as
    its first day, a fuzzy due date as its last.
    """

    workspace = vouched_workspace()
    product = within_workspace(Product, on_delete=models.PROTECT, related_name="items", db_index=False)
    number = models.PositiveIntegerField()
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STORY)
    title = models.CharField(_("title"), max_length=300)
    description = models.TextField(_("description"), max_length=100_000, blank=True)
    parent = within_workspace(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        db_index=False,
    )
    status = within_workspace(Status, on_delete=models.PROTECT, related_name="items", db_index=False)
    category = models.CharField(max_length=8, choices=Category)
    rank = models.CharField(max_length=200, db_collation="C")
    assignee = within_workspace(
        Member,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned",
        db_index=False,
    )
    team = within_workspace(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    estimate = models.DecimalField(
        _("estimate"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    start_on = models.DateField(_("start"), null=True, blank=True)
    start_precision = models.CharField(max_length=7, choices=PRECISIONS, default=Precision.DAY.value)
    due_on = models.DateField(_("due"), null=True, blank=True)
    due_precision = models.CharField(max_length=7, choices=PRECISIONS, default=Precision.DAY.value)
    labels = models.ManyToManyField(Label, through="ItemLabel", related_name="items")
    created_by = within_workspace(
        Member,
        on_delete=models.PROTECT,
        null=True,
        related_name="created",
        db_index=False,
    )
    # What the product's custom fields hold: key → value. The database's own default serves who writes by COPY.
    custom = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = LivingItems()
    all_objects = ItemQuerySet.as_manager()

    if TYPE_CHECKING:
        children: RelatedManager["Item"]
        product_id: Any
        status_id: Any
        parent_id: Any
        assignee_id: Any
        team_id: Any
        created_by_id: Any

    class Meta(VersionedModel.Meta):
        base_manager_name = "all_objects"
        default_manager_name = "objects"
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("product", name="item_product_here"),
            SameWorkspace("parent", name="item_parent_here"),
            SameWorkspace("status", name="item_status_here"),
            SameWorkspace("assignee", name="item_assignee_here"),
            SameWorkspace("team", name="item_team_here"),
            SameWorkspace("created_by", name="item_created_by_here"),
            models.UniqueConstraint(fields=["product", "number"], name="item_number_once"),
            models.UniqueConstraint(fields=["product", "rank"], name="item_rank_once"),
            models.CheckConstraint(condition=~models.Q(title=""), name="item_has_title"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="item_kind_known"),
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values),
                name="item_category_known",
            ),
            models.CheckConstraint(
                condition=models.Q(estimate=None) | models.Q(estimate__gte=0) & is_number("estimate"),
                name="item_estimate_not_negative",
            ),
            models.CheckConstraint(
                condition=models.Q(start_on=None)
                | models.Q(due_on=None)
                | models.Q(start_on__lte=models.F("due_on")),
                name="item_start_before_due",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | ~models.Q(parent=models.F("id")),
                name="item_not_own_parent",
            ),
        ]
        indexes = [
            models.Index(
                fields=["product", "rank"],
                condition=models.Q(deleted_at=None, category__in=OPEN_CATEGORIES),
                name="item_open_by_rank",
            ),
            models.Index(
                fields=["product", "status", "rank"],
                condition=models.Q(deleted_at=None),
                name="item_by_status",
            ),
            models.Index(
                fields=["assignee", "due_on"],
                condition=models.Q(deleted_at=None, category__in=OPEN_CATEGORIES),
                name="item_open_by_assignee",
            ),
            models.Index(
                fields=["due_on", "due_precision"],
                include=["workspace", "id"],
                condition=models.Q(deleted_at=None, category__in=OPEN_CATEGORIES, due_on__isnull=False),
                name="item_open_by_due",
            ),
            models.Index(
                fields=["parent"],
                condition=models.Q(parent__isnull=False),
                name="item_by_parent",
            ),
            models.Index(fields=["workspace", "-updated_at", "-id"], name="item_by_change"),
            GinIndex(SEARCH, name="item_search"),
            GinIndex(
                OpClass("custom", "jsonb_path_ops"),
                condition=~models.Q(custom={}),
                name="item_by_custom",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def key(self) -> str:
        """`WEB-123`; needs `product` loaded."""
        return f"{self.product.key}-{self.number}"

    @property
    def is_open(self) -> bool:
        return self.category in OPEN_CATEGORIES


class FormerKey(WorkspaceModel):
    """A key an item had before its product was renamed or it moved to another; it still leads to the item."""

    key = models.CharField(max_length=24)
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="former_keys")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("item", name="formerkey_item_here"),
            models.UniqueConstraint(fields=["workspace", "key"], name="former_key_once"),
        ]


class ItemLabel(WorkspaceModel):
    workspace = vouched_workspace()
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="+", db_index=False)
    label = within_workspace(Label, on_delete=models.CASCADE, related_name="+")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("item", name="itemlabel_item_here"),
            SameWorkspace("label", name="itemlabel_label_here"),
            models.UniqueConstraint(fields=["item", "label"], name="itemlabel_once"),
        ]


class Watcher(WorkspaceModel):
    version = 1  # nothing of it changes: it is there or not
    workspace = vouched_workspace()
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="watchers", db_index=False)
    member = within_workspace(Member, on_delete=models.CASCADE, related_name="watching")

    class Meta(WorkspaceModel.Meta):
        constraints = [
            *WorkspaceModel.Meta.constraints,
            SameWorkspace("item", name="watcher_item_here"),
            SameWorkspace("member", name="watcher_member_here"),
            models.UniqueConstraint(fields=["item", "member"], name="watcher_once"),
        ]


class AcceptanceCriterion(VersionedModel):
    """One thing that must hold before the item is done."""

    workspace = vouched_workspace()
    item = within_workspace(Item, on_delete=models.CASCADE, related_name="acceptance_criteria")
    text = models.CharField(_("text"), max_length=500)
    is_met = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(VersionedModel.Meta):
        ordering = ["position", "id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("item", name="acceptance_item_here"),
        ]


class CommentQuerySet(models.QuerySet["Comment"]):
    def of_items(self) -> "CommentQuerySet":
        """What is said about items, as far as both are there; what stands elsewhere has rules of its own."""
        return self.filter(deleted_at=None, item__isnull=False, item__deleted_at=None)


class Comment(VersionedModel):
    """What someone said about one item, one entry of a roadmap or one objective, in Markdown.

    `author_name` keeps an imported author's name. Who may read and answer is the target's business (`backlog.targets`).
    """

    workspace = vouched_workspace()
    item = within_workspace(Item, on_delete=models.CASCADE, null=True, blank=True, related_name="comments")
    entry = within_workspace(
        "roadmap.Entry",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="comments",
        db_index=False,
    )
    objective = within_workspace(
        "roadmap.Objective",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="comments",
        db_index=False,
    )
    author = within_workspace(Member, on_delete=models.PROTECT, null=True, related_name="+")
    author_name = models.CharField(max_length=120, blank=True)
    text = models.TextField(_("comment"), max_length=20_000)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta(VersionedModel.Meta):
        ordering = ["id"]
        constraints = [
            *VersionedModel.Meta.constraints,
            SameWorkspace("item", name="comment_item_here"),
            SameWorkspace("entry", name="comment_entry_here"),
            SameWorkspace("objective", name="comment_objective_here"),
            SameWorkspace("author", name="comment_author_here"),
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_has_text"),
            models.CheckConstraint(
                condition=models.Q(item__isnull=False, entry=None, objective=None)
                | models.Q(item=None, entry__isnull=False, objective=None)
                | models.Q(item=None, entry=None, objective__isnull=False),
                name="comment_on_one_thing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["entry", "id"],
                condition=models.Q(entry__isnull=False),
                name="comment_of_entry",
            ),
            models.Index(
                fields=["objective", "id"],
                condition=models.Q(objective__isnull=False),
                name="comment_of_objective",
            ),
        ]

    @property
    def target(self) -> Any:
        """The item, entry or objective that it is about."""
        if self.item_id:
            return self.item
        return self.entry if self.entry_id else self.objective
