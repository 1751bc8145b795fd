"""Makes the demo company's themes, with target shares for today's year, quarter and the next one, and its products' pages."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from activity.actors import Actor
from activity.services import Record, record_history
from backlog.models import Item
from config.demo.abouts import ABOUTS
from config.demo.themes import THEMES
from roadmap.models import Principle, ProductPage, Theme, ThemeItem, ThemeTarget
from roadmap.periods import Length, Period
from roadmap.services import product_pages, theme_items

if TYPE_CHECKING:
    from config.demo.seed import Seeding

BEGAN = -60  # days from today


def invest(making: "Seeding") -> None:
    """Make the themes. What stands below a themed item belongs to it without saying so."""
    by, at = making.members["mila"].actor(), making.moment(BEGAN, 540)
    told: list[tuple[Actor, datetime, Record]] = []
    for place, demo in enumerate(THEMES):
        row = Theme(
            workspace=making.workspace,
            name=demo.name,
            hue=demo.hue,
            description=demo.description,
            position=place,
        )
        row.save(force_insert=True)
        about = theme_items.about(row)
        told.append((by.anew(), at, Record("theme.created", "theme", row.pk, row.name, data=about)))
        for item in Item.objects.filter(pk__in=[making.ids[ref] for ref in demo.refs]).select_related(
            "product"
        ):
            ThemeItem.objects.create(workspace=making.workspace, theme=row, item=item)
            told.append(
                (by.anew(), max(at, item.created_at), theme_items.ONLY.told("theme.item_added", item, row))
            )
        for period, percent in zip(_periods(making), demo.shares, strict=True):
            ThemeTarget.objects.create(
                workspace=making.workspace, theme=row, length=period.length, start_on=period.start,
                percent=Decimal(percent),
            )  # fmt: skip
            changes = {"percent": [None, str(percent)]}
            data = {**about, "period": period.text}
            at_once = at + timedelta(minutes=5)
            told.append(
                (by.anew(), at_once, Record("theme.target_set", "theme", row.pk, row.name, changes, data))
            )
    record_history(sorted(told, key=lambda one: one[1]))


def describe(making: "Seeding") -> None:
    """Write what each product is for."""
    told: list[tuple[Actor, datetime, Record]] = []
    for demo in ABOUTS:
        product, by = making.products[demo.product], making.members[demo.by].actor()
        at, texts = (
            making.moment(BEGAN - 30, 600),
            {name: getattr(demo, name) for name in product_pages.WORDS},
        )
        page = ProductPage.objects.create(workspace=making.workspace, product=product, **texts)
        data = product_pages.about(product)
        changes = {name: ["", text] for name, text in texts.items()}
        said = Record("productpage.updated", "productpage", page.pk, product.name, changes, data)
        told.append((by.anew(), at, said))
        for place, (name, text) in enumerate(demo.principles):
            row = Principle.objects.create(
                workspace=making.workspace, product=product, name=name, text=text, position=place
            )
            made = Record("principle.created", "principle", row.pk, row.name, data=data)
            told.append((by.anew(), at + timedelta(minutes=4 * place + 3), made))
    record_history(sorted(told, key=lambda one: one[1]))


def _periods(making: "Seeding") -> list[Period]:
    now = Period.around(Length.QUARTER, making.today)
    return [Period.around(Length.YEAR, making.today), now, now.step(1)]
