"""Comments of visitors: the form on a public page, and the page on which members decide what is shown."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.request import Request

from accounts.access import WorkspaceRequest, workspace_view
from accounts.permissions import Right
from core.api.throttling import EveryoneThrottle, VisitorThrottle
from core.forms import Lines
from roadmap.models import Roadmap, ShareLink, VisitorComment
from roadmap.models.visitor_comments import LONGEST_NAME, LONGEST_TEXT
from roadmap.queries import roadmap_of
from roadmap.services import visitor_comments as services
from roadmap.services.visiting import lets_in
from roadmap.shared import editions_of, link_of, shown_by
from roadmap.topics import Topic, topics_of
from roadmap.views.answers import told
from roadmap.views.public import UNKEPT, page, too_often
from roadmap.views.share import COOKIE, UNINDEXED, gone

State = VisitorComment.State
MOST, MOST_OFFERED = 200, 300


class VisitorForm(forms.Form):
    """What a visitor says, about one of the `topics` or about all of them. A long list offers only the one that was asked for."""

    on = forms.ChoiceField(
        label=gettext_lazy("About"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("It is no longer on this page.")},
    )
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=LONGEST_NAME)
    text = Lines(
        label=gettext_lazy("Comment"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, data: QueryDict | None, topics: dict[str, Topic], asked: str) -> None:
        super().__init__(data, label_suffix="", initial={"on": asked})
        if not topics:
            del self.fields["on"]
            return
        every = [("", _("The whole roadmap")), *((word, topic.title) for word, topic in topics.items())]
        offered = every if len(every) <= MOST_OFFERED else [one for one in every if one[0] in ("", asked)]
        self.fields["on"].choices = every  # type: ignore[attr-defined]
        self.fields["on"].widget.choices = by_lane(offered, topics)


def by_lane(offered: list[tuple[str, str]], topics: dict[str, Topic]) -> list[tuple[str, Any]]:
    """The choices, those of one lane under its name."""
    lanes: dict[str, list[tuple[str, str]]] = {}
    for word, title in offered:
        lanes.setdefault(topics[word].lane if word else "", []).append((word, title))
    return [*lanes.pop("", []), *lanes.items()]


@csrf_exempt  # there is no cookie to compare with: what it sends carries a token of the form, see services
@require_http_methods(["GET", "HEAD", "POST"])
def leave_comment(request: HttpRequest, token: str) -> HttpResponse:
    """A form for what a visitor has to say; 404 where the link does not ask for it, behind a password the way to its question.

    `?on=` an entry is about that one. An address may say ten things an hour at one link (`COMMENT_RATE`), all together sixty
    (`COMMENTS_RATE`).
    """
    if refused := too_often(request):
        return refused
    link = link_of(token)
    if link is None or not link.takes_comments:
        return gone()
    if not lets_in(link, request.COOKIES.get(COOKIE, "")):
        return redirect("roadmap:shared", token)
    topics = topics_of(link, shown_by(link, editions_of(link)))
    form = VisitorForm(request.POST or None, topics, (request.POST or request.GET).get("on", ""))
    if request.method != "POST":
        return _form(link, token, form, is_sent="sent" in request.GET)
    if not services.is_from_form(link, request.POST.get("form", "")):
        return _form(link, token, form, _("The page was open for too long. Send it once more."), status=403)
    if not form.is_valid():
        return _form(link, token, form, status=422)
    topic = topics.get(form.cleaned_data.pop("on", ""))
    return _say(request, link, token, form, topic.ref if topic else "")


def _say(
    request: HttpRequest, link: ShareLink, token: str, form: VisitorForm, about_ref: str
) -> HttpResponse:
    key = str(link.pk)
    for throttle in (VisitorThrottle(key, "comment"), EveryoneThrottle(key, "comments")):
        if not throttle.allow_request(Request(request), None):
            answer = _form(link, token, form, _("That was a lot at once. Try again later."), status=429)
            answer["Retry-After"] = str(int(throttle.seconds_to_wait) + 1)
            return answer
    try:
        services.say_as_visitor(link, **form.cleaned_data, about_ref=about_ref)
    except ValidationError as error:
        return _form(link, token, form, " ".join(error.messages), status=422)
    return redirect(f"{reverse('roadmap:leave_comment', args=[token])}?sent=1")


def _form(
    link: ShareLink,
    token: str,
    form: VisitorForm,
    problem: str = "",
    *,
    status: int = 200,
    is_sent: bool = False,
) -> HttpResponse:
    context = {
        "token": token, "form": form, "form_token": services.form_token(link), "problem": problem, "is_sent": is_sent,
    }  # fmt: skip
    return page("share/comment.html", context, status=status, headers={**UNKEPT, **UNINDEXED})


@require_safe
@workspace_view(Right.MANAGE_PLANS)
def visitor_comments(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """What visitors of all share links said, what waits first."""
    return _shown(request, roadmap_of(request.actor, pk))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def approve_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """The link's readers see it from now on."""
    return _decided(request, pk, comment_pk, State.APPROVED, _("Shown on the share link"))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def decline_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Nobody sees it but who plans."""
    return _decided(request, pk, comment_pk, State.DECLINED, _("Declined"))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def reply_to_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Answer below what was said; with nothing the answer goes."""
    roadmap, comment = _found(request, pk, comment_pk)
    try:
        services.reply_to(comment, by=request.actor, text=request.POST.get("text", ""))
    except ValidationError as error:
        problem = {"on": comment.pk, "text": " ".join(error.messages), "typed": request.POST.get("text", "")}
        return _shown(request, roadmap, problem=problem, status=422)
    return _answer(request, roadmap, _("Saved"))


@require_POST
@workspace_view(Right.MANAGE_PLANS)
def delete_comment(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> HttpResponse:
    """Its words are gone for good."""
    roadmap, comment = _found(request, pk, comment_pk)
    services.delete_visitor_comment(comment, by=request.actor)
    return _answer(request, roadmap, _("Comment deleted."))


def _decided(request: WorkspaceRequest, pk: UUID, comment_pk: UUID, state: str, message: str) -> HttpResponse:
    roadmap, comment = _found(request, pk, comment_pk)
    services.decide_on(comment, by=request.actor, state=state)
    return _answer(request, roadmap, message)


def _found(request: WorkspaceRequest, pk: UUID, comment_pk: UUID) -> tuple[Roadmap, VisitorComment]:
    roadmap = roadmap_of(request.actor, pk)
    return roadmap, get_object_or_404(services.comments_of(roadmap), pk=comment_pk)


def _answer(request: WorkspaceRequest, roadmap: Roadmap, message: str) -> HttpResponse:
    if not request.htmx:
        return redirect("roadmap:visitor_comments", request.workspace.slug, roadmap.pk)
    return told(request, _shown(request, roadmap), message, kind="")


def _shown(
    request: WorkspaceRequest, roadmap: Roadmap, *, problem: object = None, status: int = 200
) -> HttpResponse:
    found = list(services.comments_of(roadmap)[:MOST])
    groups = [(state, label, [one for one in found if one.state == state]) for state, label in State.choices]
    context = {"roadmap": roadmap, "groups": groups, "has_any": bool(found), "problem": problem}
    partial = "_visitor_comments" if request.htmx else "visitor_comments"
    return render(request, f"roadmap/{partial}.html", context, status=status)
