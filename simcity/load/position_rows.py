"""Rows of positions: what a CSV or GeoJSON file of points says, before it is put on the ground."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import Any

from simcity.load.report import listed
from simcity.load.tree import short

NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_METRES = ("x", "y")
_DEGREES = ("lon", "lat")
_LONG = {"longitude": "lon", "latitude": "lat"}
_COLUMNS = "x and y (metres) or lon and lat (degrees)"
BEARING, WEIGHT = "bearing", "weight"


@dataclass(frozen=True)
class Row:
    """One point of a file."""

    name: str
    """As it is called in messages."""
    across: float
    """Metres to the east, or longitude."""
    up: float
    """Metres to the north, or latitude."""
    more: str | None = None
    """What else is asked of it, as written: a bearing or a weight."""


def of_csv(text: str, shown: str, more: str, wrong: list[str]) -> tuple[bool, list[Row]]:
    """Return whether a CSV text is in degrees, and its rows with a further column; no weight is a fault."""
    rows: list[Row] = []
    degrees = False
    try:
        lines = enumerate(csv.reader(io.StringIO(text, newline="")), start=1)
        names = [_LONG.get(word.strip().lower(), word.strip().lower()) for word in next(lines)[1]]
        pair = _pair(names, shown, wrong)
        if pair is None:
            return False, []
        degrees = pair == _DEGREES
        across, up = names.index(pair[0]), names.index(pair[1])
        further = names.index(more) if more in names else None
        if further is None and more == WEIGHT:
            wrong.append(f"{shown} has no column 'weight'; each cell needs one, such as the people who live there")
            return False, []
        for number, cells in lines:
            if any(map(str.strip, cells)):
                where = f"row {number} of {shown}"
                east = _plain(cells, across, where, pair[0], wrong)
                north = _plain(cells, up, where, pair[1], wrong)
                rest = None if further is None else cells[further] if further < len(cells) else ""
                rows.append(Row(where, east, north, rest))
    except csv.Error as error:
        wrong.append(f"{shown} cannot be read as CSV: {error}")
    return degrees, rows


def _pair(names: list[str], shown: str, wrong: list[str]) -> tuple[str, str] | None:
    """Return the columns that hold the positions, or None with what is wrong."""
    found = [pair for pair in (_METRES, _DEGREES) if set(pair) <= set(names)]
    twice = [name for name in (*_METRES, *_DEGREES, BEARING, WEIGHT) if names.count(name) > 1]
    if len(found) == 1 and not twice:
        return found[0]
    had = listed(f"'{short(name)}'" for name in names)
    if twice:
        wrong.append(f"{shown} has the column '{twice[0]}' twice")
    elif found:
        wrong.append(f"{shown} has the columns x and y as well as lon and lat; keep one pair")
    elif len(names) == 1 and ";" in names[0]:
        wrong.append(f"the columns of {shown} are set apart by semicolons; set them apart by commas")
    else:
        wrong.append(f"the first row of {shown} must name the columns {_COLUMNS}; it has {had}")
    return None


def _plain(cells: list[str], column: int, where: str, name: str, wrong: list[str]) -> float:
    """Return the number in a cell; 0 with what is wrong where there is none."""
    word = cells[column].strip() if column < len(cells) else ""
    value = float(word) if len(word) < 100 and NUMBER.fullmatch(word) else None
    if value is not None and isfinite(value):
        return value
    unit = "metres" if name in _METRES else "degrees"
    said = f"'{short(word)}' is no number" if word else "there is nothing"
    wrong.append(f"{where}: {said} in the column '{name}'; write {unit} without a unit, such as 128.5")
    return 0.0


def of_geojson(text: str, shown: str, wrong: list[str]) -> list[Row]:
    """Return the points of a GeoJSON text."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError) as error:
        said = getattr(error, "msg", "it is nested too deeply")
        line = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        wrong.append(f"{shown} is no JSON{line}: {said}")
        return []
    features = tree.get("features") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or tree.get("type") != "FeatureCollection" or not isinstance(features, list):
        wrong.append(f"{shown} is no FeatureCollection of Points, which is the GeoJSON that is wanted")
        return []
    found = (_of_feature(feature, f"feature {n} of {shown}", wrong) for n, feature in enumerate(features, start=1))
    return [row for row in found if row is not None]


def _of_feature(feature: Any, where: str, wrong: list[str]) -> Row | None:
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind != "Point":
        wrong.append(f"{where} is {f'a {short(str(kind))}' if kind else 'without a place'}; Points alone are wanted")
        return None
    given = geometry.get("coordinates")
    numbers = given[:2] if isinstance(given, list) else []
    if len(numbers) < 2 or not all(type(value) in (int, float) and abs(value) < 1e300 for value in numbers):
        wrong.append(f"{where}: its coordinates are no longitude and latitude, such as [128.68, 35.23]")
        return None
    properties = feature.get("properties")
    bearing = properties.get("bearing") if isinstance(properties, dict) else None
    return Row(where, float(numbers[0]), float(numbers[1]), None if bearing is None else str(bearing))
