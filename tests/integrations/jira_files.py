"""Writes CSV files as Jira exports them, with invented people, for tests, benchmarks and for trying the import by hand.

`python -m tests.integrations.jira_files 300 tests/integrations/files/jira-fernhill.csv` writes the committed sample.
"""

import csv
import io
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from tests.integrations import jira_texts as texts

SITE = "fernhill.atlassian.net"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
REPEATED = {
    "Labels": 4,
    "Sprint": 3,
    "Watchers": 4,
    "Watchers Id": 4,
    "Comment": 12,
    "Attachment": 3,
    "Components": 2,
}
WIDE = REPEATED | {
    "Log Work": 216,
    "Comment": 48,
    "Inward issue link (Blocks)": 3,
    "Outward issue link (Relates)": 3,
}
FIRST = [
    "Summary",
    "Issue key",
    "Issue id",
    "Issue Type",
    "Status",
    "Project key",
    "Project name",
    "Project type",
    "Project lead",
    "Project lead id",
    "Project description",
    "Priority",
    "Resolution",
    "Assignee",
    "Assignee Id",
    "Reporter",
    "Reporter Id",
    "Creator",
    "Creator Id",
    "Created",
    "Updated",
    "Last Viewed",
    "Resolved",
    "Due date",
    "Votes",
]
LAST = [
    "Description",
    "Environment",
    "Original estimate",
    "Remaining Estimate",
    "Time Spent",
    "Custom field (Rank)",
    "Custom field (Start date)",
    "Custom field (Story Points)",
    "Custom field (Story point estimate)",
    "Custom field (Epic Link)",
    "Parent",
    "Parent key",
    "Parent summary",
    "Status Category",
    "Status Category Changed",
]
# What somebody exports as "current fields" who has chosen twenty columns, with every relation among them.
TWENTY = (
    "Summary", "Issue key", "Issue id", "Issue Type", "Status", "Status Category", "Priority", "Assignee", "Assignee Id",
    "Reporter", "Created", "Updated", "Resolved", "Due date", "Labels", "Labels", "Comment", "Description",
    "Custom field (Story Points)", "Parent key",
)  # fmt: skip
STATUSES = (
    ("Backlog", "To Do"),
    ("Selected for Development", "To Do"),
    ("In Progress", "In Progress"),
    ("In Review", "In Progress"),
    ("Done", "Done"),
    ("Won't do", "Done"),
)
START = datetime(2026, 2, 2, 9, 12)

Issue = dict[str, list[str]]
Write = Callable[[datetime], str]


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'PM' if moment.hour > 11 else 'AM'}"


LAYOUTS: dict[str, Write] = {
    "jira": lambda m: f"{m.day}/{MONTHS[m.month - 1]}/{m.year % 100:02} {_clock(m)}",
    "jira-long": lambda m: f"{m.day}/{MONTHS[m.month - 1]}/{m.year} {_clock(m)}",
    "jira-24": lambda m: f"{m.day:02}/{MONTHS[m.month - 1]}/{m.year % 100:02} {m.hour:02}:{m.minute:02}",
    "iso": lambda m: m.strftime("%Y-%m-%d %H:%M"),
    "month-first": lambda m: f"{MONTHS[m.month - 1]}/{m.day}/{m.year % 100:02} {_clock(m)}",
    "numeric-day": lambda m: f"{m.day:02}/{m.month:02}/{m.year} {m.hour:02}:{m.minute:02}",
    "numeric-month": lambda m: f"{m.month}/{m.day}/{m.year % 100:02} {_clock(m)}",
    "german": lambda m: f"{m.day:02}.{m.month:02}.{m.year % 100:02} {m.hour:02}:{m.minute:02}",
}


@dataclass
class Shape:
    """How a file is to look: "all fields", or these `columns`. `bad_rows` adds rows without summary, with bad dates and
    numbers, and a duplicate.
    """

    issues: int = 300
    layout: str = "jira"
    wide: bool = False
    columns: tuple[str, ...] = ()
    bom: bool = True
    delimiter: str = ","
    encoding: str = "utf-8"
    bad_rows: bool = True
    seed: int = 7
    people: tuple[tuple[str, str], ...] = field(default=texts.PEOPLE)


