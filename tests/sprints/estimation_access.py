"""Who reaches which address of estimating together; tests/verdicts.py explains the words."""

from accounts.permissions import Right
from sprints.cards import deck_of
from sprints.services.estimation import open_rounds
from tests.factories import make_item, make_product
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_BACKLOG)
VOTERS = having(Right.CONTRIBUTE)
GROOMERS = having(Right.GROOM)

ACCESS: Table = {
    "sprints:estimation": page(READERS),
    "sprints:open_rounds": page(GROOMERS),
    "POST sprints:open_rounds": page(GROOMERS),
    "POST sprints:vote": page(VOTERS),
    "POST sprints:reveal": page(("owner",)),  # who opened it, until everybody has voted
    "POST sprints:vote_again": page(GROOMERS),
    "POST sprints:set_estimate": page(GROOMERS),
    "POST sprints:skip_round": page(GROOMERS),
    "api:estimation-rounds-list": api(READERS, stranger="own"),
    "POST api:estimation-rounds-list": api(GROOMERS, stranger="own"),
    "api:estimation-rounds-detail": api(READERS),
    "POST api:estimation-rounds-vote": api(VOTERS),
    "POST api:estimation-rounds-reveal": api(("owner",)),
    "POST api:estimation-rounds-again": api(GROOMERS),
    "POST api:estimation-rounds-set": api(GROOMERS),
    "POST api:estimation-rounds-skip": api(GROOMERS),
}


def make(world: World) -> Arguments:
    """A round that the owner has opened."""
    product = make_product(world.workspace, "POKER", name="Zebra")
    item = make_item(product, "Zebra")
    [round_] = open_rounds([item], by=world.member("owner").actor(), deck=deck_of("powers"))
    of_product = ("estimation", "open_rounds")
    steps = ("vote", "reveal", "vote_again", "set_estimate", "skip_round")
    acts = ("detail", "vote", "reveal", "again", "set", "skip")
    return {
        **{f"sprints:{name}": {"product_key": product.key} for name in of_product},
        **{f"sprints:{name}": {"product_key": product.key, "pk": round_.pk} for name in steps},
        **{f"api:estimation-rounds-{name}": {"pk": round_.pk} for name in acts},
    }
