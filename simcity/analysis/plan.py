"""Experiment plans: the points of a sweep, loaded and checked before anything is run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from simcity.analysis.experiment_file import ExperimentFile, Factor
from simcity.load import load
from simcity.load.reading import read_file, read_tree
from simcity.load.report import TOP, Report
from simcity.load.tree import Mapping
from simcity.model.city import City


@dataclass(frozen=True)
class Point:
    """One combination of values and the city that has them."""

    number: int
    factors: tuple[str, ...]
    values: tuple[str, ...]
    city: City


@dataclass(frozen=True)
class Plan:
    """An experiment that can be run."""

    title: str
    path: str
    text: str
    alternatives: tuple[str, ...] | None
    """All of the scenario's where None."""
    replications: int | None
    """The scenario's where None."""
    seed: int | None
    factors: tuple[Factor, ...]
    settings: dict[str, str]
    metrics: tuple[str, ...]
    points: tuple[Point, ...]


def read(path: str | os.PathLike[str]) -> Plan:
    """Return the plan of an experiment file; raises ScenarioError with its faults, or with the scenario's."""
    name = os.fspath(path)
    report = Report(name)
    text = read_file(path, report)
    tree = read_tree(text, report) if text is not None else None
    if not isinstance(tree, Mapping):
        if not report:
            report.add(TOP, (), "an experiment is a mapping that starts with experiment: 1")
        raise report.error()
    file = ExperimentFile(tree, report)
    title, scenario = file.texts()
    settings = file.settings()
    factors = file.factors(settings)
    replications, seed = file.number("replications", 1), file.number("seed", 0)
    if report:
        raise report.error()
    place = Path(name).parent / scenario
    if not place.exists():
        file.wrong(("scenario",), f"there is no file '{scenario}' beside this one")
        raise report.error()
    # Faults of the scenario itself are its own report.
    city = load(place)
    alternatives = file.alternatives(city)
    metrics = () if report else file.metrics(city, alternatives)
    cities = [] if report else file.cities(place, factors, settings, alternatives)
    if report:
        raise report.error()
    points = tuple(
        Point(k, tuple(factor.name for factor in factors), values, at)
        for k, (values, at) in enumerate(zip(product(*(factor.values for factor in factors)), cities, strict=True))
    )
    assert text is not None
    return Plan(
        title or city.alternatives[city.baseline].title,
        name,
        text,
        alternatives,
        replications,
        seed,
        factors,
        settings,
        metrics,
        points,
    )
