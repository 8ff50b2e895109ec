"""Facts: every number of a file, and what it rests on."""

from __future__ import annotations

from dataclasses import dataclass

from simcity.fields import measure
from simcity.load.reading import resolve
from simcity.load.report import Position, Report, dotted
from simcity.load.sources import ASSUMED, Cover, Sources, number
from simcity.load.tree import Mapping, Node, Scalar, children, short
from simcity.model.city import Fact
from simcity.model.faults import Path

_TIMES = ("base_year", "horizon", "warm_up", "drain", "start")
STUDY = frozenset(("simcity", "title", "description", "replications", "seed", "primary", *_TIMES))
"""Root keys about the study and not the city, whose numbers need no source."""

_TEXTS = ("title", "description")

SET = Cover(ASSUMED, ASSUMED, "given by --set")


@dataclass(frozen=True)
class Changed:
    """A subtree that a setting or alternative put in: the name to show and what covers it, if that is said."""

    alternative: str
    cover: Cover | None


def _size(text: str) -> tuple[str, float] | None:
    value = resolve(text)
    return measure(text) if isinstance(value, str) else ("", float(value or 0.0))


def _is_file(node: Scalar, path: Path) -> bool:
    """Return whether a text names a file of positions, cells or streets, all of whose numbers rest on one source."""
    positions = len(path) == 3 and path[::2] == ("sensors", "at")
    cells = len(path) == 4 and path[:2] == ("place", "zones") and path[3] == "cells"
    streets = path[-2:] == ("travel", "network")
    return (positions or cells or streets) and isinstance(node.value, str) and node.text != ""


class Ledger:
    """Lists the numbers of a file as facts."""

    def __init__(self, report: Report, sources: Sources) -> None:
        self.report = report
        self.sources = sources
        self.facts: dict[tuple[str, str], Fact] = {}
        # By identity: links made from one template have covers that are equal and yet their own.
        self._ranged: dict[tuple[int, str], Node] = {}
        self._refused: set[int] = set()
        self._bare: dict[Position, tuple[Path, Scalar]] = {}

    def read(self, tree: Node, changes: dict[int, Changed], alternative: str = "") -> None:
        """List the numbers of a tree as facts, and note those that rest on nothing.

        For an alternative only what it changed is listed; ``changes`` holds by id the nodes that were put in.
        """
        self._walk(tree, (), None, changes, "", alternative, ())

    def _walk(
        self,
        node: Node,
        path: Path,
        cover: Cover | None,
        changes: dict[int, Changed],
        of: str,
        alternative: str,
        nearest: Path,
    ) -> None:
        put = changes.get(id(node))
        if put is not None:
            of, cover = put.alternative, put.cover or cover
        if isinstance(node, Scalar):
            self._fact(node, path, cover, of, alternative, nearest)
            return
        said = self.sources.speaks(node, path) if isinstance(node, Mapping) else None
        cover = said if isinstance(said, Cover) else cover
        keyed = said if isinstance(said, dict) else {}
        nearest = path if isinstance(node, Mapping) else nearest
        for key, entry in children(node):
            if (path or key not in STUDY) and key not in _TEXTS:
                below = keyed.get(str(key), cover)
                self._walk(entry.node, (*path, key), below, changes, of, alternative, nearest)

    def _fact(self, node: Scalar, path: Path, cover: Cover | None, of: str, alternative: str, nearest: Path) -> None:
        size = number(node)
        if size is None and not _is_file(node, path):
            return
        if cover is None:
            self._bare.setdefault(node.at, (nearest, node))
        elif of == alternative:
            if size is not None:
                self._check_range(cover, size, node, path, of)
            self.facts.setdefault(
                (of, dotted(path)),
                Fact(
                    dotted(path),
                    node.text,
                    cover.source,
                    cover.confidence,
                    cover.note,
                    cover.low,
                    cover.high,
                    node.at.line,
                    of,
                    cover.year,
                ),
            )

    def _check_range(self, cover: Cover, size: tuple[str, float], node: Scalar, path: Path, of: str) -> None:
        """Check a range of its own, which unless it is in factors belongs to one number and holds it."""
        low, high = _size(cover.low), _size(cover.high)
        if not cover.own_range or low is None or high is None or low[0] == "share" or id(cover) in self._refused:
            return
        if self._ranged.setdefault((id(cover), of), node) is not node:
            message = "low and high cover several numbers here; write them as factors, such as low: 50 %"
            self._refused.add(id(cover))
            self.report.add(cover.at, path, message)
        elif low[0] != size[0]:
            kind = f"a {size[0]}" if size[0] else "a plain number"
            message = f"low and high must be {kind} like the number '{node.text}', or factors in %"
            self.report.add(cover.at, path, message)
        elif not low[1] <= size[1] <= high[1]:
            message = f"'{node.text}' lies outside its low and high, {cover.low} to {cover.high}"
            self.report.add(node.at, path, message)

    def uncovered(self) -> None:
        """Report the numbers that rest on nothing, one for each mapping, or one for a file without any source."""
        seen: set[Path] = set()
        for at, (nearest, node) in sorted(self._bare.items()):
            if not self.sources.spoken:
                cure = 'write source: "assumed: why" at the top to cover all, or name sources'
                self.report.add(at, nearest, f"no number of this file has a source; {cure}")
                return
            if nearest not in seen:
                cure = "write source: here or above it"
                what = "number" if number(node) is not None else "file"
                self.report.add(at, nearest, f"the {what} '{short(node.text)}' has no source; {cure}")
            seen.add(nearest)
