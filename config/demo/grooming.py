"""What the demo company's product owners have set up for their work: own fields, templates, a definition of ready, links,
files, views, and two rounds of estimation. Items are named by their `ref`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoField:
    """A field of the product's own: its key, name and form; the choices, or the formula."""

    key: str
    name: str
    form: str
    choices: tuple[str, ...] = ()
    formula: str = ""


@dataclass(frozen=True, slots=True)
class DemoTemplate:
    """What new items of a kind begin with."""

    kind: str
    description: str
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoView:
    """A saved view of the backlog that its owner shares."""

    owner: str
    name: str
    query: str
    columns: tuple[str, ...] = ()
    group_by: str = ""


PRODUCT = "WEB"
LEAD = "mila"

FIELDS = (
    DemoField("market", "Market", "choice", ("Everywhere", "Ireland", "Germany", "France", "Netherlands")),
    DemoField("tickets", "Tickets a week", "number"),
    DemoField("reviewers", "Reviewers", "people"),
    DemoField("promised_on", "Promised for", "date"),
    DemoField("asked_by", "Asked for by", "text"),
    DemoField("relief", "Tickets per point", "formula", formula="tickets / estimate"),
)

# Of each item: market, tickets a week, reviewers, the day it was promised for (from today), who asked.
VALUES: dict[str, tuple[str, int | None, tuple[str, ...], int | None, str]] = {
    "bank": ("Germany", 14, ("jonas", "rasmus"), None, "Customer service"),
    "bank-wait": ("Germany", 6, ("eleni",), 10, ""),
    "bank-refund": ("Germany", 9, ("jonas",), 24, "Accounts"),
    "bank-double": ("Germany", 3, ("rasmus",), None, "Accounts"),
    "retry": ("Everywhere", 31, ("jonas", "zofia"), 7, ""),
    "apple-pay": ("Everywhere", 12, ("zofia",), 60, "Customers, in the exit survey"),
    "google-pay": ("Everywhere", 8, (), None, "Customers, in the exit survey"),
    "instalments": ("Netherlands", 5, (), 120, "Two competitors have it"),
    "split": ("Everywhere", 4, ("rasmus",), None, "Customer service"),
    "gift-card": ("Ireland", 11, (), None, "The shops in Cork and Galway"),
    "voucher-why": ("Everywhere", 22, ("eleni",), None, "Customer service"),
    "fraud-score": ("France", 2, ("rasmus", "jonas"), 45, "Siobhán, after the audit"),
    "guest-basket": ("Everywhere", 17, ("zofia", "eleni"), 14, ""),
    "second-device": ("Everywhere", 9, ("eleni",), None, ""),
    "delivery-day": ("Ireland", 26, ("jonas",), 30, "Claire"),
    "choose-day": ("Ireland", 19, (), None, "Claire"),
    "change-day": ("Ireland", 15, (), None, "Claire"),
    "eircode": ("Ireland", 24, ("zofia",), 3, "Claire"),
    "po-checkout": ("Ireland", 7, ("mila",), 75, "The council of Drogheda"),
    "approvers": ("Ireland", 2, (), None, "The council of Drogheda"),
    "price-lists": ("Germany", 3, (), None, "Two garden centres"),
    "refund-status": ("Everywhere", 33, ("jonas",), None, "Customer service"),
    "cancel-order": ("Everywhere", 13, ("astrid",), None, "Customer service"),
    "order-page": ("Everywhere", 41, ("eleni", "jonas"), 21, "Claire"),
    "zoom": ("Everywhere", 1, ("eleni",), None, "The audit of last spring"),
    "vat-line": ("Germany", 6, (), None, "Accounts"),
}

