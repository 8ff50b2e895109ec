"""Sources: what every number of a file rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from simcity.fields import measure
from simcity.load.reading import resolve
from simcity.load.report import TOP, Position, Report, dotted, listed, suggestion
from simcity.load.tree import SOURCE, Entry, Mapping, Node, Scalar, children, short
from simcity.model.city import Fact, Source
from simcity.model.faults import Path

ASSUMED = "assumed"
_TIMES = ("base_year", "horizon", "warm_up", "drain", "start")
STUDY = frozenset(("simcity", "title", "description", "replications", "seed", "primary", *_TIMES))
"""Root keys about the study and not the city, whose numbers need no source."""

CONFIDENCE = ("S", "D", "B")
_TEXTS = ("title", "description")
_ENTRY = ("text", "confidence", "year", "low", "high")
_CLAIM = ("assumed", "ref", "note", "low", "high")
_FORM = '"assumed: why", an id of sources, or a map from key to one of these'


@dataclass(frozen=True)
class Cover:
    """What a stretch of the tree rests on."""

    source: str
    confidence: str
    note: str
    low: str = ""
    high: str = ""
    year: int | None = None
    at: Position = TOP
    own_range: bool = False
    """True where low and high are its own and not those of its source."""


SET = Cover(ASSUMED, ASSUMED, "given by --set")


@dataclass(frozen=True)
class Changed:
    """A subtree that a setting or alternative put in: the name to show and what covers it, if that is said."""

    alternative: str
    cover: Cover | None


def number(node: Node) -> tuple[str, float] | None:
    """Return dimension (empty for a plain number) and size of a scalar that is a number; else None."""
    if not isinstance(node, Scalar) or node.value is None or isinstance(node.value, bool):
        return None
    return measure(node.value) if isinstance(node.value, str) else ("", float(node.value))


def _size(text: str) -> tuple[str, float] | None:
    value = resolve(text)
    return measure(text) if isinstance(value, str) else ("", float(value or 0.0))


class Ledger:
    """Reads what a file says of its sources, and lists its numbers as facts."""

    def __init__(self, report: Report, sources: Node | None) -> None:
        self.report = report
        self.facts: dict[tuple[str, str], Fact] = {}
        self.spoken = sources is not None
        self.sources = self._entries(sources)
        self._covers: dict[int, tuple[Node, Cover | dict[str, Cover]]] = {}
        self._ranged: dict[tuple[Cover, str], Node] = {}
        self._refused: set[Cover] = set()
        self._bare: dict[Position, tuple[Path, Scalar]] = {}

    # The section sources:

    def _entries(self, node: Node | None) -> dict[str, Source]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.report.add(node.at, ("sources",), "a mapping from id to {text: ..., confidence: ...} is wanted")
            return {}
        return {str(name): self._entry(str(name), entry) for name, entry in node.entries.items()}

    def _entry(self, name: str, entry: Entry) -> Source:
        path: Path = ("sources", name)
        if name == ASSUMED or re.search(r"[\s,]", name):
            self.report.add(entry.key_at, path, f"'{name}' cannot be the id of a source; use letters, digits and _")
        if not isinstance(entry.node, Mapping):
            self.report.add(entry.node.at, path, "a mapping such as {text: ..., confidence: S} is wanted")
            return Source(name, "", "")
        given = self._texts(entry.node, _ENTRY, path)
        for key in ("text", "confidence"):
            if not given.get(key):
                self.report.add(entry.key_at, path, f"'{key}' is missing")
        confidence = given.get("confidence", "")
        if confidence and confidence not in CONFIDENCE:
            at = entry.node.entries["confidence"].node.at
            self.report.add(at, (*path, "confidence"), f"'{short(confidence)}' is none of {listed(CONFIDENCE)}")
        year = entry.node.entries.get("year")
        value = year.node.value if year is not None and isinstance(year.node, Scalar) else None
        if year is not None and (not isinstance(value, int) or not 1000 <= value <= 9999):
            self.report.add(year.node.at, (*path, "year"), "a year such as 2019 is wanted")
        self._range(entry.node, path, share_only=True)
        return Source(
            name,
            given.get("text", ""),
            confidence,
            value if isinstance(value, int) else None,
            given.get("low", ""),
            given.get("high", ""),
        )

    def _texts(self, node: Mapping, known: tuple[str, ...], path: Path) -> dict[str, str]:
        for key, entry in node.entries.items():
            if key not in known:
                hint = suggestion(key, known)
                self.report.add(entry.key_at, (*path, key), f"'{key}' is not known here{hint}; {listed(known)} are")
            elif not isinstance(entry.node, Scalar):
                self.report.add(entry.key_at, (*path, key), "a single value is wanted")
        return {
            str(key): entry.node.text
            for key, entry in node.entries.items()
            if isinstance(entry.node, Scalar) and entry.node.value is not None
        }

    def _range(self, node: Mapping, path: Path, share_only: bool = False) -> None:
        ends = [(key, node.entries[key].node) for key in ("low", "high") if key in node.entries]
        sizes = []
        for key, end in ends:
            size = number(end)
            if size is None or (share_only and size[0] != "share"):
                wanted = "a factor in per cent, such as 80 %" if share_only else "a quantity or a factor such as 80 %"
                self.report.add(end.at, (*path, key), f"{wanted}, is wanted")
            else:
                sizes.append(size)
        if len(ends) == 1:
            self.report.add(ends[0][1].at, (*path, ends[0][0]), "give both low and high, or neither")
        elif len(sizes) == 2 and sizes[0][0] != sizes[1][0]:
            self.report.add(ends[1][1].at, (*path, "high"), "low and high must be written in units of one dimension")
        elif len(sizes) == 2 and sizes[0][1] > sizes[1][1]:
            self.report.add(ends[0][1].at, (*path, "low"), "low is above high")

    # The key source:

    def speaks(self, mapping: Mapping, path: Path) -> Cover | dict[str, Cover] | None:
        """Return what a mapping says of its numbers: all of them, or those at some keys."""
        entry = mapping.entries.get(SOURCE)
        if entry is None:
            return None
        self.spoken = True
        if id(entry.node) not in self._covers:
            where = (*path, SOURCE)
            node = entry.node
            keyed = isinstance(node, Mapping) and node.entries and not {"assumed", "ref"} & set(node.entries)
            if isinstance(node, Mapping) and keyed:
                said: Cover | dict[str, Cover] = self._by_key(node, mapping, where)
            else:
                said = self._cover(node, where)
            self._covers[id(entry.node)] = entry.node, said
        return self._covers[id(entry.node)][1]

    def _by_key(self, node: Mapping, of: Mapping, path: Path) -> dict[str, Cover]:
        covers = {}
        keys = [str(key) for key, _ in children(of)]
        for key, entry in node.entries.items():
            if str(key) not in keys:
                hint = suggestion(key, keys)
                message = f"'{key}' is no key of this part{hint}; write {_FORM}"
                self.report.add(entry.key_at, (*path, key), message)
            covers[str(key)] = self._cover(entry.node, (*path, key))
        return covers

    def _cover(self, node: Node, path: Path) -> Cover:
        """Return the cover that is written at a node; whatever is wrong with it, its numbers count as covered."""
        if isinstance(node, Scalar) and isinstance(node.value, str) and node.text.strip():
            assumed = re.fullmatch(r"assumed\b\s*[:,]?\s*(.*)", node.text.strip(), re.DOTALL)
            if assumed is None:
                name, _, note = re.sub(r"[\s,]+", " ", node.text.strip(), count=1).partition(" ")
                return self._reference(name, note, node.at, path)
            if not assumed[1]:
                self.report.add(node.at, path, 'say why: "assumed: why"')
            return Cover(ASSUMED, ASSUMED, assumed[1], at=node.at)
        if not isinstance(node, Mapping) or not {"assumed", "ref"} & set(node.entries):
            self.report.add(node.at, path, f"a source is {_FORM}")
            return Cover(ASSUMED, ASSUMED, "")
        return self._claim(node, path)

    def _claim(self, node: Mapping, path: Path) -> Cover:
        given = self._texts(node, _CLAIM, path)
        self._range(node, path)
        if "assumed" in node.entries:
            if "ref" in node.entries:
                self.report.add(node.at, path, "it is either assumed or has a ref, not both")
            if "low" not in node.entries and "high" not in node.entries:
                self.report.add(node.at, path, "an assumption needs low and high, such as low: 50 %, high: 200 %")
            if not given.get("assumed"):
                self.report.add(node.at, path, "say why it is assumed")
            cover = Cover(ASSUMED, ASSUMED, given.get("assumed", ""), at=node.at)
        else:
            cover = self._reference(given.get("ref", ""), given.get("note", ""), node.entries["ref"].node.at, path)
            cover = replace(cover, at=node.at)
        if "low" in given and "high" in given:
            cover = replace(cover, low=given["low"], high=given["high"], own_range=True)
        return cover

    def _reference(self, name: str, note: str, at: Position, path: Path) -> Cover:
        source = self.sources.get(name)
        if source is None:
            known = [*self.sources, ASSUMED]
            hint = suggestion(name.rstrip(":"), known) or f"; write {_FORM}"
            self.report.add(at, path, f"there is no source '{short(name)}'{hint}")
            return Cover(name, "", note, at=at)
        return Cover(name, source.confidence, note, source.low, source.high, source.year, at)

    # The numbers

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
        said = self.speaks(node, path) if isinstance(node, Mapping) else None
        cover = said if isinstance(said, Cover) else cover
        keyed = said if isinstance(said, dict) else {}
        nearest = path if isinstance(node, Mapping) else nearest
        for key, entry in children(node):
            if (path or key not in STUDY) and key not in _TEXTS:
                below = keyed.get(str(key), cover)
                self._walk(entry.node, (*path, key), below, changes, of, alternative, nearest)

    def _fact(self, node: Scalar, path: Path, cover: Cover | None, of: str, alternative: str, nearest: Path) -> None:
        size = number(node)
        if size is None:
            return
        if cover is None:
            self._bare.setdefault(node.at, (nearest, node))
        elif of == alternative:
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
        if not cover.own_range or low is None or high is None or low[0] == "share" or cover in self._refused:
            return
        if self._ranged.setdefault((cover, of), node) is not node:
            message = "low and high cover several numbers here; write them as factors, such as low: 50 %"
            self._refused.add(cover)
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
            if not self.spoken:
                cure = 'write source: "assumed: why" at the top to cover all, or name sources'
                self.report.add(at, nearest, f"no number of this file has a source; {cure}")
                return
            if nearest not in seen:
                cure = "write source: here or above it"
                self.report.add(at, nearest, f"the number '{short(node.text)}' has no source; {cure}")
            seen.add(nearest)
