"""Who reaches which resource of the backlog by the API; tests/verdicts.py explains the words."""

from collections.abc import Collection

from accounts.permissions import Right
from activity.models import Event
from backlog.services.discussion import add_comment
from backlog.services.items import update_item
from backlog.services.links import link_items
from backlog.services.rating_rounds import open_round
from backlog.services.saved_views import save_view
from backlog.services.templates import set_template
from backlog.services.watching import watch
from tests.factories import make_attachment, make_field, make_item, make_label, make_product, make_rule
from tests.verdicts import Arguments, Row, Table, World, api, having

READERS = having(Right.READ_BACKLOG)
WRITERS = having(Right.CONTRIBUTE)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
EVERYONE = having(Right.READ_ROADMAPS)


def rows(
    *names: str,
    make: Collection[str] = (),
    change: Collection[str] = (),
    remove: Collection[str] = (),
) -> dict[str, Row]:
    """Resources that READERS read; whoever makes, changes and removes their rows (nobody: there is no such address)."""
    table: dict[str, Row] = {}
    for name in names:
        table |= {f"api:{name}-list": api(READERS, stranger="own"), f"api:{name}-detail": api(READERS)}
        if make:
            table[f"POST api:{name}-list"] = api(make, stranger="own")
        for method, inside in (("PATCH", change), ("DELETE", remove)):
            if inside:
                table[f"{method} api:{name}-detail"] = api(inside)
    return table


ACCESS: Table = {
    **rows("descriptions"),
    **rows("products", "custom-fields", make=PLANNERS, change=PLANNERS),
    **rows("statuses", "templates", "ready-rules", make=PLANNERS, change=PLANNERS, remove=PLANNERS),
    **rows("criteria", "scoring-models", make=PLANNERS, change=PLANNERS, remove=PLANNERS),
    "api:scores-list": api(READERS, stranger="own"),
    "api:score-moves-list": api(READERS, stranger="own"),
    "api:score-inputs": api(READERS, stranger="own"),
    "POST api:scoring-models-what-if": api(READERS),  # they change nothing
    "POST api:scoring-models-check-formula": api(READERS, stranger="own"),
    **rows("labels", "ratings", make=GROOMERS, change=GROOMERS, remove=GROOMERS),
    **rows("rating-rounds", make=GROOMERS),
    "api:rating-rounds-votes": api(READERS),
    "api:rating-rounds-results": api(READERS),
    "POST api:rating-rounds-vote": api(WRITERS),
    **{f"POST api:rating-rounds-{step}": api(GROOMERS) for step in ("reopen", "take-over", "end")},
    "POST api:rating-rounds-reveal": api(("owner",)),  # who opened it, until all are done
    **rows("items", make=WRITERS, change=GROOMERS, remove=GROOMERS),
    **rows("dependencies", make=WRITERS, remove=GROOMERS),
    **rows("attachments", make=READERS, remove=GROOMERS),
    **rows("watchers", make=READERS, remove=GROOMERS),  # oneself everybody may: this is the owner
    **rows("saved-views", make=READERS, change=GROOMERS, remove=GROOMERS),
    **rows("comments", make=EVERYONE, change=("owner",), remove=GROOMERS),  # changed by its author
    "api:comments-list": api(EVERYONE, stranger="own"),  # those of roadmaps are for every reader
    "POST api:comments-react": api(EVERYONE),
    "POST api:items-bulk": api(GROOMERS, stranger="own"),
    "api:events-list": api(READERS, stranger="own"),
    "api:items-groups": api(READERS, stranger="own"),
    "api:items-deleted": api(WRITERS, stranger="own"),
    "POST api:items-rank-by-score": api(GROOMERS, stranger="own"),
    "POST api:ratings-bulk": api(GROOMERS, stranger="own"),
    "POST api:items-move": api(GROOMERS),
    "POST api:items-split": api(GROOMERS),
    "POST api:items-merge": api(GROOMERS),
    "POST api:items-restore": api(GROOMERS),
    "POST api:labels-merge": api(GROOMERS),
    "POST api:items-ready": api(WRITERS),  # what is not their own is refused by the service
    "POST api:descriptions-restore": api(GROOMERS),
    "api:attachments-content": api(READERS),
    # An act of the owner is no one else's to take back. Stakeholders come by a browser's session, here with a form.
    "POST api:undo": api(
        ("owner",), product_manager=404, product_owner=404, contributor=404, stakeholder=415
    ),
}


def make(world: World) -> Arguments:
    """One of each, made by the owner."""
    owner = world.member("owner")
    product = make_product(world.workspace, "APIZ", name="Zebra")
    item = make_item(product, "Zebra", by=owner)
    criterion, model = product.criteria.first(), product.scoring_models.get()
    assert criterion is not None
    rating = item.ratings.create(workspace=world.workspace, criterion=criterion, value=1, rated_by=owner)
    update_item(item, by=owner.actor(), fields={"description": "Zebra"})
    update_item(item, by=owner.actor(), fields={"description": "Another Zebra"})
    watch(item, by=owner.actor(), member=owner)
    rows = {
        "watchers": item.watchers.get(member=owner),
        "descriptions": Event.objects.filter(object_id=item.pk, changes__has_key="description").latest("id"),
        "saved-views": save_view(product, by=owner.actor(), name="Zebra", is_shared=True),
        "statuses": item.status,
        "labels": make_label(world.workspace, "Zebra"),
        "comments": add_comment(item, by=owner.actor(), text="Zebra"),
        "attachments": make_attachment(item, by=owner),
        "dependencies": link_items(item, target=make_item(product), kind="blocks", by=owner.actor()),
        "criteria": criterion,
        "scoring-models": model,
        "ratings": rating,
        "custom-fields": make_field(product, "Zebra"),
        "templates": set_template(
            product, "story", by=owner.actor(), description="Zebra", acceptance_criteria=[]
        ),
        "ready-rules": make_rule(product, "question", text="Zebra?"),
    }
    round_ = open_round([item], by=owner.actor(), name="Zebra")
    of_round = ("detail", "results", "vote", "reveal", "reopen", "take-over", "end")
    return {
        **{f"api:rating-rounds-{name}": {"pk": round_.pk} for name in of_round},
        "api:rating-rounds-votes": {"round_pk": round_.pk},
        "api:undo": {"action": Event.objects.filter(object_id=item.pk).latest("id").action},
        "api:products-detail": {"key": product.key},
        **{
            f"api:items-{name}": {"key": item.key}
            for name in ("detail", "move", "split", "merge", "restore", "ready")
        },
        "api:scoring-models-what-if": {"pk": model.pk},
        "api:comments-react": {"pk": rows["comments"].pk},
        "api:descriptions-restore": {"pk": rows["descriptions"].pk},
        "api:attachments-content": {"pk": rows["attachments"].pk},
        "api:labels-merge": {"pk": rows["labels"].pk},
        **{f"api:{name}-detail": {"pk": row.pk} for name, row in rows.items()},
    }
