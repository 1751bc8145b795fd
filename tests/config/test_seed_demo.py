"""The demo company: whole, valid, and made once."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Member, Team, Workspace
from accounts.permissions import Role
from activity.models import Event, Outbox, Position
from backlog.models import (
    Attachment,
    Comment,
    Item,
    ItemLink,
    Product,
    Rating,
    Reaction,
    ReadyTick,
    SavedView,
    Score,
)
from backlog.search import ItemSearch
from backlog.services.recompute import recompute
from config.demo import voices
from config.demo.grooming import REACTIONS, VALUES
from config.demo.roadmaps import ROADMAPS
from config.demo.scale import grow
from notifications.models import Notification
from roadmap.models import Edition, Entry, Roadmap, ShareLink, VisitorComment
from roadmap.services.visitor_comments import shown_on
from roadmap.shared import editions_of, shown_by
from roadmap.topics import said_on
from sprints.models import EstimationRound


def seed(*args: str) -> str:
    out = StringIO()
    call_command("seed_demo", *args, stdout=out)
    return out.getvalue()


@pytest.mark.django_db(transaction=True)
def test_builds_the_whole_company_once() -> None:
    printed = seed()
    assert all(str(role.label) in printed for role in Role)
    assert (Product.objects.count(), Team.objects.count(), Member.objects.count()) == (3, 4, 12)
    assert Item.objects.count() == 400
    assert Comment.objects.count() > 100
    assert Rating.objects.count() > 500
    assert (Roadmap.objects.count(), Edition.objects.count()) == (3, 6)
    assert Entry.objects.count() == 59
    check_grooming()
    check_inboxes()
    check_talk()
    assert seed() == printed
    assert Item.objects.count() == 400
    check_rows()


def check_inboxes() -> None:
    """Those who sign in find news, some of it read, none told before it happened."""
    lines = Notification.objects.all()
    for email in ("aoife", "mila", "jonas", "rasmus"):
        assert lines.filter(member__email__startswith=email, read_at=None).exists(), email
    assert lines.exclude(read_at=None).exists()
    assert not lines.filter(created_at__gt=timezone.now()).exists()
    assert not Event.objects.filter(at__gt=timezone.now()).exists()


def check_talk() -> None:
    """Goals are spoken of, and visitors of the first roadmap have said what waits, what is shown, what is answered."""
    assert Comment.objects.exclude(objective=None).count() == sum(map(len, voices.ON_GOALS.values()))
    states = Counter(VisitorComment.objects.values_list("state", flat=True))
    assert states == {"waiting": 2, "approved": 3, "declined": 1}
    assert VisitorComment.objects.exclude(reply="").exists()
    link = ShareLink.objects.get(takes_comments=True, roadmap__name=ROADMAPS[0].name)
    shown = shown_by(link, editions_of(link))
    assert shown is not None
    titles = [said.title for said in said_on(shown, link, shown_on(link))]
    assert titles == ["Pay by bank transfer", "Pay in three instalments", ""]


def check_grooming() -> None:
    """What product owners set up is there, and says something."""
    product = Product.objects.get(key="WEB")
    assert product.custom_fields.count() == 6
    assert product.items.exclude(custom={}).count() == len(VALUES)
    assert (product.templates.count(), product.ready_rules.count(), ReadyTick.objects.count()) == (3, 4, 6)
    assert set(ItemLink.objects.values_list("kind", flat=True)) == {"blocks", "relates", "duplicates"}
    assert set(Attachment.objects.values_list("media_type", flat=True)) == {"image/png", "text/plain"}
    signs = [people for *_what, people, _sign in (*REACTIONS, *voices.REACTIONS)]
    assert Reaction.objects.count() == sum(len(people) for people in signs)
    assert set(EstimationRound.objects.values_list("state", flat=True)) == {"open", "revealed"}
    reader = Member.objects.get(email="jonas@fernhill.example").actor()
    for view in SavedView.objects.filter(product=product, is_shared=True):
        search = ItemSearch(view.query, actor=reader, today=timezone.localdate())
        assert search.filter(Item.objects.filter(product=product)).exists(), view.name


def check_rows() -> None:
    """What services would have refused is not there, and what the worker would compute is."""
    for product in Product.objects.all():
        numbers = sorted(product.items.values_list("number", flat=True))
        assert numbers == list(range(1, product.next_number))
        assert Score.objects.filter(item__product=product, value__isnull=False).count() > 40
    for item in Item.objects.select_related("status"):
        assert item.category == item.status.category
        assert item.start_on is None or item.due_on is None or item.start_on <= item.due_on
    assert Event.objects.filter(verb="item.updated").count() > 500
    assert Position.objects.count() >= Event.objects.filter(verb="item.created").count()


@pytest.mark.django_db(transaction=True)
def test_grows_to_any_size() -> None:
    seed("--items", "1200")
    assert Item.objects.count() == 1200
    grown = Product.objects.get(key="MKT")
    assert sorted(grown.items.values_list("number", flat=True)) == list(range(1, 801))
    ranks = list(grown.items.order_by("number").values_list("rank", flat=True))
    assert ranks == sorted(set(ranks))
    assert not Outbox.objects.filter(
        event_id__in=Event.objects.filter(verb="item.created").values("id")
    ).exists()


@pytest.mark.django_db(transaction=True)
def test_growing_that_is_cut_off_leaves_its_scores_to_the_worker(
    workspace: Workspace, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.demo.scale.learn_words", cut_off)
    with pytest.raises(KeyboardInterrupt):
        grow(workspace, 200)
    assert recompute(Product.objects.get(key="MKT")) > 100


def cut_off(*args: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_refuses_silly_sizes() -> None:
    with pytest.raises(CommandError, match="goes from 0"):
        seed("--items", "2000000")
    assert seed("--show") == ""
