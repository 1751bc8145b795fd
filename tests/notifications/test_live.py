"""The live stream: a real server, real sessions, real Valkey."""

import pytest

from accounts.models import Member
from accounts.permissions import Role
from accounts.services.invitations import invite_member
from accounts.services.members import change_role, deactivate_member
from activity import dispatch
from activity.services import record
from activity.tasks import drain
from backlog.services.discussion import add_comment
from notifications import hub, live, missed
from notifications.audience import RESYNC, News
from notifications.services import Line, tell
from tests.factories import make_item, make_product, make_roadmap
from tests.notifications.conftest import Listen, ask, cookie_of, soon
from tests.valkey import Valkey


def test_two_members_hear_of_a_change_by_id_and_kind_only(
    listen: Listen, product_owner: Member, contributor: Member
) -> None:
    product = make_product(product_owner.workspace)
    streams = [listen(product_owner), listen(contributor)]
    item = make_item(product, "A secret title", by=product_owner)
    for stream in streams:
        message = stream.verb("item.created")
        assert message["kind"] == "item"
        assert message["ids"] == [str(item.pk)]
        assert message["product"] == str(product.pk)
        assert message.keys() == {"kind", "verb", "ids", "action", "product"}


def test_a_stakeholder_hears_of_roadmaps_and_never_of_items(
    listen: Listen, owner: Member, stakeholder: Member
) -> None:
    product = make_product(owner.workspace)
    stream = listen(stakeholder)
    item = make_item(product, by=owner)
    add_comment(item, by=owner.actor(), text="Hello")
    roadmap = make_roadmap(owner)
    record(
        "roadmap.updated", roadmap, by=owner.actor(), data={"item": str(item.pk), "product": str(product.pk)}
    )
    assert stream.verb("roadmap.updated")["ids"] == [str(roadmap.pk)]
    assert stream.kinds() == {"roadmap"}
    assert str(item.pk) not in str(stream.heard)
    assert str(product.pk) not in str(stream.heard)


def test_a_private_roadmap_is_heard_of_by_its_owner_alone(
    listen: Listen, owner: Member, product_manager: Member
) -> None:
    private, shared = make_roadmap(product_manager, visibility="private"), make_roadmap(product_manager)
    mine, other = listen(product_manager), listen(owner)
    for roadmap in (private, shared):
        record("roadmap.updated", roadmap, by=product_manager.actor())
    assert mine.verb("roadmap.updated")["ids"] == [str(private.pk)]
    assert other.verb("roadmap.updated")["ids"] == [str(shared.pk)]


def test_what_lies_on_a_private_roadmap_is_as_private(
    listen: Listen, owner: Member, product_manager: Member
) -> None:
    private, shared = make_roadmap(product_manager, visibility="private"), make_roadmap(product_manager)
    stream = listen(owner)
    for roadmap in (private, shared):
        record("lane.created", product_manager, by=product_manager.actor(), data={"roadmap": str(roadmap.pk)})
        record("roadmap.updated", roadmap, by=product_manager.actor())
    stream.verb("roadmap.updated")
    assert str(private.pk) not in str(stream.heard)


def test_tokens_and_invitations_are_the_owners_business(
    listen: Listen, owner: Member, contributor: Member
) -> None:
    stream = listen(contributor)
    invite_member(email="new@example.com", role=Role.CONTRIBUTOR, by=owner.actor())
    make_item(make_product(owner.workspace), by=owner)
    stream.verb("item.created")
    assert "invitation" not in stream.kinds()


def test_only_the_member_concerned_learns_of_a_notification(
    listen: Listen, owner: Member, contributor: Member
) -> None:
    mine, other = listen(contributor), listen(owner)
    tell(owner.workspace_id, [Line(contributor.pk, "assigned", "one")])
    make_item(make_product(owner.workspace), by=owner)
    assert mine.event("unread") == {"count": 1}
    other.verb("item.created")
    assert other.heard.count(("unread", {"count": 0})) == 1


def test_another_workspace_is_silent(listen: Listen, owner: Member, stranger: Member) -> None:
    stream = listen(stranger, slug="other")
    make_item(make_product(owner.workspace), by=owner)
    make_item(make_product(stranger.workspace), by=stranger)
    stream.verb("product.created")
    message = stream.verb("item.created")
    assert len(message["ids"]) == 1
    assert [data["verb"] for name, data in stream.heard if name == "message"].count("item.created") == 1


def test_strangers_get_404_and_whoever_is_not_signed_in_401(
    server: str, owner: Member, stranger: Member
) -> None:
    assert ask(server, "/w/acme/live/").status == 401
    assert ask(server, "/w/acme/live/", cookie="sessionid=made-up").status == 401
    assert ask(server, "/w/acme/live/", cookie=cookie_of(stranger)).status == 404
    assert ask(server, "/w/none/live/", cookie=cookie_of(owner)).status == 404
    assert ask(server, "/w/acme/live/", method="POST", cookie=cookie_of(owner)).status == 405


