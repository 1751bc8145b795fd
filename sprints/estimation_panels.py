"""What estimating together adds to the backlog's pages; named in the settings ITEM_PANELS and MY_WORK_PANELS."""

from collections import Counter

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import Right, may
from activity.actors import Actor
from backlog.models import Item
from backlog.panels import Panel
from sprints.models import EstimationRound
from sprints.queries.estimation import round_of, table_of
from sprints.queries.voters import waiting_for

MOST = 100


def round_of_item(item: Item, actor: Actor) -> list[Panel]:
    """The round that is open for the item, and the way to it. One statement, two more where there is one."""
    round_ = round_of(item)
    if round_ is None:
        return []
    context = {"table": table_of(round_, actor), "url": _url(round_)}
    return [{"title": _("Estimation"), "template": "sprints/estimation/_item_panel.html", "context": context}]


def estimates_waiting(actor: Actor) -> list[Panel]:
    """“2 estimates wait for you”, by product, with the way to the first of each. One statement; none for a stakeholder."""
    if not may(actor, Right.CONTRIBUTE):
        return []
    rounds = list(waiting_for(actor).select_related("workspace", "product")[:MOST])
    if not rounds:
        return []
    counts = Counter(one.product_id for one in rounds)
    firsts = {one.product_id: one for one in reversed(rounds)}
    rows = [(firsts[pk].product, count, _url(firsts[pk])) for pk, count in counts.items()]
    title = ngettext("%(count)d estimate waits for you", "%(count)d estimates wait for you", len(rounds))
    return [
        {
            "title": title % {"count": len(rounds)},
            "template": "sprints/estimation/_work_panel.html",
            "context": {"rows": rows},
            "is_first": True,
        }
    ]


def _url(round_: EstimationRound) -> str:
    home = reverse("sprints:estimation", args=[round_.workspace.slug, round_.product.key])
    return f"{home}?{urlencode({'round': str(round_.pk)})}"
