"""The shapes of the demo company: plain frozen data, no database."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A member of the demo workspace; `key` is how all other data names the person."""

    key: str
    name: str
    email: str
    role: str
    time_zone: str
    job_title: str


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team with the keys of its members; `capacity` is in points per two weeks."""

    key: str
    name: str
    members: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class DemoStatus:
    """One step of a product's workflow; `category` is backlog, ready, active, done or dropped."""

    key: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class DemoLabel:
    """A label of a product; `hue` is an angle of the colour circle, 0 to 360 degrees."""

    name: str
    hue: int


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product; `preset` names the scoring preset and `criteria` the order of numbers in its items."""

    key: str
    name: str
    vision: str
    lead: str
    teams: tuple[str, ...]
    preset: str
    criteria: tuple[str, ...]
    statuses: tuple[DemoStatus, ...]
    labels: tuple[DemoLabel, ...]

    def category(self, status: str) -> str:
        """The category of the status with this key. Raises KeyError where the workflow has none."""
        return {each.key: each.category for each in self.statuses}[status]


@dataclass(frozen=True, slots=True)
class DemoDate:
    """A day counted from today (negative: past) and its precision: day, week, month, quarter, half."""

    offset: int
    precision: str = "day"


@dataclass(frozen=True, slots=True)
class DemoCriterion:
    """An acceptance criterion and whether it is ticked."""

    text: str
    met: bool = False


@dataclass(frozen=True, slots=True)
class DemoComment:
    """What a person (key) said so many days from today (never positive), in Markdown."""

    offset: int
    by: str
    body: str


@dataclass(slots=True)
class DemoItem:
    """One item. `ref` is unique over all products; `parent` and `blocks` hold refs.

    `number` and `created` (days from today) are filled in by `config.demo.catalog`.
    """

    ref: str
    product: str
    kind: str
    title: str
    parent: str | None = None
    status: str = "backlog"
    assignee: str | None = None
    team: str | None = None
    estimate: float | None = None
    start: DemoDate | None = None
    due: DemoDate | None = None
    description: str = ""
    labels: tuple[str, ...] = ()
    ratings: dict[str, float] = field(default_factory=dict)
    criteria: tuple[DemoCriterion, ...] = ()
    comments: tuple[DemoComment, ...] = ()
    watchers: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    number: int = 0
    created: int = 0
    creator: str = ""

    @property
    def key(self) -> str:
        """The key people see, such as WEB-12."""
        return f"{self.product}-{self.number}"


@dataclass(frozen=True, slots=True)
class DemoChange:
    """One past change of an item's field, for its history; days from today and minute of the UTC day."""

    ref: str
    offset: int
    minute: int
    by: str
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class DemoLane:
    """A row of a roadmap with its one-line note."""

    key: str
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One item's place on a roadmap; `title` is the public one (empty: the item's own)."""

    ref: str
    lane: str
    horizon: str
    title: str = ""
    note: str = ""
    comments: tuple[DemoComment, ...] = ()
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class DemoMilestone:
    """A dated mark on a roadmap, in days from today."""

    name: str
    offset: int


@dataclass(frozen=True, slots=True)
class DemoWhatIf:
    """One entry as a scenario has it: so many units of its own dates later, less sure, in another lane, or not there at all."""

    ref: str
    later: int = 0
    lane: str = ""
    confidence: str = ""
    is_off: bool = False


@dataclass(frozen=True, slots=True)
class DemoScenario:
    """What the roadmap's owner tries out beside the plan."""

    name: str
    what_ifs: tuple[DemoWhatIf, ...]


@dataclass(frozen=True, slots=True)
class DemoRoadmap:
    """A roadmap with its lanes from top to bottom and its entries in order."""

    key: str
    name: str
    purpose: str
    owner: str
    visibility: str
    lanes: tuple[DemoLane, ...]
    entries: tuple[DemoEntry, ...]
    milestones: tuple[DemoMilestone, ...] = ()
    scenarios: tuple[DemoScenario, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoCheckIn:
    """What somebody saw of a key result so many days from today."""

    offset: int
    value: float
    by: str
    confidence: str = "on_track"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class DemoKeyResult:
    """A key result; `due` in days from today, its check-ins oldest first."""

    name: str
    start: float
    target: float
    unit: str
    owner: str
    due: int
    check_ins: tuple[DemoCheckIn, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoObjective:
    """An objective below `parent` (a key), its first and last day from today; `refs` serve it first, `beside` contribute."""

    key: str
    name: str
    owner: str
    weight: int
    days: tuple[int, int]
    description: str = ""
    parent: str = ""
    state: str = "open"
    refs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    results: tuple[DemoKeyResult, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoTheme:
    """A theme; `shares` in percent of today's year, of its quarter and of the next one; `refs` belong to it."""

    key: str
    name: str
    hue: int
    shares: tuple[int, int, int]
    description: str
    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DemoAbout:
    """What the page of a product (key) says beside its vision; `principles` are pairs of a sentence and what it means."""

    product: str
    by: str
    users: str
    problem: str
    wedge: str
    expansion: str
    principles: tuple[tuple[str, str], ...]
