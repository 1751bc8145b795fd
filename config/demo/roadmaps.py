"""Three roadmaps of the demo company, each for another audience."""

from config.demo.types import (
    DemoComment,
    DemoEntry,
    DemoLane,
    DemoMilestone,
    DemoRoadmap,
    DemoScenario,
    DemoWhatIf,
)

CHECKOUT = DemoRoadmap(
    key="checkout",
    name="Checkout, next two quarters",
    purpose="What changes for customers between the basket and the thank-you page, and why in this order.",
    owner="mila",
    visibility="workspace",
    lanes=(
        DemoLane("payment", "Faster payment", "Goal: 60 % pay in under a minute"),
        DemoLane("lost", "Nobody gets lost", "Goal: basket loss under 55 %"),
        DemoLane("company", "Company customers", "Theme: 25 % of the year, 18 % planned"),
        DemoLane("trust", "Trust", "Theme: keep it correct, safe and usable by everybody"),
    ),
    milestones=(DemoMilestone("Company pilot opens", 71), DemoMilestone("Spring sale freeze", 98)),
    scenarios=(
        DemoScenario(
            "The bank signs in January",
            (
                DemoWhatIf("bank", later=28, confidence="medium"),
                DemoWhatIf("google-pay", later=1),
                DemoWhatIf("instalments", is_off=True),
                DemoWhatIf("po-checkout", later=1, confidence="low"),
                DemoWhatIf("refund-status", lane="lost"),
            ),
        ),
    ),
    entries=(
        DemoEntry(
            "bank",
            "payment",
            "now",
            "Pay by bank transfer",
            "Instant, from any bank in the euro area.",
            (
                DemoComment(-12, "claire", "Will it end the IBAN calls? My team keeps a sad little tally."),
                DemoComment(
                    -11, "mila", "For the euro area, yes. Please keep the tally, we want to see it fall."
                ),
            ),
            confidence="high",
        ),
        DemoEntry("retry", "payment", "now", "Retry a declined card", "Nothing has to be typed again."),
        DemoEntry("under-second", "payment", "now", "Payment page in one second", "On a mid-range phone."),
        DemoEntry(
            "apple-pay",
            "payment",
            "next",
            "",
            "From the product page to a paid order with one tap.",
            (
                DemoComment(
                    -8, "aoife", "Is this before the spring sale? I would like to print it in the catalogue."
                ),
            ),
        ),
        DemoEntry("google-pay", "payment", "next"),
        DemoEntry(
            "split", "payment", "next", "One order, two cards", "For buying together.", confidence="medium"
        ),
        DemoEntry(
            "instalments",
            "payment",
            "later",
            "Pay in three instalments",
            "No interest, and the whole cost in sight.",
            (
                DemoComment(-24, "siobhan", "I need the fee per order before this is public."),
                DemoComment(-23, "mila", "Understood. It stays in Later until you have it."),
            ),
            confidence="low",
        ),
        DemoEntry("gift-card", "payment", "later", "Gift card and card together", confidence="low"),
        DemoEntry("guest-basket", "lost", "now", "Basket survives sign-in", "Old and new basket are merged."),
        DemoEntry("eircode", "lost", "now", "Irish addresses found at once"),
        DemoEntry("second-device", "lost", "now", "Basket on every device", confidence="medium"),
        DemoEntry(
            "delivery-day",
            "lost",
            "next",
            "Delivery day before payment",
            "One day, not a range.",
            confidence="medium",
        ),
        DemoEntry("choose-day", "lost", "later", "Choose the delivery day"),
        DemoEntry("addresses-many", "lost", "later", "Several addresses", "Home, allotment, parents."),
        DemoEntry(
            "po-checkout", "company", "next", "Purchase order checkout", "Order on account, with your number."
        ),
        DemoEntry("reorder", "company", "next", "Order the same again"),
        DemoEntry("approvers", "company", "later", "Several approvers", confidence="medium"),
        DemoEntry("contract", "company", "later", "Contract prices", confidence="low"),
        DemoEntry(
            "a11y", "trust", "now", "Checkout for everybody", "23 findings of the audit, 6 of them urgent."
        ),
        DemoEntry("order-page", "trust", "now", "One page: where is my order?"),
        DemoEntry("fraud-score", "trust", "next", "Fewer good orders refused"),
        DemoEntry("refund-status", "trust", "later", "Refund status in sight"),
    ),
)

