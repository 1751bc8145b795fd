"""What the demo company's products are for, beside their visions."""

from config.demo.types import DemoAbout

ABOUTS = (
    DemoAbout(
        "WEB", "mila",
        "People with a balcony or a small garden who buy between two other things: on the tram, in the queue, in bed. "
        "Nine of ten come on a phone, most of them in the evening.\n\n"
        "Later: **landscapers, hotels, town councils**, who order the same forty things every month and pay by invoice.",
        "A full basket costs 94 seconds and eleven fields to turn into an order. *Two of three baskets are left behind*, "
        "most of them at the address and at the moment when delivery costs appear.",
        "**City gardeners who order from their phone.** They are the ones who give up first and come back soonest: whoever "
        "lets them pay in under a minute gets the next order too.",
        "1. Everybody who buys for themselves, in the euro area\n2. Company customers on account: the same checkout with an "
        "order number and an approver\n3. Other shops that want a checkout that knows about living goods",
        (
            ("Correct before fast", "A price, a tax or a delivery day that is wrong costs more than ten slow pages."),
            ("Ask nothing that we know", "Every field has to say what would be worse without it."),
            ("No surprise at the end", "Costs and the delivery day stand in the basket, not on the last page."),
            ("Usable with one thumb", "If it needs two hands or good eyes, it is not done."),
        ),
    ),
    DemoAbout(
        "APP", "tomas",
        "People who garden on Saturdays and think about it on Wednesdays. They own a phone, not a plan.",
        "They learn what should have been done three weeks ago. Advice is written for other climates, other soils and "
        "other people.",
        "**Fernhill customers with a first balcony**: we know what they bought, when it was sent and what the weather "
        "there is like.",
        "From what to do this week, to what one needs for it, to the whole garden drawn and remembered.",
        (
            ("Never in the way", "It opens in a second or it is not opened on Saturday."),
            ("Advice that is true here", "Nothing is said that does not fit the place and the week."),
            ("Works without a network", "Gardens are where reception ends."),
        ),
    ),
    DemoAbout(
        "OPS", "mila",
        "Forty people who pick, pack and care for plants, and three who plan their day. Gloves, cold, noise.",
        "The stock figure is wrong for one article in fourteen. So somebody walks, looks, and walks back, four hundred "
        "times a day.",
        "**Our own warehouse in Leiden**, the aisle of living plants first: there a wrong figure dies.",
        "The second site, then the nurseries that send straight from their fields.",
        (
            ("The floor decides", "What does not work with gloves on does not ship."),
            ("A promise is a day", "We name a day only if we would bet on it."),
        ),
    ),
)  # fmt: skip