TEMPLATES = (
    DemoTemplate(
        "story",
        "**Who** wants it, and what for?\n\n**Today** they …\n\n**Then** they …\n\nNot in here: …",
        ("Works with a keyboard alone", "The words are in all four languages"),
    ),
    DemoTemplate(
        "bug",
        "**What happens**\n\n**What should happen**\n\n**How to see it**\n\n1. \n2. \n\nSince when, how often, which browser?",
        ("A test fails without the repair",),
    ),
    DemoTemplate(
        "spike",
        "The question, in one sentence:\n\nWe stop after … days, and write down what we know by then.",
    ),
)

# What is demanded; a question (`?`) and the answers it has got.
RULES = ("description", "criteria", "estimate", "? Customer service has seen it")
ANSWERED = ("guest-basket", "delivery-day", "apple-pay", "po-checkout", "cancel-order", "bank-double")

# From, how, to, who said so. What blocks comes beside what the items themselves name in `blocks:`.
LINKS = (
    ("bank-double", "blocks", "bank-refund", "jonas"),
    ("addresses-many", "relates", "eircode", "jonas"),
    ("delivery-day", "blocks", "choose-day", "jonas"),
    ("choose-day", "blocks", "change-day", "jonas"),
    ("refund-status", "relates", "order-page", "mila"),
    ("guest-account", "relates", "guest-basket", "jonas"),
    ("google-pay", "relates", "google-pay-asks-for-the-address-a-second-time", "jonas"),
    ("send-my-basket-to-my-own-e-mail", "relates", "mail-with-the-basket-after-one-day-once", "mila"),
    ("share-a-basket-with-a-neighbour", "duplicates", "send-a-basket-to-my-approver", "mila"),
    ("net-prices-are-rounded-per-piece-instead-of-per-line", "relates", "vat-line", "jonas"),
)

# Where, the file's name, what it says (a picture is drawn), who kept it there.
FILES = (
    ("bank-wait", "waiting-page.png", "", "eleni"),
    ("order-page", "five-steps.png", "", "eleni"),
    (
        "eircode",
        "eircodes-that-fail.txt",
        "A65 F4E2   Blackrock    suggests Blackrock, Cork\nD02 AF30   Dublin 2     nothing found\n"
        "H91 T8NW   Galway       suggests the town only\nV94 T9PX   Limerick     nothing found\n",
        "zofia",
    ),
)

# Under the first comments of an item: who gave which sign.
REACTIONS = (
    ("bank-wait", 0, ("jonas", "zofia"), "thumbs-up"),
    ("bank-wait", 2, ("zofia", "mila"), "party-popper"),
    ("bank", 3, ("aoife", "mila", "jonas"), "party-popper"),
    ("bank", 1, ("jonas",), "eye"),
    ("retry", 0, ("mila",), "thumbs-up"),
    ("eircode", 0, ("jonas", "astrid"), "thumbs-up"),
    ("fraud-score", 1, ("rasmus",), "lightbulb"),
    ("order-page", 0, ("mila", "jonas", "eleni"), "heart"),
    ("guest-basket", 1, ("eleni",), "lightbulb"),
)

WATCHERS = (
    ("eircode", ("jonas", "mila")),
    ("order-page", ("mila", "astrid")),
    ("fraud-score", ("mila", "aoife")),
    ("delivery-day", ("astrid",)),
)

VIEWS = (
    DemoView("jonas", "Ready to plan", "status:ready blocked:no", ("status", "estimate", "score", "ready")),
    DemoView("mila", "What customers write about", "tickets>5 sort:-tickets", ("status", "custom-tickets", "custom-relief")),
    DemoView("jonas", "By who works on it", "status:active", ("status", "estimate", "due"), "assignee"),
)  # fmt: skip

# Cards on the table: where, who opened it, the cards so far. The first is still open, of the second the cards are turned.
OPEN_ROUND = ("choose-day", "jonas", (("eleni", "5"), ("zofia", "8")))
TURNED_ROUND = ("google-pay", "jonas", (("rasmus", "5"), ("zofia", "8"), ("jonas", "5")))
