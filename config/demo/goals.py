"""The demo company's goals: objectives, key results with the check-ins of the last months, and the work that serves them."""

from config.demo.types import DemoCheckIn, DemoKeyResult, DemoObjective

_RISK, _OFF = "at_risk", "off_track"


def _seen(offset: int, value: float, by: str, comment: str = "", confidence: str = "on_track") -> DemoCheckIn:
    return DemoCheckIn(offset, value, by, confidence, comment)


OBJECTIVES = (
    DemoObjective(
        "minute", "Buying from Fernhill takes a minute", "mila", 9, (-118, 128),
        "People buy a watering can between two trams. Whoever is faster than the tram gets the order.",
        results=(
            DemoKeyResult("Orders paid in under a minute", 41, 60, "%", "mila", 128, (
                _seen(-91, 42.5, "mila"),
                _seen(-63, 44, "mila", "Mostly the address step."),
                _seen(-35, 49, "jonas", "Guest basket helps more than we thought."),
                _seen(-8, 52.5, "mila"),
            )),
            DemoKeyResult("Time to finish checkout, median", 94, 60, "s", "jonas", 128, (
                _seen(-90, 92, "jonas"),
                _seen(-58, 86, "jonas"),
                _seen(-29, 81, "zofia", "One second less on the payment page, five less on addresses."),
                _seen(-6, 78, "jonas", "Wallets come after the sale, so this will wait.", _RISK),
            )),
        ),
    ),
    DemoObjective(
        "paying", "Paying never stands in the way", "jonas", 8, (-90, 100), parent="minute",
        refs=("faster-payment", "bank", "wallets", "declines", "speed"),
        results=(
            DemoKeyResult("Orders lost at a declined card", 6.2, 3, "%", "rasmus", 100, (
                _seen(-70, 6.1, "rasmus"),
                _seen(-42, 5.4, "rasmus", "Clear reasons instead of “something went wrong”."),
                _seen(-14, 4.3, "rasmus", "Retry is live for half of the shop."),
            )),
            DemoKeyResult("Calls about a payment", 130, 60, "a week", "claire", 100, (
                _seen(-61, 126, "claire"),
                _seen(-27, 118, "claire", "Bank transfers are still most of them.", _RISK),
                _seen(-5, 112, "claire", "My sad little tally goes down too slowly.", _RISK),
            )),
        ),
    ),
    DemoObjective(
        "baskets", "Nobody loses a basket", "zofia", 7, (-110, 70), parent="minute",
        refs=("nobody-lost", "guest", "devices", "day", "addresses", "clear-basket"), beside=("speed",),
        results=(
            DemoKeyResult("Baskets left behind", 63, 55, "%", "zofia", 70, (
                _seen(-84, 62.6, "zofia"),
                _seen(-49, 61.2, "zofia"),
                _seen(-12, 60.4, "zofia", "Delivery costs appear too late; the epic for that has just begun.", _OFF),
            )),
            DemoKeyResult("Guests who come back to their basket", 8, 15, "%", "eleni", 70, (
                _seen(-48, 9.5, "eleni"),
                _seen(-10, 12, "eleni", "The basket survives signing in."),
            )),
        ),
    ),
    DemoObjective(
        "companies", "Companies choose Fernhill", "aoife", 6, (-20, 210),
        "Schools, councils and landscapers buy for more than a thousand euros at once, and by e-mail today.",
        refs=("company", "po", "approvers", "contract", "reorder"),
        results=(
            DemoKeyResult("Companies that order on account", 0, 120, "", "mila", 210, (
                _seen(-7, 3, "mila", "Three pilots signed.",),
            )),
            DemoKeyResult("Revenue from companies", 180, 450, "k€ a quarter", "siobhan", 210),
        ),
    ),
    DemoObjective(
        "saturday", "The app people open on Saturday morning", "tomas", 7, (-100, 160),
        refs=("saturday", "planner", "identify", "pocket", "tracking"),
        results=(
            DemoKeyResult("Gardeners who open it every week", 18, 30, "%", "tomas", 160, (
                _seen(-77, 18.4, "tomas"),
                _seen(-40, 21, "tomas", "The first weekly plan is out."),
                _seen(-9, 24.5, "mateo"),
            )),
            DemoKeyResult("Rating in both stores", 4.1, 4.6, "", "tomas", 160, (
                _seen(-66, 4.2, "tomas"),
                _seen(-15, 4.2, "tomas", "Stars follow crashes. Stability first.", _RISK),
            )),
        ),
    ),
    DemoObjective(
        "promise", "Every promise of delivery is kept", "astrid", 10, (-130, 145),
        "A promised day that holds is worth more than a fast one.",
        refs=("promised-day", "slotting", "picking-rounds", "cutoff", "tell-truth", "true-stock", "sync"),
        results=(
            DemoKeyResult("Parcels that leave on the promised day", 91.5, 98, "%", "astrid", 145, (
                _seen(-104, 91.7, "astrid"),
                _seen(-71, 92.8, "bogdan"),
                _seen(-38, 94.1, "astrid", "Slotting by picks, as in the trial."),
                _seen(-4, 95, "astrid", "Held through the first frost."),
            )),
        ),
    ),
    DemoObjective(
        "plants", "Living plants arrive alive", "astrid", 8, (-70, 190), parent="promise",
        refs=("alive", "weather-hold", "plant-box"),
        results=(
            DemoKeyResult("Plants refunded as dead", 4.8, 2, "%", "bogdan", 190, (
                _seen(-44, 4.6, "bogdan"),
                _seen(-11, 3.7, "bogdan", "Nothing leaves into frost any more."),
            )),
        ),
    ),
    DemoObjective(
        "audit", "Pass the accessibility audit", "eleni", 5, (-260, -40), state="achieved",
        results=(
            DemoKeyResult("Open findings of the audit", 34, 0, "", "eleni", -40, (
                _seen(-180, 21, "eleni"),
                _seen(-110, 7, "eleni"),
                _seen(-44, 0, "eleni", "Certificate is here."),
            )),
        ),
    ),
)  # fmt: skip
