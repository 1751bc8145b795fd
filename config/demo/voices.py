"""What people of the demo company say about its goals, what they think of what others said, and what customers wrote under the roadmap."""

from dataclasses import dataclass

from config.demo.types import DemoComment

# By the objective's key, oldest first.
ON_GOALS: dict[str, tuple[DemoComment, ...]] = {
    "minute": (
        DemoComment(-29, "aoife", "Sixty of a hundred by spring. Is that still the number we tell the bank?"),
        DemoComment(
            -28, "mila", "Yes. We are at 52.5, and the wallets bring the rest. I would not promise more."
        ),
        DemoComment(-7, "claire", "The telephone agrees: fewer people ask where the button is."),
    ),
    "paying": (
        DemoComment(
            -13, "rasmus", "Retry is live for half of the shop. 4.3 % now; with the rest I expect **3.6**."
        ),
        DemoComment(
            -12, "jonas", "Then the last half point has to come from clear reasons. See you on Monday."
        ),
    ),
    "promise": (
        DemoComment(-19, "siobhan", "What does a broken promise cost us, all in?"),
        DemoComment(
            -18, "astrid", "About 11 € each: the voucher, the call, and the second parcel for every fifth."
        ),
    ),
    "audit": (DemoComment(-40, "eleni", "Passed, with two notes that we knew about. Thank you all."),),
}

# ("goal", objective's key) or ("entry", item's ref), which comment of it, who, and what sign.
REACTIONS = (
    ("goal", "minute", 1, ("aoife", "jonas"), "thumbs-up"),
    ("goal", "paying", 0, ("mila", "jonas"), "party-popper"),
    ("goal", "audit", 0, ("aoife", "mila", "zofia", "jonas"), "party-popper"),
    ("entry", "bank", 1, ("claire",), "heart"),
    ("entry", "slot-plan", 0, ("astrid", "mila"), "heart"),
    ("entry", "apple-pay", 0, ("mila",), "eye"),
)


@dataclass(frozen=True, slots=True)
class DemoVisitor:
    """What a customer wrote on the page of a share link, so many days ago, perhaps about an entry (an item's ref)."""

    offset: int
    name: str
    text: str
    ref: str = ""
    state: str = "waiting"
    reply: str = ""


LINK = "Customers"  # the share links that take comments; VISITORS spoke on the first roadmap
VISITORS = (
    DemoVisitor(
        -20, "Greta Holm", "Finally bank transfer! I order for our allotment club and none of us has a card.",
        "bank", "approved", "You will be among the first to try it, in the weeks before Christmas.",
    ),
    DemoVisitor(
        -15, "Marek D.", "Will the instalments cost interest? That is the one thing I would like to know.",
        "instalments", "approved",
    ),
    DemoVisitor(
        -11, "Best seeds 4 you", "Cheap seeds at www.seeds.example, ten packets for the price of one!!!", "", "declined"
    ),
    DemoVisitor(
        -6, "Fionnuala Daly", "I like that you tell what comes later, and that you say how sure you are.", "", "approved"
    ),
    DemoVisitor(-2, "Ilse van Damme", "Can the delivery day be a Saturday? I am at work on all others.", "delivery-day"),
    DemoVisitor(-1, "Tom W.", "Please keep the plain order form for those of us without an account."),
)  # fmt: skip
