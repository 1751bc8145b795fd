"""The rail: on every page one link is lit, that of the room the page lies in."""

import re

import pytest

from accounts.models import Member, Workspace
from backlog.rail import Room, room_of
from tests.conftest import ClientOf
from tests.factories import make_item, make_product

ID = "0190b6d2-0000-7000-8000-000000000000"
LIT = re.compile(r'class="rail-link"\s+href="([^"]*)"[^>]*aria-current="(\w+)"')


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("", Room("backlog:my_work", "")),
        ("goals/", Room("roadmap:goals", "")),
        (f"themes/{ID}/", Room("roadmap:goals", "")),
        ("products/", Room("roadmap:goals", "")),
        ("products/new/", Room("backlog:new_product", "")),
        (f"roadmaps/{ID}/scenarios/{ID}/compare/", Room("roadmap:roadmaps", "")),
        (f"releases/{ID}/", Room("roadmap:releases", "")),
        (f"sprints/{ID}/report/", Room("sprints:reports", "")),
        ("settings/members/", Room("accounts:settings", "")),
        ("inbox/", Room("notifications:inbox", "")),
        ("items/WEB-12/", Room("backlog:backlog", "WEB")),
        ("items/web-12/split/", Room("backlog:backlog", "WEB")),
        ("p/WEB/", Room("roadmap:goals", "WEB")),
        ("p/WEB/history/", Room("roadmap:goals", "WEB")),
        ("p/WEB/tree/", Room("backlog:backlog", "WEB")),
        ("p/WEB/settings/fields/", Room("backlog:backlog", "WEB")),
        ("p/WEB/board/", Room("backlog:board", "WEB")),
        (f"p/WEB/scoring/rounds/{ID}/items/WEB-1/", Room("backlog:scoring", "WEB")),
        ("p/WEB/estimation/", Room("sprints:sprints", "WEB")),
        ("palette/", Room("", "")),
    ],
)
def test_the_room_of_an_address(path: str, room: Room) -> None:
    assert room_of(f"/w/acme/{path}") == room


@pytest.mark.parametrize(
    ("path", "lit"),
    [
        ("goals/", [("/w/acme/goals/", "page")]),
        ("themes/", [("/w/acme/goals/", "true")]),
        ("p/WEB/backlog/", [("/w/acme/p/WEB/backlog/", "page")]),
        ("items/WEB-1/", [("/w/acme/p/WEB/backlog/", "true")]),
        ("p/APP/scoring/models/", [("/w/acme/p/APP/scoring/", "true")]),
    ],
)
def test_one_link_is_lit(
    path: str, lit: list[tuple[str, str]], workspace: Workspace, owner: Member, client_of: ClientOf
) -> None:
    make_item(make_product(workspace, "WEB"))
    make_product(workspace, "APP")
    answer = client_of(owner).get(f"/w/acme/{path}")
    assert LIT.findall(answer.content.decode()) == lit
