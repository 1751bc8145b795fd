"""What completes a word that begins with `@` or `#`: people and items."""

from django.db.models import Q

from accounts.models import Member
from accounts.permissions import ROLE_RIGHTS, Right
from activity.actors import Actor
from backlog.models import Item
from backlog.queries.keys import KEY
from backlog.queries.palette import best

MOST = 8
MOST_TYPED = 60
READERS = [role for role, rights in ROLE_RIGHTS.items() if Right.READ_BACKLOG in rights]


def people(actor: Actor, text: str) -> list[Member]:
    """Members who read the backlog and whose name has a part that begins like this; all of them for "". One statement."""
    text = _typed(text)
    members = Member.objects.active().filter(workspace=actor.workspace_id, role__in=READERS)
    named = members.filter(Q(name__istartswith=text) | Q(name__icontains=f" {text}"))
    found = named.exclude(name="").order_by("name", "id")[: MOST + 1]
    return [member for member in found if member.pk != actor.member_id][:MOST]


def items(actor: Actor, text: str) -> list[Item]:
    """Items whose key begins like this, then those with these words. At most three statements."""
    text = _typed(text)
    if not text:
        return []
    found: list[Item] = []
    if match := KEY.fullmatch(text):
        found = list(_by_key(actor, match[1].upper(), int(match[2])))
    known = {item.pk for item in found}
    found += [item for item in best(actor.workspace_id, text) if item.pk not in known]
    return found[:MOST]


def _by_key(actor: Actor, product: str, number: int) -> list[Item]:
    """WEB-1 is WEB-1, WEB-10 to WEB-19, WEB-100 to WEB-199: ranges that the index of numbers answers."""
    begins = Q(number=number)
    for power in (10, 100, 1000):
        begins |= Q(number__range=(number * power, number * power + power - 1))
    rows = Item.objects.filter(begins, workspace=actor.workspace_id, product__key=product)
    return list(rows.select_related("product", "status").order_by("number")[:MOST])


def _typed(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:MOST_TYPED]
