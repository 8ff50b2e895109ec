"""From a scenario file to a city, or to one report of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from simcity.load.report import ScenarioError

if TYPE_CHECKING:
    from simcity.load.catalogue import Described
    from simcity.model.city import City

__all__ = ["ScenarioError", "arrangements", "load", "load_text", "schema", "subsets"]

# The model and pydantic take a third of a second, so they wait until a file is read.


def load(
    path: str | PathLike[str],
    settings: Mapping[str, str] | None = None,
    alternatives: Sequence[str] | None = None,
) -> City:
    """Return the city of a scenario file, with settings (path to YAML text) applied before its alternatives.

    Where some alternatives are named, the others are not looked at, so that they cannot stand in a setting's way.
    Raises ScenarioError, which names every fault of the file, where there is any.
    """
    from simcity.load.city import city_of_file

    return city_of_file(path, settings or {}, alternatives)


def load_text(text: str, name: str = "scenario", settings: Mapping[str, str] | None = None) -> City:
    """Return the city of a scenario's text; ``name`` stands for the file in messages.

    Raises ScenarioError as ``load`` does.
    """
    from simcity.load.city import city_of_text

    return city_of_text(text, name, settings or {})


def subsets(path: str | PathLike[str], settings: Mapping[str, str] | None = None) -> City:
    """Return a city whose alternatives are all subsets of the groups of a file's ``attribution``.

    They are named ``none``, then ``ticket``, ``video``, ``ticket+video`` and so on; each is the baseline with the
    changes of its groups on top. The primary pair is ``none`` and the subset of all. Raises ScenarioError as
    ``load`` does, and where the file has no attribution.
    """
    from simcity.load.city import city_of_file

    return city_of_file(path, settings or {}, subsets=True)


def arrangements() -> tuple[Described, ...]:
    """Return the rungs of sharing and the services that come with simcity, in the order of their files."""
    from simcity.load.catalogue import described

    return described()


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, for editors."""
    from simcity.load.json_schema import json_schema

    return json_schema()
