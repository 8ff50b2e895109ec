"""Positions from files: where the devices of a sensor stand and look, and where the cells of a zone lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import cos, hypot, inf, radians
from pathlib import Path

from simcity.load.networks import FARTHEST, Networks
from simcity.load.position_rows import BEARING, NUMBER, WEIGHT, Row, of_csv, of_geojson
from simcity.load.tree import Node, Scalar, Sequence, child, short
from simcity.model.roads.network import EARTH, Origin

LARGEST = 20_000_000
MOST_TOLD = 3
Cell = tuple[float, float, float]
"""Metres east and north of the origin, and weight."""


@dataclass(frozen=True)
class Positions:
    """Points in metres east and north of the origin, with bearings in degrees where the file gives them."""

    points: tuple[tuple[float, float], ...]
    bearings: tuple[float, ...]


class PositionFiles:
    """Reads files of positions, each once for all alternatives."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        """Where relative names start; None for a scenario given as text."""
        self.digests: dict[str, str] = {}
        """By name as written: SHA-256 of the file, in hexadecimal digits."""
        self.networks = Networks(folder, self.digests)
        self._texts: dict[str, str | list[str]] = {}
        self._read: dict[tuple[str, Origin | None, bool], tuple[Positions | None, list[str]]] = {}
        self._cells: dict[tuple[str, Origin | None], tuple[tuple[Cell, ...] | None, list[str]]] = {}

    def read(self, name: str, origin: Origin | None, bearings: bool) -> tuple[Positions | None, list[str]]:
        """Return the positions of a file, or None and what is wrong with it; ``bearings`` asks for these as well."""
        key = name, origin, bearings
        if key not in self._read:
            wrong: list[str] = []
            found = self._points(name, origin, BEARING if bearings else "", wrong)
            if found is not None:
                points, rows = found
                looks = tuple(_bearings(rows, wrong)) if bearings else ()
                self._read[key] = (None if wrong else Positions(points, looks)), _few(wrong, name)
            else:
                self._read[key] = None, _few(wrong, name)
        return self._read[key]

    def cells(self, name: str, origin: Origin | None) -> tuple[tuple[Cell, ...] | None, list[str]]:
        """Return the middles of the cells of a file with their weights, or None and what is wrong with it."""
        key = name, origin
        if key not in self._cells:
            wrong: list[str] = []
            if not name.lower().endswith(".csv"):
                wrong.append(f"a list of cells is wanted, or the name of a .csv file, got '{short(name)}'")
            found = None if wrong else self._points(name, origin, WEIGHT, wrong)
            made: tuple[Cell, ...] = ()
            if found is not None:
                points, rows = found
                weights = list(_weights(rows, wrong))
                made = tuple((x, y, weight) for (x, y), weight in zip(points, weights, strict=False))
            self._cells[key] = (None if wrong else made), _few(wrong, name)
        return self._cells[key]

    def _points(
        self, name: str, origin: Origin | None, more: str, wrong: list[str]
    ) -> tuple[tuple[tuple[float, float], ...], list[Row]] | None:
        """Return the points of a file and its rows with a further column, or None with what is wrong."""
        if name not in self._texts:
            self._texts[name] = self._text(name)
        text = self._texts[name]
        if isinstance(text, list):
            wrong += text
            return None
        shown = short(name)
        csv_file = name.lower().endswith(".csv")
        degrees, rows = of_csv(text, shown, more, wrong) if csv_file else (True, of_geojson(text, shown, wrong))
        if wrong:
            return None
        if not rows:
            wrong.append(f"{shown} has no points")
        elif degrees and origin is None:
            cure = "write place: {origin: [35.2, 128.7]}, latitude first"
            wrong.append(f"{shown} is in degrees, which needs the origin of the place: {cure}")
        if wrong:
            return None
        if degrees and origin is not None:
            points = tuple(_projected(rows, origin, wrong))
        else:
            points = tuple((row.across, row.up) for row in rows)
        return points, rows

    def _text(self, name: str) -> str | list[str]:
        """Return the text of a file, or what is wrong with it."""
        shown = short(name)
        if not name.lower().endswith((".csv", ".geojson")):
            return [f"a list of points is wanted, or the name of a .csv or .geojson file, got '{shown}'"]
        if self.folder is None and not os.path.isabs(name):
            return [f"a scenario given as text lies in no folder, so {shown} cannot be found; give its whole path"]
        path = name if self.folder is None else os.path.join(self.folder, name)
        if os.path.isdir(path):
            return [f"{shown} is a directory, not a file of positions"]
        if not os.path.isfile(path):
            return [f"there is no file {shown}; its name counts from the folder of the scenario file"]
        try:
            with open(path, "rb") as file:
                data = file.read(LARGEST + 1)
        except OSError as error:
            return [f"{shown} cannot be read: {error.strerror}"]
        if len(data) > LARGEST:
            return [f"{shown} is too large; {LARGEST // 1_000_000} MB are the most"]
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            row = data.count(b"\n", 0, error.start) + 1
            return [f"{shown} is binary or not in UTF-8, in line {row}; save it as UTF-8 text"]
        if "\0" in text:
            return [f"{shown} is binary, not text"]
        if not text.strip():
            return [f"{shown} is empty"]
        self.digests[name] = sha256(data).hexdigest()
        return text


def file_of(part: Node, key: str) -> Scalar | None:
    """Return the name of the file that stands at a key of a part in place of a list, if there is one."""
    found = child(part, key)
    node = found[1].node if found is not None else None
    return node if isinstance(node, Scalar) and isinstance(node.value, str) else None


def origin_of(tree: Node) -> tuple[bool, Origin | None]:
    """Return whether the origin of the place is sound or absent, and the origin if it is there."""
    place = child(tree, "place")
    found = child(place[1].node, "origin") if place is not None else None
    if found is None or (isinstance(found[1].node, Scalar) and found[1].node.value is None):
        return True, None
    node = found[1].node
    values = [item.value for item in node.items if isinstance(item, Scalar)] if isinstance(node, Sequence) else []
    numbers = [float(value) for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) != 2 or not (abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180):
        return False, None
    return True, (numbers[0], numbers[1])


def _projected(rows: list[Row], origin: Origin, wrong: list[str]) -> Iterator[tuple[float, float]]:
    """Give points in degrees as metres east and north of the origin (local equirectangular projection)."""
    latitude, longitude = origin
    metres = radians(1.0) * EARTH
    across = metres * cos(radians(latitude))
    swapped = "latitude and longitude may be swapped"
    for row in rows:
        if abs(row.up) > 90 or abs(row.across) > 180:
            name, value, most = ("latitude", row.up, 90) if abs(row.up) > 90 else ("longitude", row.across, 180)
            wrong.append(f"{row.name}: the {name} {value:g} is not between -{most} and {most}; {swapped}")
            continue
        # Around the date line the shorter way counts.
        east = across * ((row.across - longitude + 180.0) % 360.0 - 180.0)
        north = metres * (row.up - latitude)
        if hypot(east, north) > FARTHEST:
            away = f"lies {hypot(east, north) / 1000:,.0f} km from the origin of the place"
            wrong.append(f"{row.name} {away}, and {FARTHEST / 1000:g} km are the most; {swapped}")
        yield east, north


def _bearings(rows: list[Row], wrong: list[str]) -> Iterator[float]:
    """Give the bearings of a file that has any; then each device must have one."""
    if all(row.more is None for row in rows):
        return
    for row in rows:
        word = (row.more or "").strip()
        value = float(word) if len(word) < 100 and NUMBER.fullmatch(word) else None
        if value is None or not 0 <= value <= 360:
            said = f"the bearing '{short(word)}'" if word else "no bearing"
            wrong.append(f"{row.name} has {said}; each needs one in degrees from 0 to 360, clockwise from north")
            continue
        yield value


def _weights(rows: list[Row], wrong: list[str]) -> Iterator[float]:
    """Give the weights of cells."""
    for row in rows:
        word = (row.more or "").strip()
        value = float(word) if len(word) < 100 and NUMBER.fullmatch(word) else None
        if value is None or not 0 <= value < inf:
            said = f"the weight '{short(word)}'" if word else "no weight"
            wrong.append(f"{row.name} has {said}; each cell needs one, a number of at least 0")
            continue
        yield value


def _few(wrong: list[str], name: str) -> list[str]:
    """Return the first faults of a file, and how many more there are."""
    more = len(wrong) - MOST_TOLD
    rest = f"{more} more {'fault' if more == 1 else 'faults'} in {short(name)}"
    return [*wrong[:MOST_TOLD], rest] if more > 0 else wrong
