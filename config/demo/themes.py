"""The demo company's themes: where its effort is meant to go, and which work belongs to which."""

from config.demo.types import DemoTheme

THEMES = (
    DemoTheme(
        "minute", "Buying in a minute", 7, (40, 45, 40),
        "Whatever stands between a full basket and a paid order. The reason people come back.",
        ("faster-payment", "nobody-lost", "pocket"),
    ),
    DemoTheme(
        "trust", "Correct and safe", 4, (20, 25, 20),
        "Papers that add up, good orders let through, everybody able to finish. Never the first thing to be cut.",
        ("trust", "app-base"),
    ),
    DemoTheme(
        "promise", "Promises kept", 3, (15, 20, 15),
        "The parcel leaves on the day we said, the plant arrives alive, the stock figure is true.",
        ("alive", "promised-day", "true-stock", "returns-paperless"),
    ),
    DemoTheme(
        "company", "Company customers", 9, (25, 10, 25),
        "Landscape gardeners, schools, hotels: a bill at the end of the month instead of a card in the aisle.",
        ("company",),
    ),
)  # fmt: skip
