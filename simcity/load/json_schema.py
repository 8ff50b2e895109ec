"""The JSON Schema of a scenario file, from the docstrings and types of the model."""

from __future__ import annotations

import re
from typing import Any

from pydantic import TypeAdapter

from simcity.fields import UNITS, example
from simcity.load.attribution import FEWEST, MOST
from simcity.load.catalogue import known
from simcity.load.changes import SERVICES, SHARING
from simcity.load.tree import SOURCE
from simcity.model.scenario import Scenario

DRAFT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_DROPPED = ("x-default-kind", "discriminator", "default", "title")
_BOUNDS = {"ge": "minimum", "gt": "exclusiveMinimum"}
_DIMENSIONS = {example(dimension): dimension for dimension in UNITS}
_TEXT = {"type": "string", "minLength": 1}
_FACTOR = {"type": "string", "pattern": r"%\s*$", "examples": ["80 %"]}
_CLAIM: Schema = {
    "description": "A source or an assumption with the range in which its numbers may lie.",
    "type": "object",
    "properties": {
        "assumed": {**_TEXT, "description": "Why it is assumed; low and high are needed."},
        "ref": {**_TEXT, "description": "Id of an entry of sources."},
        "note": {**_TEXT, "description": "Where in the source, or what it says."},
        "low": {"description": "Lowest believable value, or a factor in per cent."},
        "high": {"description": "Highest believable value, or a factor in per cent."},
    },
    "additionalProperties": False,
    "oneOf": [{"required": ["assumed", "low", "high"]}, {"required": ["ref"]}],
}
_OWN: Schema = {
    "Source": {
        "description": "What the numbers here and below rest on: one for all, or one for each key.",
        "examples": ["assumed: an example to learn from", "gyeongnam_2018, table 2"],
        "anyOf": [
            _TEXT,
            {"$ref": "#/$defs/Claim"},
            {"type": "object", "additionalProperties": {"anyOf": [_TEXT, {"$ref": "#/$defs/Claim"}]}},
        ],
    },
    "Claim": _CLAIM,
    "SourceEntry": {
        "description": "A source to which numbers may refer by its id.",
        "type": "object",
        "properties": {
            "text": {**_TEXT, "description": "Title or outlet, year, address."},
            "confidence": {
                "enum": ["S", "D", "B"],
                "description": "S seen in a source, D derived by arithmetic, B background knowledge, not verified.",
            },
            "year": {"type": "integer", "description": "Year to which its figures belong."},
            "low": {**_FACTOR, "description": "Lowest believable value in per cent of each figure."},
            "high": {**_FACTOR, "description": "Highest believable value in per cent of each figure."},
        },
        "required": ["text", "confidence"],
        "additionalProperties": False,
    },
}
_POSITIONS: Schema = {
    "type": "string",
    "pattern": r"\.([cC][sS][vV]|[gG][eE][oO][jJ][sS][oO][nN])$",
    "examples": ["cameras.csv"],
}
_CELLS: Schema = {"type": "string", "pattern": r"\.[cC][sS][vV]$", "examples": ["people.csv"]}
_ATTRIBUTION: Schema = {
    "description": "Groups of the changes of an alternative, whose parts in its effect simcity attribute tells.",
    "type": "object",
    "properties": {
        "alternative": {**_TEXT, "description": "Alternative whose effect is shared out."},
        "groups": {
            "description": "By name: changes as the alternative writes them, sharing, or services.NAME.",
            "type": "object",
            "minProperties": FEWEST,
            "maxProperties": MOST,
            "additionalProperties": {"type": "array", "items": _TEXT, "minItems": 1},
        },
    },
    "required": ["alternative", "groups"],
    "additionalProperties": False,
}


def _switches() -> Schema:
    """Return the keys that switch arrangements on, at the top of a file or in an alternative."""
    rungs, services = list(known("sharing")), list(known("services"))
    return {
        SHARING: {
            "description": "Rung of the ladder of sharing that a scenario stands on; simcity services lists them.",
            "anyOf": [{"enum": rungs}, {"type": "null"}],
        },
        SERVICES: {
            "description": "Services of integrated platforms, switched on by the roles of the centres.",
            "anyOf": [{"type": "array", "items": {"enum": services}, "uniqueItems": True}, {"type": "null"}],
        },
    }


def _alternatives(switches: Schema) -> Schema:
    told = "By name: changes, path to value, applied to this file; null removes. The first is the baseline."
    return {
        "description": told,
        "type": "object",
        "additionalProperties": {
            "type": ["object", "null"],
            "properties": {SOURCE: {"$ref": "#/$defs/Source"}, **switches},
            "additionalProperties": True,
        },
    }


