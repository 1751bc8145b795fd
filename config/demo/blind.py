"""Two rounds of blind ratings of the demo company: one that is open, one whose numbers are known and differ here and there."""

from decimal import Decimal
from typing import TYPE_CHECKING

from backlog.models import Item, RatingRound
from backlog.services.blind_rating import Vote, vote
from backlog.services.rating_rounds import open_round, reveal
from config.demo.company import WEB

if TYPE_CHECKING:
    from config.demo.seed import Seeding

OPENER = "jonas"
# Item → person → numbers in the order of the product's criteria.
Numbers = dict[str, dict[str, str]]
KNOWN: Numbers = {
    "google-pay": {"jonas": "9000/1/.8/2", "mila": "11000/2/.8/1.5", "rasmus": "9000/1/.8/4", "zofia": "8500/1/1/3"},
    "choose-day": {"jonas": "21000/2/.8/2", "mila": "24000/2/.8/2", "zofia": "21000/2/.8/2.5", "eleni": "23000/2/1/2"},
    "po-checkout": {"jonas": "1400/2/.5/3", "mila": "1800/3/.8/3", "rasmus": "1400/.25/.5/5", "zofia": "1500/2/.5/3"},
    "send-my-basket-to-my-own-e-mail": {"jonas": "5200/.5/.8/.5", "mila": "5000/.5/.8/.5", "eleni": "5600/.5/.8/.5"},
    "apple-pay": {"jonas": "13000/1/.8/2", "mila": "15000/1/.8/2", "rasmus": "13000/1/1/2", "zofia": "14000/2/.8/2.5"},
}  # fmt: skip
OPEN: Numbers = {
    "delivery-day": {"mila": "26000/2/.8/4", "zofia": "24000/2/.8/6"},
    "cancel-order": {"mila": "3100/1/.8/1", "zofia": "3000/.5/.8/1.5"},
    "share-a-basket-with-a-neighbour": {"mila": "2000/.5/.5/1"},
}
NOTES = {
    ("google-pay", "rasmus", "effort"): "The provider's certification alone took three weeks for Apple Pay.",
    ("po-checkout", "mila", "impact"): "The four garden centres in the pilot order for 40,000 a year each.",
    ("po-checkout", "rasmus", "impact"): "I know of two customers who asked.",
}


def rate_blindly(making: "Seeding") -> None:
    """Open both rounds and have people rate in them, as they would by hand."""
    rows = Item.objects.filter(workspace=making.workspace).select_related("product").in_bulk()
    for name, numbers in (("New ways to pay and deliver", KNOWN), ("Before winter planning", OPEN)):
        items = {ref: rows[making.ids[ref]] for ref in numbers}
        round_ = open_round([*items.values()], by=making.actor(OPENER), name=name)
        for ref, item in items.items():
            _rate(making, round_, ref, item, numbers[ref])
        if numbers is KNOWN:
            reveal(round_, by=making.actor(OPENER))


def _rate(making: "Seeding", round_: RatingRound, ref: str, item: Item, numbers: dict[str, str]) -> None:
    criteria = {criterion.key: criterion for criterion in round_.criteria.all()}
    for who, line in numbers.items():
        votes = [
            Vote(item, criteria[key], Decimal(text), NOTES.get((ref, who, key)))
            for key, text in zip(WEB.criteria, line.split("/"), strict=True)
        ]
        vote(round_, votes, by=making.actor(who))