APP_ROADMAP = DemoRoadmap(
    key="app",
    name="The app in your garden",
    purpose="Where the app is going: first useful on Saturday morning, then a better shop.",
    owner="tomas",
    visibility="workspace",
    lanes=(
        DemoLane("saturday", "Saturday morning", "Goal: 40 % open the app in three of four weekends"),
        DemoLane("pocket", "Orders in the pocket", "Goal: half as many questions about orders"),
        DemoLane("ground", "Solid ground", "Goal: 99.7 % of sessions without a crash"),
    ),
    milestones=(DemoMilestone("Beta opens to everybody", 30), DemoMilestone("Sowing season", 84)),
    entries=(
        DemoEntry(
            "week-list",
            "saturday",
            "now",
            "This week in your garden",
            "Five things at most, with the reason why.",
            (
                DemoComment(
                    -6, "claire", "Two customers have told us they love this. Unasked, on the telephone!"
                ),
            ),
        ),
        DemoEntry("my-plants", "saturday", "now", "Tell us what grows"),
        DemoEntry("offline-advice", "saturday", "now", "Advice without reception"),
        DemoEntry(
            "frost-warning",
            "saturday",
            "next",
            "Frost warning",
            "Only for what you grow.",
        ),
        DemoEntry(
            "plant-id",
            "saturday",
            "next",
            "Name a plant from a picture",
            "Three guesses, never a false fact.",
        ),
        DemoEntry("pest-id", "saturday", "later", "What is eating my plant?"),
        DemoEntry("garden-map", "saturday", "later", "Draw your garden"),
        DemoEntry("soil-calculator", "saturday", "later", "Soil calculator"),
        DemoEntry("track", "pocket", "now", "Follow the parcel", "The same five steps as on the web."),
        DemoEntry("push-out", "pocket", "now", "Out for delivery: we tell you"),
        DemoEntry("app-basket", "pocket", "now", "One basket, web and app"),
        DemoEntry("app-pay", "pocket", "now", "Pay by wallet"),
        DemoEntry(
            "return-app",
            "pocket",
            "next",
            "Return in three taps",
            "Without a printer.",
            (
                DemoComment(-17, "siobhan", "What does the parcel shop code cost us?"),
                DemoComment(-16, "tomas", "9 cents, against 31 for a printed label in every box."),
            ),
        ),
        DemoEntry("damaged-plant", "pocket", "next", "Damaged plant? One photograph"),
        DemoEntry("notify", "pocket", "later", "Messages worth having"),
        DemoEntry("cold-start", "ground", "now", "Starts in a blink"),
        DemoEntry("app-a11y", "ground", "now", "Large letters, one hand"),
        DemoEntry("first-run", "ground", "next", "Start without an account"),
        DemoEntry("measure", "ground", "later", "Know whether it helps"),
    ),
)

DELIVERY = DemoRoadmap(
    key="delivery",
    name="A day you can rely on",
    purpose="How shop and warehouse together come from 94 to 97 kept promises of a hundred.",
    owner="mila",
    visibility="workspace",
    lanes=(
        DemoLane("promise", "The promise", "Goal: 97 of 100 parcels on the promised day"),
        DemoLane("plants", "Living plants", "Goal: complaints under 2 %"),
        DemoLane("stock", "True stock", "Goal: 99 % of figures right"),
        DemoLane("floor", "The floor", "Theme: tools that help, people who go home healthy"),
    ),
    milestones=(
        DemoMilestone("Peak season ends", 27),
        DemoMilestone("Staff council review", 52),
        DemoMilestone("Bare-root season ends", 110),
    ),
    entries=(
        DemoEntry(
            "slot-plan",
            "promise",
            "now",
            "Fast sellers stand near",
            "At most forty moves a week.",
            (
                DemoComment(
                    -5, "aoife", "Minus 9 % walking in two weeks? Please tell the shift I said thank you."
                ),
                DemoComment(-5, "mila", "Astrid has put your words on the board."),
            ),
        ),
        DemoEntry("batch", "promise", "now", "Twelve orders in one round"),
        DemoEntry("cutoff-live", "promise", "next", "A cut-off that knows the queue"),
        DemoEntry(
            "delivery-day", "promise", "next", "The day is shown before payment", "Once we keep 97 of 100."
        ),
        DemoEntry("second-carrier", "promise", "later", "Second carrier for islands and alps"),
        DemoEntry("choose-day", "promise", "later", "Customers choose the day"),
        DemoEntry(
            "frost-hold",
            "plants",
            "now",
            "Plants wait for frost to pass",
            "The route's coldest night decides.",
            (
                DemoComment(
                    -13, "claire", "Two complaints instead of 44. I had a quiet Monday and did not know why."
                ),
            ),
        ),
        DemoEntry("box-three", "plants", "next", "Three boxes made for plants"),
        DemoEntry("warm-pack", "plants", "next", "Warm pack for citrus"),
        DemoEntry("heat-limit", "plants", "later", "The same for heat"),
        DemoEntry("cycle", "stock", "now", "Twenty slots counted a day"),
        DemoEntry("stock-stream", "stock", "next", "Stock in the shop within seconds"),
        DemoEntry("inbound", "stock", "later", "Goods come in without a queue"),
        DemoEntry("return-gate", "stock", "later", "Returns decided in a minute"),
        DemoEntry("offline-scan", "floor", "now", "Scanning without network"),
        DemoEntry("near-misses", "floor", "next", "Near misses in twenty seconds"),
        DemoEntry("gate-screen", "floor", "next", "One screen at the gate"),
        DemoEntry("seen", "floor", "later", "Everybody sees the same day"),
    ),
)

ROADMAPS: tuple[DemoRoadmap, ...] = (CHECKOUT, APP_ROADMAP, DELIVERY)
