"""Who reaches products' pages: rows of the access matrix."""

from accounts.permissions import Right
from activity.models import Event
from roadmap.services.principles import add_principle
from roadmap.services.product_pages import update_page
from tests.factories import make_product
from tests.verdicts import Arguments, Table, World, api, having, page

READERS = having(Right.READ_ROADMAPS)
PLANNERS = having(Right.MANAGE_PLANS)

PAGES: Table = {
    "roadmap:products": page(READERS),
    "roadmap:product": page(READERS),
    "roadmap:product_history": page(READERS),
    "POST roadmap:product_text": page(PLANNERS),
    "POST roadmap:restore_text": page(PLANNERS),
    "roadmap:new_principle": page(PLANNERS),
    "POST roadmap:new_principle": page(PLANNERS),
    "roadmap:principle": page(PLANNERS),
    "POST roadmap:principle": page(PLANNERS),
    "POST roadmap:move_principle": page(PLANNERS),
    "POST roadmap:delete_principle": page(PLANNERS),
}
API: Table = {
    "api:product-page": api(READERS),
    "PATCH api:product-page": api(PLANNERS),
    "api:principles": api(READERS),
    "POST api:principles": api(PLANNERS),
    "api:principle": api(READERS),
    "PATCH api:principle": api(PLANNERS),
    "DELETE api:principle": api(PLANNERS),
    "POST api:principle-move": api(PLANNERS),
}
ACCESS: Table = {**PAGES, **API}


def make(world: World) -> Arguments:
    """A product whose page has a text and a principle."""
    by = world.member("owner").actor()
    product = make_product(world.workspace, "ZPP", name="Zebra product")
    update_page(product, by=by, fields={"users": "Zebra keepers"})
    row = add_principle(product, by=by, name="Zebra first")
    event = Event.objects.filter(workspace=world.workspace, verb="productpage.updated").get()
    of_product, of_row = {"product_key": "ZPP"}, {"product_key": "ZPP", "pk": row.pk}
    of_key, of_one = {"key": "ZPP"}, {"key": "ZPP", "pk": row.pk}
    return {
        **dict.fromkeys(("roadmap:product", "roadmap:product_history", "roadmap:new_principle"), of_product),
        "roadmap:product_text": {**of_product, "name": "users"},
        "roadmap:restore_text": {**of_product, "event": event.pk},
        **dict.fromkeys(("roadmap:principle", "roadmap:move_principle", "roadmap:delete_principle"), of_row),
        **dict.fromkeys(("api:product-page", "api:principles"), of_key),
        **dict.fromkeys(("api:principle", "api:principle-move"), of_one),
    }
