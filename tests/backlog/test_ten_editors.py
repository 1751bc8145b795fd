"""Ten product owners at the same thirty items: cells, drags, bulk edits and undo through the real pages, all at once."""

import re
import threading
from collections import Counter, defaultdict
from html import unescape
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Member, Workspace
from activity.models import Event
from backlog.models import Item, Product, Status
from tests.conftest import ClientOf
from tests.factories import make_item, make_member, make_product

EDITORS, ITEMS, TURNS = 10, 30, 18
HOME = "/w/acme/p/WEB/"
OLD = re.compile(r'name="old" value="([^"]*)"')
UNDO = re.compile(r"/undo/([0-9a-f-]{36})/")
ACCEPTED, CONFLICT = (200, 204), (409, 412)


class Editor(threading.Thread):
    """One member's browser: does what the dice say, remembers what was answered."""

    def __init__(self, client: Client, member: Member, number: int, start: threading.Barrier) -> None:
        super().__init__()
        self.client, self.member, self.start_together = client, member, start
        self.client.raise_request_exception = False
        self.dice = Random(number)
        self.seen = "Item 1"  # the title that everybody fights for, as it stands on this screen
        self.statuses = [
            str(pk)
            for pk in Status.objects.filter(workspace=member.workspace_id).values_list("pk", flat=True)
        ]
        self.acts: list[str] = []
        self.titles: list[str] = []
        self.both: list[tuple[str, str]] = []
        self.codes: Counter[tuple[str, int]] = Counter()
        self.failed: list[BaseException] = []

    def run(self) -> None:
        try:
            acts = (self.same_field, self.any_field, self.drag, self.bulk, self.card, self.regroup, self.undo)
            self.start_together.wait()
            for turn in range(TURNS):
                self.dice.choice(acts)(turn)
        except BaseException as error:
            self.failed.append(error)
        finally:
            connection.close()

    def send(self, name: str, url: str, data: dict[str, Any]) -> Any:
        answer: Any = self.client.post(url, data, headers={"X-Requested-With": "fetch"})
        self.codes[name, answer.status_code] += 1
        if answer.exc_info:
            self.failed.append(answer.exc_info[1])
        if offered := UNDO.findall(answer.get("HX-Trigger", "")):
            self.acts += offered
        return answer

    def key(self) -> str:
        return f"WEB-{self.dice.randrange(1, ITEMS + 1)}"

    def same_field(self, turn: int) -> None:
        """The one title, from what this screen showed last: whoever is late sees both."""
        mine = f"{self.member.name} {turn}"
        answer = self.send("title", "/w/acme/items/WEB-1/cells/title/", {"value": mine, "old": self.seen})
        if answer.status_code in ACCEPTED:
            self.titles.append(mine)
            self.seen = mine
        elif answer.status_code in CONFLICT:
            text = answer.content.decode()
            theirs = unescape(OLD.findall(text)[0])
            self.both.append((theirs, mine if f'value="{mine}"' in text else ""))
            self.seen = theirs

    def any_field(self, turn: int) -> None:
        """A field of any item, as it is now: what others change in other fields stays."""
        item = Item.objects.get(product__key="WEB", number=self.dice.randrange(2, ITEMS + 1))
        field, value, old = self.dice.choice(
            [
                ("estimate", str(self.dice.randrange(1, 99)), f"{item.estimate or ''}"),
                ("kind", self.dice.choice(("story", "bug", "chore")), item.kind),
                ("assignee", str(self.member.pk), str(item.assignee_id or "")),
            ]
        )
        self.send("cell", f"/w/acme/items/{item.key}/cells/{field}/", {"value": value, "old": old})

    def drag(self, turn: int) -> None:
        chosen = list(dict.fromkeys(self.key() for _n in range(self.dice.randrange(1, 4))))
        place = {self.dice.choice(("before", "after")): self.key()}
        self.send("drag", f"{HOME}moves/", {"items": chosen, **place})

    def bulk(self, turn: int) -> None:
        chosen = {self.key() for _n in range(6)}
        data = {"items": ",".join(sorted(chosen)), "estimate": str(self.dice.randrange(1, 99))}
        self.send("bulk", f"{HOME}changes/", data)

    def card(self, turn: int) -> None:
        """A card of the board: another status, and next to another card."""
        status = self.dice.choice(list(self.statuses))
        self.send("card", f"{HOME}board/moves/", {"items": self.key(), "status": status, "after": self.key()})

    def regroup(self, turn: int) -> None:
        """Rows of the grouped table: into a group of kinds, and next to another row."""
        chosen = list(dict.fromkeys(self.key() for _n in range(3)))
        data = {
            "items": chosen,
            "field": "kind",
            "value": self.dice.choice(("bug", "spike")),
            "before": self.key(),
        }
        self.send("regroup", f"{HOME}regroupings/", data)

    def undo(self, turn: int) -> None:
        if self.acts:
            self.send("undo", f"/w/acme/undo/{self.acts.pop()}/", {})