def jira_csv(shape: Shape | None = None) -> bytes:
    """A whole export as bytes; the same shape gives the same bytes."""
    shape = shape or Shape()
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=shape.delimiter, lineterminator="\n")
    repeated = WIDE if shape.wide else REPEATED
    every = (*FIRST, *(name for name, count in repeated.items() for _ in range(count)), *LAST)
    header = shape.columns or every
    writer.writerow(header)
    for issue in issues(shape):
        writer.writerow(_cells(issue, header))
    encoded = out.getvalue().encode(shape.encoding, "replace")
    return b"\xef\xbb\xbf" + encoded if shape.bom and shape.encoding == "utf-8" else encoded


def _cells(issue: Issue, header: Sequence[str]) -> list[str]:
    values = {name: iter(issue.get(name, [])) for name in header}
    return [*(next(values[name], "") for name in header), *issue.get("…beyond", [])]


def issues(shape: Shape) -> Iterator[Issue]:
    """Epics first, then stories, bugs, tasks and sub-tasks under them, then the bad rows."""
    chance = random.Random(shape.seed)
    epics: list[Issue] = []
    parents: list[Issue] = []
    for number in range(1, shape.issues + 1):
        issue = _issue(number, chance, shape, epics, parents)
        if issue["Issue Type"] == ["Epic"]:
            epics.append(issue)
        elif issue["Issue Type"] != ["Sub-task"]:
            parents.append(issue)
        if shape.bad_rows and number in (40, 41, 42, 43):
            _spoil(issue, number)
        yield issue
    if shape.bad_rows and parents:
        yield parents[0]


def _spoil(issue: Issue, number: int) -> None:
    if number == 40:
        issue["Summary"] = [""]
    elif number == 41:
        issue["Due date"] = ["sometime in spring"]
    elif number == 42:
        issue["Custom field (Story Points)"] = ["about 5"]
    else:
        issue["…beyond"] = ["a cell beyond the header"]


