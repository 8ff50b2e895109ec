"""The report of a file: every fault once, in the order of its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import NamedTuple

from simcity.model.faults import Path

SETTING = "--set"
MOST_NAMED = 12


class Position(NamedTuple):
    """Where something is written: line and column from 1, or the number of a setting as its column."""

    line: int
    column: int
    origin: str = ""
    """Empty for the file, ``--set`` for a setting."""


TOP = Position(1, 1)


class ScenarioError(ValueError):
    """A scenario file is wrong; its text is the whole report, a line for each fault."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults: tuple[str, ...] = tuple(faults)
        super().__init__("\n".join(self.faults))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[str, ...]]]:
        return ScenarioError, (self.faults,)


def nearest(word: object, known: Iterable[object]) -> str:
    """Return the known word that was probably meant, or nothing."""
    return next(iter(get_close_matches(str(word)[:100], [str(name) for name in known], 1, 0.6)), "")


def suggestion(word: object, known: Iterable[object]) -> str:
    """Return ``(did you mean ...?)`` with the nearest known word and a space before, or nothing."""
    near = nearest(word, known)
    return f" (did you mean '{near}'?)" if near else ""


def listed(names: Iterable[object]) -> str:
    """Return names with commas, and how many more there are beyond the first dozen."""
    words = [str(name) for name in names]
    more = f" and {len(words) - MOST_NAMED} more" if len(words) > MOST_NAMED else ""
    return ", ".join(words[:MOST_NAMED]) + more


def dotted(path: Path) -> str:
    """Return a path of the tree as it is written in changes; the whole file is ``file``."""
    return ".".join(str(step) for step in path) or "file"


class Report:
    """Collects the faults of one file over its alternatives."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.broken: set[Position] = set()
        """Places that could not be read, of which nothing more is said."""
        self.everywhere: tuple[str, ...] = ()
        """Names of all alternatives."""
        self.changes: tuple[Position, Position] | None = None
        """From where to where the file has its alternatives."""
        self.arranged: dict[Position, str] = {}
        """Words that switched an arrangement on; what they put in counts as written there."""
        self._found: dict[tuple[Position, str], tuple[str, list[str]]] = {}

        self._unsettled: dict[tuple[Path, str], dict[str, Position]] = {}

    def __len__(self) -> int:
        return len(self._found)

    def add(self, at: Position, path: Path, message: str, alternative: str = "") -> None:
        """Note a fault; the same message at the same place counts once."""
        if at in self.broken:
            return
        line = " ".join(message.split())
        if at in self.arranged:
            line = f"{line} (put in by {self.arranged[at]})"
        _, alternatives = self._found.setdefault((at, line), (dotted(path), []))
        if alternative and alternative not in alternatives:
            alternatives.append(alternative)

    def unless_elsewhere(self, at: Position, path: Path, message: str, alternative: str) -> None:
        """Note what is a fault only where no alternative makes use of it; see ``settle``."""
        self._unsettled.setdefault((path, message), {})[alternative] = at

    def settle(self, holders: Callable[[Path], Iterable[str]]) -> None:
        """Add what turned out to be a fault of every alternative that holds its path."""
        for (path, message), places in self._unsettled.items():
            if places.keys() >= set(holders(path)):
                for alternative, at in places.items():
                    self.add(at, path, message, alternative)
        self._unsettled.clear()

    def error(self) -> ScenarioError:
        """Return the error that holds the report."""
        return ScenarioError(
            self._line(at, path, message + self._where(at, alternatives))
            for (at, message), (path, alternatives) in sorted(self._found.items(), key=lambda item: item[0][0])
        )

    def _where(self, at: Position, alternatives: list[str]) -> str:
        inside = self.changes is not None and not at.origin and self.changes[0] <= at < self.changes[1]
        if inside or not alternatives or len(alternatives) == len(self.everywhere):
            return ""
        return f" [in alternative {listed(alternatives)}]"

    def _line(self, at: Position, path: str, message: str) -> str:
        where = at.origin or f"{self.name}:{at.line}:{at.column}"
        return f"{where}: {path}: {message}"
