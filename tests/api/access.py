"""Who reaches which resource of the backlog by the API; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from backlog.services.discussion import add_comment
from tests.factories import make_item, make_label, make_product
from tests.verdicts import Arguments, Table, World, api, having

READERS = having(Right.READ_BACKLOG)
WRITERS = having(Right.CONTRIBUTE)
GROOMERS = having(Right.GROOM)
PLANNERS = having(Right.MANAGE_PLANS)
EVERYONE = having(Right.READ_ROADMAPS)

ACCESS: Table = {
    "api:products-list": api(READERS, stranger="own"),
    "POST api:products-list": api(PLANNERS, stranger="own"),
    "api:products-detail": api(READERS),
    "PATCH api:products-detail": api(PLANNERS),
    "api:items-list": api(READERS, stranger="own"),
    "POST api:items-list": api(WRITERS, stranger="own"),
    "api:items-detail": api(READERS),
    "PATCH api:items-detail": api(GROOMERS, contributor=403),
    "DELETE api:items-detail": api(GROOMERS, contributor=403),
    "POST api:items-move": api(GROOMERS),
    "POST api:items-restore": api(GROOMERS, contributor=403),
    "api:statuses-list": api(READERS, stranger="own"),
    "POST api:statuses-list": api(PLANNERS, stranger="own"),
    "api:statuses-detail": api(READERS),
    "PATCH api:statuses-detail": api(PLANNERS),
    "DELETE api:statuses-detail": api(PLANNERS),
    "api:labels-list": api(READERS, stranger="own"),
    "POST api:labels-list": api(GROOMERS, stranger="own"),
    "api:labels-detail": api(READERS),
    "PATCH api:labels-detail": api(GROOMERS),
    "DELETE api:labels-detail": api(GROOMERS),
    "api:comments-list": api(EVERYONE, stranger="own"),  # those of roadmaps are for every reader
    "POST api:comments-list": api(EVERYONE, stranger="own"),
    "api:comments-detail": api(READERS),
    "PATCH api:comments-detail": api(("owner",)),  # its author
    "DELETE api:comments-detail": api(GROOMERS),
    "api:criteria-list": api(READERS, stranger="own"),
    "api:criteria-detail": api(READERS),
    "api:scoring-models-list": api(READERS, stranger="own"),
    "POST api:scoring-models-list": api(PLANNERS, stranger="own"),
    "api:scoring-models-detail": api(READERS),
    "PATCH api:scoring-models-detail": api(PLANNERS),
    "api:ratings-list": api(READERS, stranger="own"),
    "POST api:ratings-list": api(GROOMERS, stranger="own"),
    "api:ratings-detail": api(READERS),
    "PATCH api:ratings-detail": api(GROOMERS),
    "DELETE api:ratings-detail": api(GROOMERS),
}


def make(world: World) -> Arguments:
    """One of each, made by the owner."""
    owner = world.member("owner")
    product = make_product(world.workspace, "APIZ", name="Zebra")
    item = make_item(product, "Zebra", by=owner)
    criterion, model = product.criteria.first(), product.scoring_models.get()
    assert criterion is not None
    rating = item.ratings.create(workspace=world.workspace, criterion=criterion, value=1, rated_by=owner)
    rows = {
        "statuses": item.status,
        "labels": make_label(world.workspace, "Zebra"),
        "comments": add_comment(item, by=owner.actor(), text="Zebra"),
        "criteria": criterion,
        "scoring-models": model,
        "ratings": rating,
    }
    return {
        "api:products-detail": {"key": product.key},
        **{f"api:items-{name}": {"key": item.key} for name in ("detail", "move", "restore")},
        **{f"api:{name}-detail": {"pk": row.pk} for name, row in rows.items()},
    }
