"""The event door of notifications: who is told what of the news."""

from collections.abc import Callable, Sequence

from activity.handlers import Handler
from activity.models import Event
from notifications import shown
from notifications.news import News
from notifications.services import Line, tell
from notifications.services.invitations import mail_invitations

_PEOPLE = ("member", "visitor")


def _tell(events: Sequence[Event]) -> None:
    """One look-up of everything the batch names, then one insert of every line."""
    by_people = [event for event in events if event.actor_kind in _PEOPLE]
    if by_people:
        news = News.of(by_people)
        tell(by_people[0].workspace_id, [line for event in by_people for line in _lines(event, news)])
    mail_invitations([event for event in events if event.verb == "member.invited"])


def _lines(event: Event, news: News) -> list[Line]:
    teller = _TELLERS.get(event.verb)
    return teller(event, news) if teller else []


def _item(event: Event, news: News) -> list[Line]:
    """Whoever is newly named in the description; a new assignee; and, when it is done, whoever watches.

    One line a member: being given it says most, being named more than that it is done.
    """
    lines = {member: news.line(event, member, "done", {}) for member in news.finished_for(event)}
    before, after = event.changes.get("description", (None, None))
    if after and event.object_id in news.items:
        lines |= {line.member_id: line for line in _named(event, news, before or "", after)}
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


def _reworded(event: Event, news: News) -> list[Line]:
    """Whoever an author has added to a comment."""
    before, after = event.changes.get("text", ("", ""))
    return [] if news.comment_text(event) is None else _named(event, news, before, after)


def _named(event: Event, news: News, before: str, after: str) -> list[Line]:
    """Lines for those whom a text names that it did not name before; never for who wrote it."""
    added = news.named_in(event, after) - news.named_in(event, before)
    told = [member for member in added if member != event.actor_id]
    return [news.line(event, member, "mentioned", {"text": after[:200]}) for member in told]


def _edition(event: Event, news: News) -> list[Line]:
    """The roadmap's owner and, where the workspace shares it, the product managers; never who published."""
    return [
        news.line(event, member, "published", news.roadmap_of(event))
        for member in news.planners_of(event)
        if member != event.actor_id
    ]


def _rating(event: Event, news: News) -> list[Line]:
    """Whom a round of ratings asks, but for who opened it."""
    round_ = news.rounds.get(event.object_id)
    if round_ is None:
        return []
    data = {"round": str(round_.pk), "product": round_.product.key}
    asked = news.raters[round_.product_id] - {event.actor_id}
    return [news.line(event, member, "rating", data) for member in asked]


def _visitor(event: Event, news: News) -> list[Line]:
    """Those who decide whether a visitor's comment is shown."""
    data = {"roadmap": event.data["roadmap"], "by": event.object_label}
    return [news.line(event, member, "visitor", data) for member in news.sharers_of(event)]


_TELLERS: dict[str, Callable[[Event, News], list[Line]]] = {
    "item.created": _item,
    "item.updated": _item,
    "comment.created": _comment,
    "comment.updated": _reworded,
    "edition.published": _edition,
    "rating_round.opened": _rating,
    "visitor_comment.created": _visitor,
}
inbox = Handler("inbox", frozenset(_TELLERS) | {"member.invited"}, _tell)
roadmaps = Handler("roadmaps", shown.VERBS, shown.tell_readers)