@pytest.fixture
def product(workspace: Workspace) -> Product:
    product = make_product(workspace, "WEB", name="Web checkout")
    for number in range(1, ITEMS + 1):
        make_item(product, f"Item {number}")
    return product


@pytest.fixture
def editors(product: Product, client_of: ClientOf) -> list[Editor]:
    """All of them, when they are done."""
    start = threading.Barrier(EDITORS)
    members = [make_member(product.workspace, name=f"Editor {n}") for n in range(EDITORS)]
    running = [Editor(client_of(member), member, n, start) for n, member in enumerate(members)]
    for editor in running:
        editor.start()
    for editor in running:
        editor.join()
    return running


@pytest.mark.django_db(transaction=True)
def test_ten_editors_at_once(editors: list[Editor], product: Product) -> None:
    codes = sum((editor.codes for editor in editors), Counter[tuple[str, int]]())
    assert [editor.failed for editor in editors if editor.failed] == []
    assert {code for _name, code in codes} <= {*ACCEPTED, *CONFLICT, 422}, codes
    assert all(codes[name, code] for name, code in (("title", 412), ("cell", 200), ("drag", 204), ("bulk", 204), ("card", 204), ("regroup", 204), ("undo", 204)))  # fmt: skip
    check_items(product)
    check_events(editors, product)
    check_conflicts(editors)


def check_items(product: Product) -> None:
    """None lost, none doubled, each in a place of its own."""
    numbers = Item.objects.filter(product=product).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, ITEMS + 1))
    assert Item.objects.filter(product=product).values("rank").distinct().count() == ITEMS


def check_events(editors: list[Editor], product: Product) -> None:
    """Each accepted change has its event, and the events of a field lead from one to the next up to what stands there."""
    for editor in editors:
        mine = Event.objects.filter(actor=editor.member)
        told = mine.filter(action__in=editor.acts).values_list("action", flat=True)
        assert {str(action) for action in told} == set(editor.acts)
        for title in editor.titles:
            assert mine.filter(object_label="WEB-1", changes__title__1=title).exists()
    chains: dict[tuple[Any, str], list[list[Any]]] = defaultdict(list)
    for pk, changes in (
        Event.objects.filter(verb="item.updated").order_by("id").values_list("object_id", "changes")
    ):
        for field in ("title", "estimate", "kind", "assignee"):
            if field in changes:
                chains[pk, field].append(changes[field])
    items = Item.objects.filter(product=product).in_bulk()
    for (pk, field), chain in chains.items():
        assert all(one[1] == two[0] for one, two in pairwise(chain)), (field, chain)
        assert same(getattr(items[pk], "assignee_id" if field == "assignee" else field), chain[-1][1])


def same(value: Any, told: Any) -> bool:
    """Whether a row's value is what the last event told."""
    return value is None if told is None else str(value) in (str(told), f"{told}.00")


def check_conflicts(editors: list[Editor]) -> None:
    """Whoever was late saw what they had typed, and what somebody else had."""
    known = {title for editor in editors for title in editor.titles} | {"Item 1"}
    for editor in editors:
        for theirs, mine in editor.both:
            assert mine.startswith(editor.member.name)
            assert theirs in known
