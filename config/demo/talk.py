"""Has the demo company talk: about entries and goals, with signs under what was said, and with the visitors of a share link."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from activity.actors import Actor
from activity.services import Record, record_history
from backlog.models import Comment, Reaction
from backlog.targets import subject_of
from config.demo.goals import OBJECTIVES
from config.demo.roadmaps import ROADMAPS
from config.demo.types import DemoComment
from config.demo.voices import LINK, ON_GOALS, REACTIONS, VISITORS, DemoVisitor
from roadmap.models import Entry, Objective, ShareLink, VisitorComment
from roadmap.services.roadmaps import about

if TYPE_CHECKING:
    from config.demo.seed import Seeding


def talk(making: "Seeding") -> None:
    """What was said about goals, what others thought of it, and what visitors wrote."""
    names = {demo.key: demo.name for demo in OBJECTIVES}
    goals = {goal.name: goal for goal in Objective.objects.filter(workspace=making.workspace)}
    for key, said in ON_GOALS.items():
        say(making, goals[names[key]], said)
    _react(making, {key: goals[name] for key, name in names.items()})
    _visit(making)


def say(making: "Seeding", on: Entry | Objective, said: Sequence[DemoComment]) -> None:
    """What people said about an entry or a goal, on its day; told to nobody, since it was long ago."""
    told = []
    target = {"entry" if isinstance(on, Entry) else "objective": on}
    for number, one in enumerate(said):
        who, at = making.members[one.by], making.moment(one.offset, 600 + 37 * number)
        comment = Comment.objects.create(
            workspace=making.workspace, **target, author=who, author_name=who.name, text=one.body.strip()
        )
        Comment.objects.filter(pk=comment.pk).update(created_at=at, updated_at=at)
        subject = subject_of(on, who.actor())
        data = {**subject.data, "text": comment.text[:500]}
        row = Record("comment.created", "comment", comment.pk, subject.label, data=data)
        told.append((who.actor().anew(), at, row))
    record_history(told)


def _react(making: "Seeding", goals: dict[str, Objective]) -> None:
    rows = []
    for kind, key, at, people, sign in REACTIONS:
        on = {"objective": goals[key]} if kind == "goal" else {"entry__item": making.ids[key]}
        comment = Comment.objects.filter(workspace=making.workspace, **on).order_by("id")[at]
        rows += [
            Reaction(workspace=making.workspace, comment=comment, member=making.members[who], sign=sign)
            for who in people
        ]
    Reaction.objects.bulk_create(rows)


def _visit(making: "Seeding") -> None:
    links = ShareLink.objects.filter(workspace=making.workspace, roadmap__name=ROADMAPS[0].name, name=LINK)
    link = links.select_related("roadmap").get()
    told = []
    for number, said in enumerate(VISITORS):
        at, row = making.moment(said.offset, 700 + 41 * number), _visitor(making, link, said)
        VisitorComment.objects.filter(pk=row.pk).update(created_at=at, updated_at=at)
        by = Actor(workspace_id=making.workspace.pk, kind="visitor", name=said.name, via="html")
        data = {**about(link.roadmap), "title": link.roadmap.name}
        told.append(
            (by, at, Record("visitor_comment.created", "visitorcomment", row.pk, said.name, data=data))
        )
    record_history(told)


def _visitor(making: "Seeding", link: ShareLink, said: DemoVisitor) -> VisitorComment:
    decider = link.roadmap.owner
    return VisitorComment.objects.create(
        workspace=making.workspace, link=link, item_id=making.ids[said.ref] if said.ref else None, name=said.name,
        text=said.text, state=said.state, decided_by=None if said.state == "waiting" else decider, reply=said.reply,
        replied_by=decider if said.reply else None,
    )  # fmt: skip