def test_who_comes_back_is_told_what_it_missed(listen: Listen, owner: Member) -> None:
    product = make_product(owner.workspace)
    drain(str(owner.workspace_id))
    since = str(listen(owner).heard[0][1])
    item = make_item(product, by=owner)
    drain(str(owner.workspace_id))
    again = listen(owner, last_event_id=since)
    assert [data["ids"] for name, data in again.heard if name == "message"] == [[str(item.pk)]]
    assert next(data for name, data in again.heard if name == "place") > int(since)


def test_what_is_committed_and_has_no_place_yet_is_told_too(listen: Listen, owner: Member) -> None:
    product = make_product(owner.workspace)
    drain(str(owner.workspace_id))
    since = str(listen(owner).heard[0][1])
    item = make_item(product, by=owner)
    again = listen(owner, last_event_id=since)
    assert [data["ids"] for name, data in again.heard if name == "message"] == [[str(item.pk)]]


def test_catching_up_is_filtered_too(listen: Listen, owner: Member, stakeholder: Member) -> None:
    make_item(make_product(owner.workspace), by=owner)
    record("roadmap.updated", make_roadmap(owner), by=owner.actor())
    drain(str(owner.workspace_id))
    assert listen(stakeholder, last_event_id="0").kinds() == {"roadmap"}


def test_a_drain_moves_the_place_on(listen: Listen, owner: Member) -> None:
    stream = listen(owner)
    first = next(data for name, data in stream.heard if name == "place")
    make_item(make_product(owner.workspace), by=owner)
    drain(str(owner.workspace_id))
    assert stream.event("place") > first


def test_too_much_to_tell_is_a_resync(listen: Listen, owner: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(missed, "MOST", 1)
    make_item(make_product(owner.workspace), by=owner)
    drain(str(owner.workspace_id))
    assert [name for name, _data in listen(owner, last_event_id="0").heard] == ["resync", "place", "unread"]


def test_a_place_that_is_not_known_here_is_a_resync(listen: Listen, owner: Member) -> None:
    assert ("resync", {}) in listen(owner, last_event_id="999999999").heard


def test_who_is_deactivated_is_cut_off_at_once(listen: Listen, owner: Member, contributor: Member) -> None:
    stream = listen(contributor)
    deactivate_member(contributor, by=owner.actor())
    with pytest.raises(AssertionError, match="ended"):
        stream.verb("item.created")
    assert stream.kinds() == set()


def test_a_lesser_role_hears_less_at_once(listen: Listen, owner: Member, contributor: Member) -> None:
    stream = listen(contributor)
    change_role(contributor, role=Role.STAKEHOLDER, by=owner.actor())
    make_item(make_product(owner.workspace), by=owner)
    record("roadmap.updated", make_roadmap(owner), by=owner.actor())
    stream.verb("roadmap.updated")
    assert "item" not in stream.kinds()


def test_a_ping_looks_at_the_session_again(
    listen: Listen, owner: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "PING", 0.1)
    stream = listen(owner)
    assert owner.user is not None
    owner.user.set_password("another-morning-8")
    owner.user.save()
    with pytest.raises(AssertionError, match="ended"):
        stream.verb("item.created")


def test_a_closed_page_leaves_nothing_behind(listen: Listen, owner: Member) -> None:
    streams = [listen(owner) for _number in range(3)]
    here = next(one for one in live._hubs.values() if one.queues)
    assert [len(queues) for queues in here.queues.values()] == [3]
    for stream in streams:
        stream.response.close()
    assert soon(lambda: not here.queues and not here.seats and not here.listening.is_set())


def test_a_member_has_so_many_streams_and_no_more(
    listen: Listen, server: str, owner: Member, contributor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_OF_A_MEMBER", 2)
    first, _second = listen(owner), listen(owner)
    refused = ask(server, "/w/acme/live/", cookie=cookie_of(owner))
    assert (refused.status, refused.headers["Retry-After"]) == (429, "30")
    listen(contributor)
    first.response.close()
    assert soon(lambda: ask(server, "/w/acme/live/", cookie=cookie_of(owner)).status == 200)


def test_a_process_has_so_many_streams_and_no_more(
    listen: Listen, server: str, owner: Member, contributor: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "MOST_STREAMS", 1)
    listen(owner)
    assert ask(server, "/w/acme/live/", cookie=cookie_of(contributor)).status == 429


def test_a_slow_browser_is_told_to_fetch_again() -> None:
    queue = hub.Queue(2)
    for number in range(5):
        hub.put(queue, News(b"%d" % number))
    frames = [queue.get_nowait().frame for _number in range(queue.qsize())]
    assert frames == [RESYNC]


def test_without_valkey_streams_stay_open_and_hear_of_it_later(
    own_valkey: Valkey, listen: Listen, owner: Member
) -> None:
    stream = listen(owner)
    own_valkey.stop()
    make_item(make_product(owner.workspace), by=owner)
    own_valkey.start()
    dispatch._state["closed_until"] = 0.0
    stream.event("resync")
    make_item(make_product(owner.workspace, "ZWEI"), by=owner)
    assert stream.verb("product.created")
