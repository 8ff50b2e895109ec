"""Experiment files: factors as paths with values, and every fault with its place, as the loader reports them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path

from simcity.analysis.metrics import known as known_metrics
from simcity.load import ScenarioError, load
from simcity.load.report import SETTING, TOP, Report, listed, suggestion
from simcity.load.tree import Mapping, Node, Scalar, Sequence, children, compact, locate, what
from simcity.model.city import City
from simcity.model.faults import Path as TreePath

KEYS = (
    "experiment",
    "title",
    "description",
    "scenario",
    "alternatives",
    "replications",
    "seed",
    "settings",
    "factors",
    "metrics",
)
FACTOR_KEYS = ("path", "values")
COLUMNS = ("point", "alternative", "metric", "mean", "half_width", "difference", "difference_half_width", "unit")
"""Columns of the table of a sweep, which no factor can be named after."""
MOST_POINTS = 1000


@dataclass(frozen=True)
class Factor:
    """A path of the scenario and the values it takes, as written."""

    name: str
    path: str
    values: tuple[str, ...]


class ExperimentFile:
    """Reads the parts of an experiment file and notes what is wrong with them."""

    def __init__(self, tree: Mapping, report: Report) -> None:
        """Note what is wrong with the keys of the file and its version."""
        self.tree, self.report = tree, report
        for key, entry in children(tree):
            if key not in KEYS:
                hint = suggestion(key, KEYS)
                report.add(entry.key_at, (key,), f"'{key}' is not known here{hint}; {listed(KEYS)} are")
        version = self.node("experiment")
        if version is None:
            report.add(TOP, (), "'experiment' is missing; start with experiment: 1")
        elif not isinstance(version, Scalar) or version.value != 1:
            self.wrong(("experiment",), f"only 1 is known here, got {what(version)}")

    def wrong(self, path: TreePath, message: str, at_key: bool = False) -> None:
        """Note a fault."""
        self.report.add(locate(self.tree, path, at_key), path, message)

    def node(self, key: str) -> Node | None:
        """Return the value of a key of the file."""
        entry = self.tree.entries.get(key)
        return None if entry is None else entry.node

    def texts(self) -> tuple[str, str]:
        """Return title and scenario."""
        found = {}
        for key in ("title", "scenario"):
            node = self.node(key)
            if isinstance(node, Scalar) and node.text.strip():
                found[key] = node.text
            elif node is not None:
                self.wrong((key,), f"text is wanted, got {what(node)}")
        if self.node("scenario") is None:
            self.report.add(TOP, (), "'scenario' is missing; name a file, such as ../scenarios/minimal.yaml")
        return found.get("title", ""), found.get("scenario", "")

    def number(self, key: str, least: int) -> int | None:
        """Return a whole number, or None where it is not given."""
        node = self.node(key)
        if node is None:
            return None
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.wrong((key,), f"a whole number of at least {least} is wanted, got {what(node)}")
        return None

    def names(self, key: str) -> tuple[str, ...] | None:
        """Return a list of names, or None where it is not given."""
        node = self.node(key)
        if node is None:
            return None
        items = node.items if isinstance(node, Sequence) else ()
        if not items or not all(isinstance(item, Scalar) and item.text for item in items):
            self.wrong((key,), f"a list of names is wanted, got {what(node)}")
            return None
        return tuple(item.text for item in items if isinstance(item, Scalar))

    def settings(self) -> dict[str, str]:
        """Return settings that hold at all points."""
        node = self.node("settings")
        if node is None:
            return {}
        if not isinstance(node, Mapping):
            self.wrong(("settings",), f"a mapping from path to value is wanted, got {what(node)}")
            return {}
        return {str(key): compact(entry.node) for key, entry in children(node)}

    def factors(self, settings: dict[str, str]) -> tuple[Factor, ...]:
        """Return the factors in their order; none has the path of another or of a setting."""
        node = self.node("factors")
        form = "{relay: {path: links.relay.duration, values: [30 s, 60 s]}}"
        if node is None:
            self.report.add(TOP, (), f"'factors' is missing; write such as {form}")
            return ()
        if not isinstance(node, Mapping) or not node.entries:
            self.wrong(("factors",), f"a mapping from name to path and values is wanted, such as {form}")
            return ()
        found = [factor for key, entry in children(node) if (factor := self._factor(str(key), entry.node))]
        if prod(len(factor.values) for factor in found) > MOST_POINTS:
            self.wrong(("factors",), f"these are more than {MOST_POINTS} points; leave out some values")
        paths: dict[str, str] = {}
        for factor in found:
            if factor.path in settings:
                self.wrong(("factors", factor.name, "path"), f"'{factor.path}' is among the settings already")
            if factor.path in paths:
                self.wrong(("factors", factor.name), f"'{paths[factor.path]}' has the same path already")
            paths[factor.path] = factor.name
        return tuple(found)

    def _factor(self, name: str, node: Node) -> Factor | None:
        path: TreePath = ("factors", name)
        if name in COLUMNS:
            self.wrong(path, f"'{name}' is a column of the table; name the factor otherwise", at_key=True)
        if not isinstance(node, Mapping):
            self.wrong(path, f"path and values are wanted, got {what(node)}")
            return None
        for key, entry in children(node):
            if key not in FACTOR_KEYS:
                hint = suggestion(key, FACTOR_KEYS)
                self.report.add(entry.key_at, (*path, key), f"'{key}' is not known here{hint}; path and values are")
        parts = {key: node.entries[key].node for key in FACTOR_KEYS if key in node.entries}
        for key in FACTOR_KEYS:
            if key not in parts:
                self.wrong(path, f"'{key}' is missing")
        where, values = parts.get("path"), parts.get("values")
        if where is not None and not (isinstance(where, Scalar) and where.text):
            self.wrong((*path, "path"), f"a path such as links.relay.duration is wanted, got {what(where)}")
        if values is not None and not (isinstance(values, Sequence) and values.items):
            self.wrong((*path, "values"), f"a list of values is wanted, got {what(values)}")
        if not isinstance(where, Scalar) or not isinstance(values, Sequence):
            return None
        written = tuple(compact(item) for item in values.items)
        for k, value in enumerate(written):
            if value in written[:k]:
                self.wrong((*path, "values", k), f"the value '{value}' is given twice")
        return Factor(name, where.text, written)

    def alternatives(self, city: City) -> tuple[str, ...] | None:
        """Return the alternatives to run, checked against the scenario's."""
        chosen = self.names("alternatives")
        for k, name in enumerate(chosen or ()):
            if name not in city.alternatives:
                near = suggestion(name, city.alternatives)
                message = f"there is no alternative '{name}'{near}; there are {listed(city.alternatives)}"
                self.wrong(("alternatives", k), message)
        return chosen

    def cities(
        self,
        place: Path,
        factors: tuple[Factor, ...],
        settings: dict[str, str],
        alternatives: tuple[str, ...] | None,
    ) -> list[City]:
        """Return the city of every point; what is wrong is noted at the factor, or at the value, that did it."""
        paths = [factor.path for factor in factors]
        try:
            return [
                load(place, {**settings, **dict(zip(paths, values, strict=True))}, alternatives)
                for values in product(*(factor.values for factor in factors))
            ]
        except ScenarioError as error:
            before = len(self.report)
            self._blame(place, factors, settings, alternatives)
            if len(self.report) == before:
                for fault in error.faults:
                    self.wrong(("factors",), f"some points are faulty: {_bare(fault)}")
        return []

    def _blame(
        self,
        place: Path,
        factors: tuple[Factor, ...],
        settings: dict[str, str],
        alternatives: tuple[str, ...] | None,
    ) -> None:
        """Note the faults of each setting and of each value, tried alone."""
        for path, value in settings.items():
            for fault in _faults(place, {path: value}, alternatives):
                self.wrong(("settings", path), fault)
        for factor in factors:
            found = [_faults(place, {factor.path: value}, alternatives) for value in factor.values]
            for fault in found[0]:
                if all(fault in other for other in found):
                    self.wrong(("factors", factor.name, "path"), fault)
            for k, faults in enumerate(found):
                for fault in faults:
                    if not all(fault in other for other in found):
                        self.wrong(("factors", factor.name, "values", k), fault)

    def metrics(self, city: City, alternatives: tuple[str, ...] | None) -> tuple[str, ...]:
        """Return the metrics to report: those named, or the primary one and the mean times to the side."""
        first = city.alternatives[(alternatives or tuple(city.alternatives))[0]]
        possible = known_metrics(first)
        chosen = self.names("metrics")
        if chosen is None:
            return tuple(_default_metrics(first.primary.metric if first.primary else "", possible))
        for k, metric in enumerate(chosen):
            if metric not in possible:
                hint = suggestion(metric, possible)
                self.wrong(("metrics", k), f"this scenario has no metric '{metric}'{hint}")
        return tuple(dict.fromkeys(chosen))


def _default_metrics(primary: str, possible: list[str]) -> Iterator[str]:
    if not primary:
        yield from (metric for metric in possible if metric.startswith("attainment/") and "=" not in metric)
        return
    yield primary
    mean = "/".join(["response_mean", *primary.split("/")[1:3]])
    if mean in possible and mean != primary:
        yield mean


def _faults(place: Path, settings: dict[str, str], alternatives: tuple[str, ...] | None) -> list[str]:
    try:
        load(place, settings, alternatives)
    except ScenarioError as error:
        return [_bare(fault) for fault in error.faults]
    return []


def _bare(fault: str) -> str:
    """Return a fault without the word that it comes from a setting; one in the scenario keeps its place."""
    return fault.removeprefix(f"{SETTING}: ")