def _issue(
    number: int, chance: random.Random, shape: Shape, epics: list[Issue], parents: list[Issue]
) -> Issue:
    write = LAYOUTS[shape.layout]
    kind, summary, description = _text(number, chance)
    status, category = chance.choices(STATUSES, weights=(40, 12, 9, 6, 30, 3))[0]
    created = START + timedelta(days=number * 3 // 4 % 240, hours=number * 5 % 8, minutes=number * 7 % 60)
    updated = created + timedelta(days=chance.randrange(40), minutes=chance.randrange(2, 400))
    assignee, reporter = chance.choice((("", ""), *shape.people)), chance.choice(shape.people)
    issue: Issue = {
        "Summary": [summary],
        "Issue key": [f"SHOP-{number}"],
        "Issue id": [str(10_000 + number)],
        "Issue Type": [kind],
        "Status": [status],
        "Status Category": [category],
        "Status Category Changed": [write(updated)],
        "Project key": ["SHOP"],
        "Project name": ["Fernhill web shop"],
        "Project type": ["software"],
        "Project lead": [shape.people[0][0]],
        "Project lead id": [shape.people[0][1]],
        "Priority": chance.choices((["Highest"], ["High"], ["Medium"], ["Low"]), weights=(1, 4, 12, 5))[0],
        "Resolution": ["Done"] if status == "Done" else ["Won't Do"] if category == "Done" else [],
        "Assignee": [assignee[0]],
        "Assignee Id": [assignee[1]],
        "Reporter": [reporter[0]],
        "Reporter Id": [reporter[1]],
        "Creator": [reporter[0]],
        "Creator Id": [reporter[1]],
        "Created": [write(created)],
        "Updated": [write(updated)],
        "Resolved": [write(updated)] if category == "Done" and chance.random() > 0.33 else [],
        "Votes": ["0"],
        "Description": [description],
        "Custom field (Rank)": [f"0|i{number:05x}:"],
        "Labels": chance.sample(texts.LABELS, chance.choice((0, 0, 1, 1, 2, 3))),
        "Components": chance.sample(texts.COMPONENTS, chance.choice((0, 1, 1, 2))),
    }
    _plan(issue, number, chance, write, created)
    _place(issue, chance, epics, parents)
    _talk(issue, number, chance, shape, created)
    return issue


def _text(number: int, chance: random.Random) -> tuple[str, str, str]:
    if number <= len(texts.EPICS):
        return "Epic", *texts.EPICS[number - 1]
    kind = chance.choices(("Story", "Bug", "Task", "Sub-task", "Spike"), weights=(45, 22, 15, 14, 4))[0]
    subject, detail = texts.SUBJECTS[(number * 7) % len(texts.SUBJECTS)]
    summary = chance.choice(texts.SUMMARIES[kind]).format(subject=subject, detail=detail)
    return kind, summary[0].upper() + summary[1:], texts.describe(kind, subject, detail, chance)


def _plan(issue: Issue, number: int, chance: random.Random, write: Write, created: datetime) -> None:
    if issue["Issue Type"] in (["Story"], ["Bug"]) and chance.random() < 0.7:
        issue["Custom field (Story Points)"] = [chance.choice(("1.0", "2.0", "3.0", "5.0", "8.0", "13.0"))]
    if chance.random() < 0.25:
        due = (created + timedelta(days=chance.randrange(14, 120))).replace(hour=0, minute=0)
        issue["Due date"] = [write(due)]
        if chance.random() < 0.5:
            issue["Custom field (Start date)"] = [write(due - timedelta(days=chance.randrange(2, 14)))]
    if chance.random() < 0.2:
        issue["Original estimate"] = [str(3600 * chance.choice((1, 2, 4, 8, 16)))]
    if chance.random() < 0.45:
        last = 1 + number // 25
        issue["Sprint"] = [
            f"SHOP Sprint {sprint}" for sprint in range(max(1, last - chance.randrange(3)), last + 1)
        ]


def _place(issue: Issue, chance: random.Random, epics: list[Issue], parents: list[Issue]) -> None:
    kind = issue["Issue Type"][0]
    if kind == "Epic" or not epics:
        return
    if kind == "Sub-task" and parents:
        above = chance.choice(parents[-30:])
    elif chance.random() < 0.75:
        above = chance.choice(epics)
        issue["Custom field (Epic Link)"] = above["Issue key"]
    else:
        return
    issue["Parent"], issue["Parent key"], issue["Parent summary"] = (
        above["Issue id"],
        above["Issue key"],
        above["Summary"],
    )


def _talk(issue: Issue, number: int, chance: random.Random, shape: Shape, created: datetime) -> None:
    write = LAYOUTS[shape.layout]
    at = created
    said = []
    for _place in range(chance.choice((0, 0, 0, 1, 1, 2, 4))):
        at += timedelta(days=chance.randrange(4), minutes=chance.randrange(5, 300))
        name, identity = chance.choice(shape.people)
        other = chance.choice(shape.people)
        said.append(
            f"{write(at)};{identity};{chance.choice(texts.COMMENTS).format(other=f'[~accountid:{other[1]}]')}"
        )
    issue["Comment"] = said
    watchers = chance.sample(shape.people, chance.choice((0, 1, 1, 2, 3)))
    issue["Watchers"], issue["Watchers Id"] = (
        [name for name, _id in watchers],
        [identity for _name, identity in watchers],
    )
    if chance.random() < 0.1:
        name = f"screenshot-{number}.png"
        url = f"https://{SITE}/rest/api/3/attachment/content/{20_000 + number}"
        issue["Attachment"] = [f"{write(created)};{issue['Reporter Id'][0]};{name};{url}"]
    if chance.random() < 0.1:
        issue["Log Work"] = [f";{write(at)};{issue['Reporter Id'][0]};7200"]


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(jira_csv(Shape(issues=int(sys.argv[1]))))
