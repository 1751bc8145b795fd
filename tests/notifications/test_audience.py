"""Which messages of the channel leave, and to whom."""

from typing import Any

import orjson
import pytest

from accounts.models import Member
from accounts.permissions import Right, Role
from notifications.audience import SHOWN, Listener, news_of
from notifications.missed import owners_of
from roadmap.models import Roadmap
from tests.factories import make_roadmap


def test_scores_that_moved_are_told_once() -> None:
    """The event of a batch names the model, the message beside it the items."""
    batch = {"verb": "item.score_changed", "ids": ["1"], "product": "2", "action": "3"}
    assert news_of({**batch, "kind": "scoringmodel"}, {}) == []
    assert len(news_of({**batch, "kind": "score"}, {})) == 1
    assert len(news_of({**batch, "kind": "scoringmodel", "verb": "scoring_model.changed"}, {})) == 1


def hears(role: Role, message: dict[str, Any]) -> bool:
    """Whether somebody hears of what happened on a roadmap of which only planners see more than editions."""
    found = news_of({"ids": ["1"], "roadmap": "1", **message}, {"1": Right.READ_BACKLOG})
    return any(Listener("", "2", role).may_hear(news) for news in found)  # type: ignore[arg-type]  # not looked at


@pytest.mark.parametrize("kind", ["entry", "lane", "milestone", "comment"])
def test_who_sees_editions_hears_of_nothing_newer(kind: str) -> None:
    message = {"kind": kind, "verb": f"{kind}.created"}
    assert (hears(Role.STAKEHOLDER, message), hears(Role.CONTRIBUTOR, message)) == (False, True)


def test_who_sees_editions_hears_of_these() -> None:
    assert hears(Role.STAKEHOLDER, {"kind": "edition", "verb": "edition.published"})
    assert hears(Role.STAKEHOLDER, {"kind": "roadmap", "verb": "roadmap.updated"})
    assert not hears(Role.STAKEHOLDER, {"kind": "roadmap", "verb": SHOWN})


def test_everybody_hears_of_what_is_said_about_goals() -> None:
    message = {"kind": "comment", "verb": "comment.created", "ids": ["1"], "objective": "2", "item": "3"}
    (news,) = news_of(message, {})
    assert Listener("", "2", Role.STAKEHOLDER).may_hear(news)  # type: ignore[arg-type]
    assert orjson.loads(news.frame[6:]) == {name: message[name] for name in message if name != "item"}


def test_what_readers_see_decides_who_hears(product_manager: Member) -> None:
    roadmap = make_roadmap(product_manager)
    assert owners_of([str(roadmap.pk)]) == {str(roadmap.pk): None}
    Roadmap.objects.update(readers_see="published")
    assert owners_of([str(roadmap.pk)]) == {str(roadmap.pk): Right.READ_BACKLOG}
    Roadmap.objects.update(visibility="private")
    assert owners_of([str(roadmap.pk)]) == {str(roadmap.pk): str(product_manager.pk)}


def test_links_to_a_private_roadmap_are_its_owners_business() -> None:
    message = {"kind": "sharelink", "verb": "share_link.created", "ids": ["1"], "roadmap": "1"}
    for owner, heard in ((None, True), ("9", False)):
        found = news_of(message, {"1": owner})
        assert Listener("", "2", Role.PRODUCT_MANAGER).may_hear(found[0]) is heard  # type: ignore[arg-type]
        assert not Listener("", "2", Role.CONTRIBUTOR).may_hear(found[0])  # type: ignore[arg-type]
