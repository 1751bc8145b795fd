"""Who reaches which resource of the backlog by the API; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from backlog.services.discussion import add_comment
from backlog.services.links import link_items
from backlog.services.saved_views import save_view
from backlog.services.templates import set_template
from tests.factories import make_attachment, make_field, make_item, make_label, make_product, make_rule
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
    "POST api:items-bulk": api(GROOMERS, stranger="own"),
    "POST api:items-move": api(GROOMERS),
    "POST api:items-split": api(GROOMERS),
    "POST api:items-merge": api(GROOMERS),
    "POST api:items-restore": api(GROOMERS, contributor=403),
    "POST api:items-ready": api(WRITERS),  # what is not their own is refused by the service
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
    "POST api:comments-react": api(EVERYONE),  # those of roadmaps are for every reader
    "api:attachments-list": api(READERS, stranger="own"),
    "POST api:attachments-list": api(READERS, stranger="own"),
    "api:attachments-detail": api(READERS),
    "DELETE api:attachments-detail": api(GROOMERS),
    "api:attachments-content": api(READERS),
    "api:dependencies-list": api(READERS, stranger="own"),
    "POST api:dependencies-list": api(WRITERS, stranger="own"),
    "api:dependencies-detail": api(READERS),
    "DELETE api:dependencies-detail": api(GROOMERS, contributor=403),
    "api:criteria-list": api(READERS, stranger="own"),
    "api:criteria-detail": api(READERS),
    "api:saved-views-list": api(READERS, stranger="own"),
    "POST api:saved-views-list": api(READERS, stranger="own"),
    "api:saved-views-detail": api(READERS),
    "PATCH api:saved-views-detail": api(
        GROOMERS, contributor=403
    ),  # only whose page begins with it is their own
    "DELETE api:saved-views-detail": api(GROOMERS),
    "api:scoring-models-list": api(READERS, stranger="own"),
    "POST api:scoring-models-list": api(PLANNERS, stranger="own"),
    "api:scoring-models-detail": api(READERS),
    "PATCH api:scoring-models-detail": api(PLANNERS),
    "api:ratings-list": api(READERS, stranger="own"),
    "POST api:ratings-list": api(GROOMERS, stranger="own"),
    "api:ratings-detail": api(READERS),
    "PATCH api:ratings-detail": api(GROOMERS),
    "DELETE api:ratings-detail": api(GROOMERS),
    "api:custom-fields-list": api(READERS, stranger="own"),
    "POST api:custom-fields-list": api(PLANNERS, stranger="own"),
    "api:custom-fields-detail": api(READERS),
    "PATCH api:custom-fields-detail": api(PLANNERS),
    "api:templates-list": api(READERS, stranger="own"),
    "POST api:templates-list": api(PLANNERS, stranger="own"),
    "api:templates-detail": api(READERS),
    "PATCH api:templates-detail": api(PLANNERS),
    "DELETE api:templates-detail": api(PLANNERS),
    "api:ready-rules-list": api(READERS, stranger="own"),
    "POST api:ready-rules-list": api(PLANNERS, stranger="own"),
    "api:ready-rules-detail": api(READERS),
    "PATCH api:ready-rules-detail": api(PLANNERS),
    "DELETE api:ready-rules-detail": api(PLANNERS),
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
    return {
        "api:products-detail": {"key": product.key},
        **{
            f"api:items-{name}": {"key": item.key}
            for name in ("detail", "move", "split", "merge", "restore", "ready")
        },
        "api:comments-react": {"pk": rows["comments"].pk},
        "api:attachments-content": {"pk": rows["attachments"].pk},
        **{f"api:{name}-detail": {"pk": row.pk} for name, row in rows.items()},
    }