def json_schema() -> Schema:
    """Return the schema, draft 2020-12, with stable names of definitions."""
    schema = TypeAdapter(Scenario).json_schema()
    definitions = schema.pop("$defs")
    names = {old: _name(old, body) for old, body in definitions.items()}
    defaults = _default_kinds(schema) | {kind for body in definitions.values() for kind in _default_kinds(body)}
    definitions = {names[old]: {**_clean(body, names), "title": names[old]} for old, body in definitions.items()}
    for body in definitions.values():
        kind = body.get("properties", {}).get("kind", {}).get("const")
        if kind is not None and kind not in defaults:
            body["required"] = ["kind", *body.get("required", [])]
    root = _clean(schema, names)
    entries = {"type": "object", "additionalProperties": {"$ref": "#/$defs/SourceEntry"}}
    switches = _switches()
    root["properties"] |= {
        "sources": {"description": "Sources by id.", **entries},
        **switches,
        "alternatives": _alternatives(switches),
        "attribution": _ATTRIBUTION,
    }
    for body in definitions.values():
        _from_files(body)
    return {"$schema": DRAFT, **root, "$defs": dict(sorted((definitions | _OWN).items()))}


def _from_files(body: Schema) -> None:
    """Allow the name of a file for the positions of a sensor and for the cells of a zone."""
    properties = body.get("properties", {})
    for key, beside, file in (("at", "centre", _POSITIONS), ("cells", "crowd", _CELLS)):
        listed = properties.get(key)
        if listed is not None and beside in properties:
            properties[key] = {"description": listed.pop("description"), "anyOf": [listed, file]}


def _name(old: str, body: Schema) -> str:
    """Return a readable name: ``ExponentialTime`` for the exponential law of a time, ``CrowdsSteady`` for a class."""
    match = re.search(r"([A-Za-z]+)_Annotated_", old)
    if match is None:
        # Two classes of one name are told apart by their modules: simcity__model__crowds__Steady.
        module, _, name = old.rpartition("__")
        return module.rpartition("__")[2].replace("_", "").capitalize() + name
    dimension = next(word for shown, word in _DIMENSIONS.items() if f"'{shown}'" in str(body))
    return match[1] + dimension.capitalize()


def _default_kinds(node: Any) -> set[str]:
    """Return the kinds that need not be named."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = {node["x-default-kind"]} if isinstance(node, dict) and "x-default-kind" in node else set()
    return own.union(*map(_default_kinds, below))


def _clean(node: Any, names: dict[str, str]) -> Any:
    """Return a schema with new names, units in descriptions, defaults as written, and ``source`` in every object."""
    if isinstance(node, list):
        return [_clean(item, names) for item in node]
    if not isinstance(node, dict):
        return node
    clean: Schema = {}
    for key, value in node.items():
        if key == "$ref":
            clean[key] = "#/$defs/" + names[value.removeprefix("#/$defs/")]
        elif key in ("properties", "patternProperties"):
            clean[key] = {name: _clean(below, names) for name, below in value.items()}
        elif key == "description":
            clean[key] = " ".join(value.split())
        elif key in _BOUNDS:
            clean[_BOUNDS[key]] = value
        elif key not in _DROPPED:
            clean[key] = _clean(value, names)
    if node.get("type") == "object":
        _with_source(clean)
    dimension = _DIMENSIONS.get(next(iter(node.get("examples", ())), ""))
    if dimension is not None:
        units = f"{'An' if dimension[0] == 'a' else 'A'} {dimension} with its unit ({', '.join(UNITS[dimension])})."
        said = node.get("description", "")
        clean["description"] = f"{said} {units}" if said and "with its unit" not in said else units
    default = node.get("default")
    if isinstance(default, str | int | float):
        written = dimension is None or isinstance(default, str)
        clean["default"] = default if written else _written(float(default), str(dimension))
    return clean


def _with_source(node: Schema) -> None:
    """Allow ``source`` as a key of an object, and no keys but those of its pattern."""
    node["properties"] = {**node.get("properties", {}), SOURCE: {"$ref": "#/$defs/Source"}}
    names = node.pop("propertyNames", {}).get("enum")
    if names:
        node["propertyNames"] = {"enum": [*names, SOURCE]}
    if "patternProperties" in node:
        node["additionalProperties"] = False


def _written(value: float, dimension: str) -> str:
    if dimension == "share":
        return f"{100 * value:g} %"
    return f"{value:g} {next(unit for unit, size in UNITS[dimension].items() if size == 1.0)}"
