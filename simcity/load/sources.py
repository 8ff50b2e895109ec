"""Sources: what every number of a file rests on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from simcity.fields import measure
from simcity.load.report import TOP, Position, Report, listed, suggestion
from simcity.load.tree import SOURCE, Entry, Mapping, Node, Scalar, children, short
from simcity.model.city import Source
from simcity.model.faults import Path

ASSUMED = "assumed"
CONFIDENCE = ("S", "D", "B")
PREFIX = "arrangement:"
"""Before the ids of sources that come with an arrangement, so that they are none of a scenario's own."""
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


def number(node: Node) -> tuple[str, float] | None:
    """Return dimension (empty for a plain number) and size of a scalar that is a number; else None."""
    if not isinstance(node, Scalar) or node.value is None or isinstance(node.value, bool):
        return None
    return measure(node.value) if isinstance(node.value, str) else ("", float(node.value))


class Sources:
    """What a file says of its sources: the entries of ``sources:`` and the keys ``source:`` of its mappings."""

    def __init__(self, report: Report, node: Node | None) -> None:
        self.report = report
        self.spoken = node is not None
        self._covers: dict[int, tuple[Node, Cover | dict[str, Cover]]] = {}
        self.entries = self._entries(node)

    def _entries(self, node: Node | None) -> dict[str, Source]:
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.report.add(node.at, ("sources",), "a mapping from id to {text: ..., confidence: ...} is wanted")
            return {}
        return {str(name): self._entry(str(name), entry) for name, entry in node.entries.items()}

    def _entry(self, name: str, entry: Entry) -> Source:
        path: Path = ("sources", name)
        if name == ASSUMED or name.startswith(PREFIX) or re.search(r"[\s,]", name):
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
        source = self.entries.get(name)
        if source is None:
            known = [*self.entries, ASSUMED]
            hint = suggestion(name.rstrip(":"), known) or f"; write {_FORM}"
            self.report.add(at, path, f"there is no source '{short(name)}'{hint}")
            return Cover(name, "", note, at=at)
        return Cover(name, source.confidence, note, source.low, source.high, source.year, at)
