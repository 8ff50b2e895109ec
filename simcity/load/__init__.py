"""From a scenario file to a city, or to one report of everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

from simcity.load.report import ScenarioError

if TYPE_CHECKING:
    from simcity.model.city import City

__all__ = ["ScenarioError", "load", "load_text", "schema"]

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


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file, for editors."""
    from simcity.load.json_schema import json_schema

    return json_schema()
