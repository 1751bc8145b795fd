"""What a dry run would have written by now. Each of its batches is taken back, but later rows depend on earlier ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from integrations.importers.rows import ParentRef, SourceRow
from integrations.services.known import Update


def stand_in(line: int) -> str:
    """The id that stands for the item of a line; no item ever has it."""
    return str(UUID(int=line))


def stands_in(pk: str) -> bool:
    """Whether an id is one of `stand_in`: lines are numbers of less than 48 bits."""
    return pk.startswith("00000000-0000-0000-0000-")


@dataclass
class Rehearsal:
    """Items that would be there, by the source's id and key, and how they would hang together.

    Items that are there are named by their ids, those that would be by a `stand_in`. `moved` are the known rows that
    wait for another parent, by `ImportedRow`. Memory: the ids of the file, and what moves.
    """

    by_id: dict[str, int] = field(default_factory=dict)
    by_key: dict[str, int] = field(default_factory=dict)
    above: dict[UUID, UUID] = field(default_factory=dict)
    depths: dict[str, int] = field(default_factory=dict)
    waiting: dict[int, tuple[ParentRef, str]] = field(default_factory=dict)
    moved: dict[UUID, Update] = field(default_factory=dict)
    people: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    _here: dict[str, str] = field(default_factory=dict)

    def begin(self) -> None:
        """A new batch: what the last one wrote has been taken back."""
        self._here.clear()

    def find(self, ref: ParentRef) -> Iterable[tuple[str, str, str]]:
        """(source's id, key, stand-in) of the items that would be there and that a parent's name may mean."""
        for name in {ref.external_id, ref.key} - {""}:
            if (line := self.by_id.get(name)) is not None:
                yield name, "", stand_in(line)
        if ref.key and (line := self.by_key.get(ref.key)) is not None:
            yield "", ref.key, stand_in(line)

    def learn(
        self,
        rows: Iterable[SourceRow],
        ids: Mapping[int, str],
        parents: Mapping[int, str],
        refused: set[int],
        depths: Mapping[str, int],
    ) -> None:
        """Rows have become the items `ids` for as long as the batch lasts; `parents` by line, depths by item."""
        self._here |= {pk: stand_in(line) for line, pk in ids.items()}
        for row in rows:
            line, parent = row.line, parents.get(row.line)
            self.by_id[row.external_id] = line
            if row.key:
                self.by_key[row.key] = line
            if parent is not None:
                self.above[UUID(stand_in(line))] = UUID(self._here.get(parent, parent))
                self.depths[stand_in(line)] = depths[ids[line]]
            elif row.parent and line not in refused:
                self.waiting[line] = (row.parent, row.key)

    def first_time(self, people: Iterable[str], labels: Iterable[str]) -> tuple[int, int]:
        """How many of the people and labels that a batch made none before it would have made."""
        people, labels = set(people) - self.people, set(labels) - self.labels
        self.people |= people
        self.labels |= labels
        return len(people), len(labels)
