"""Invented people and texts about a web shop for outdoor goods, as a team would write them into Jira."""

import random

PEOPLE = (
    ("Maren Holbæk", "5f1c0aa2b7e14d0069a1c001"),
    ("Jörg Säumel", "5f1c0aa2b7e14d0069a1c002"),
    ("Priya Venkataraman", "5f1c0aa2b7e14d0069a1c003"),
    ("Tomás Echeverri", "712020:9b0e6a54-2a11-4b7c-8d5e-0c4d3f5e1a04"),
    ("Aoife Kinsella", "5f1c0aa2b7e14d0069a1c005"),
    ("Zoë van der Berg", "5f1c0aa2b7e14d0069a1c006"),
    ("Kwame Asante", "712020:1d2c3b4a-7f6e-4a5b-9c8d-2e1f0a9b8c07"),
    ("Łucja Wrzesień", "5f1c0aa2b7e14d0069a1c008"),
)
LABELS = [
    "quick-win",
    "seo",
    "mobile",
    "accessibility",
    "tech-debt",
    "customer-request",
    "regression",
    "gdpr",
    "peak-season",
]
COMPONENTS = ["Checkout", "Catalogue", "Search", "Account", "Order mails", "Back office", "Stock service"]
EPICS = (
    (
        "Checkout in one page",
        "h2. Why\nOne in three baskets is left at the address step. We want *one* page that remembers everything.\n\n"
        "h2. Measure\n||Step||Today||Goal||\n|Basket → address|71 %|80 %|\n|Address → payment|64 %|82 %|",
    ),
    (
        "Find it in three letters",
        "Search must forgive typos and know our words: _rucksack_ is _backpack_, _Größe_ is size.",
    ),
    (
        "Returns without a phone call",
        "Half of all calls are about returns. A customer prints the label and follows the parcel.",
    ),
    ("Fernhill on the phone", "68 % of visits are mobile, 41 % of revenue. Speed first, then thumbs."),
    (
        "Stock one can trust",
        "We sold 212 things in May that were not there. See [the review|https://example.com/stock-review].",
    ),
    ("Gift cards", "Sold online, redeemed online and in both stores."),
    ("Loyal customers", "Points, early access, and an account worth having."),
    (
        "Germany and Austria",
        "Second language, euro prices, VAT, and Lastschrift. Launch before the autumn season.",
    ),
    ("A back office that keeps up", "What the team types by hand today, ~600 times a day."),
    ("Fast and accessible", "WCAG 2.2 AA everywhere and a largest paint under 2 s on a cheap phone."),
)
SUBJECTS = (
    ("basket", "items are kept when one signs in"),
    ("delivery dates", "the date shown is the carrier's own"),
    ("size guide", "sizes are shown in EU, UK and US"),
    ("product photos", "one can pinch to zoom"),
    ("order confirmation mail", "it lists what comes in which parcel"),
    ("voucher field", "a wrong code says why it is wrong"),
    ("address lookup", "house numbers with letters are found"),
    ("payment by invoice", "business customers see the due date"),
    ("wish list", "it can be shared by link"),
    ("return label", "it can be shown as a code on the phone"),
    ("filter for colours", "it shows how many are left"),
    ("search suggestions", "they appear after the third letter"),
    ("stock level", "it counts what lies in open baskets"),
    ("gift card balance", "it can be split over several orders"),
    ("newsletter sign-up", "it asks twice and keeps proof"),
    ("product reviews", "only buyers can write one"),
    ("order history", "it goes back to the old shop"),
    ("cookie notice", "no choice is hidden"),
    ("price history", "the lowest price of 30 days is shown beside a discount"),
    ("store pick-up", "the store says when it is ready"),
    ("category pages", "they load ten products at a time"),
    ("guest checkout", "an account can be made afterwards"),
    ("invoice PDF", "umlauts such as ä, ö, ü and ß print"),
    ("parcel tracking", "it updates without a reload"),
    ("back-in-stock alert", "it is sent once"),
    ("customer notes", "the warehouse sees them on the pick list"),
    ("shipping costs", "they are known before the address"),
    ("VAT for Austria", "the right rate is on the invoice"),
    ("keyboard use of the menu", "the focus is always seen"),
)
SUMMARIES = {
    "Story": (
        "{subject}: {detail}",
        "As a customer I want a better {subject}, so that {detail}",
        "Improve the {subject} ({detail})",
    ),
    "Bug": (
        "{subject} is empty after going back in Safari",
        "{subject} shows the wrong value for large orders",
        "Error 500 in {subject} when the session has ended",
        "{subject}: umlauts are garbled",
    ),
    "Task": (
        "Move {subject} to the new design tokens",
        "Measure {subject} in production",
        "Clean up {subject} settings",
    ),
    "Sub-task": (
        "{subject}: texts in German",
        "{subject}: tests",
        "{subject}: tracking events",
        "{subject}: dark colours",
    ),
    "Spike": ("Find out how others do {subject}", "Can the {subject} come from the stock service?"),
}
COMMENTS = (
    "I can repeat this on staging; it needs two items in the basket.",
    "{other} could you look at the wording? I am not sure about the second line.",
    "Deployed at 9;30; logs look fine.\n\nLet us watch it until Thursday.",
    "The carrier answered: they send {{{{ETA}}}} only after the first scan.",
    "Split: the German texts go into their own ticket.",
    "Agreed with {other}: we ship without the animation.",
    "Customers in the store ask for this every week – “when can I …?” is the first thing they say.",
    '{{code:json}}\n{{"status": "late", "parcels": 2}}\n{{code}}\nThis is what we get.',
)


def describe(kind: str, subject: str, detail: str, chance: random.Random) -> str:
    """A description in Jira's wiki markup; every tenth is empty."""
    if chance.random() < 0.1:
        return ""
    if kind == "Bug":
        return (
            f"*Steps*\n# Open the shop on a phone\n# Go to the {subject}\n# Reload\n\n*Expected:* {detail}.\n"
            f"*Seen:* nothing happens, the console says\n{{noformat}}\nTypeError: order is undefined\n{{noformat}}\n"
            f"!screenshot.png|thumbnail!"
        )
    if kind == "Story":
        return (
            f"h3. Acceptance criteria\n* {detail[0].upper()}{detail[1:]}\n** also when signed out\n* Works by keyboard\n"
            f"* Event {{{{{subject.replace(' ', '_')}_seen}}}} is sent\n\nSee [design|https://example.com/d/{chance.randrange(99)}]."
        )
    if kind == "Spike":
        return "Two days at most. Questions:\n- what does it cost\n- who owns it\n{quote}If it takes longer, stop.{quote}"
    return f"Part of the work on the {subject}: {detail}."
