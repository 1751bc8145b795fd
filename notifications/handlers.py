"""The event door of notifications: who is told what of the news."""

from collections.abc import Callable, Sequence

from activity.handlers import Handler
from activity.models import Event
from notifications import shown
from notifications.news import News
from notifications.services import Line, tell
from notifications.services.invitations import mail_invitations

_PEOPLE = "member"


def _tell(events: Sequence[Event]) -> None:
    """One look-up of everything the batch names, then one insert of every line."""
    by_people = [event for event in events if event.actor_kind == _PEOPLE]
    if by_people:
        news = News.of(by_people)
        tell(by_people[0].workspace_id, [line for event in by_people for line in _lines(event, news)])
    mail_invitations([event for event in events if event.verb == "member.invited"])


def _lines(event: Event, news: News) -> list[Line]:
    teller = _TELLERS.get(event.verb)
    return teller(event, news) if teller else []


def _item(event: Event, news: News) -> list[Line]:
    """A new assignee; and, when it is done, whoever watches. One line a member: being given it says more."""
    lines = {member: news.line(event, member, "done", {}) for member in news.finished_for(event)}
    assignee = news.new_assignee(event)
    if assignee is not None:
        lines[assignee] = news.line(event, assignee, "assigned", {})
    return list(lines.values())


def _comment(event: Event, news: News) -> list[Line]:
    """Whoever is named in it, is assigned or watches; never its author."""
    text = news.comment_text(event)
    if text is None:
        return []
    named = news.named_in(event, text)
    return [
        news.line(event, member, "mentioned" if member in named else "commented", {"text": text[:200]})
        for member in news.audience(event) | named
        if member != event.actor_id
    ]


def _edition(event: Event, news: News) -> list[Line]:
    """The roadmap's owner and, where the workspace shares it, the product managers; never who published."""
    return [
        news.line(event, member, "published", news.roadmap_of(event))
        for member in news.planners_of(event)
        if member != event.actor_id
    ]


_TELLERS: dict[str, Callable[[Event, News], list[Line]]] = {
    "item.created": _item,
    "item.updated": _item,
    "comment.created": _comment,
    "edition.published": _edition,
}
inbox = Handler("inbox", frozenset(_TELLERS) | {"member.invited"}, _tell)
roadmaps = Handler("roadmaps", shown.VERBS, shown.tell_readers)
