"""Small maps by hand, around a point on the equator where a degree is the same in both directions."""

from __future__ import annotations

import os
from math import radians
from pathlib import Path

import pytest

from simcity.load.streets.importing import imported, saved
from simcity.model.roads import Roads
from simcity.model.roads.network import EARTH, Network

DEGREE = radians(1.0) * EARTH
ROOT = Path(__file__).parent.parent

NODES = {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000), "d": (0, 1000)}
# A square with one street, from a to b, that goes one way; 10 m/s in normal driving.
SQUARE = """\
from,to,metres,kmh,class,oneway
a,b,1000,36,main,
b,c,1000,36,side,no
c,d,1000,36,side,no
d,a,1000,36,side,no
"""


def tables(folder: Path, nodes: dict[str, tuple[float, float]] = NODES, arcs: str = SQUARE) -> Path:
    """Write the two tables of a map whose nodes are in metres."""
    folder.mkdir(exist_ok=True)
    rows = [f"{name},{east / DEGREE!r},{north / DEGREE!r}" for name, (east, north) in nodes.items()]
    (folder / "nodes.csv").write_text("\n".join(["id,lon,lat", *rows]) + "\n")
    (folder / "arcs.csv").write_text(arcs)
    return folder


def network(
    folder: Path, nodes: dict[str, tuple[float, float]] = NODES, arcs: str = SQUARE, lights: float = 2.0
) -> Network:
    """Return the network of a map by hand, around (0, 0); lights double the speed. Its file is city.roads."""
    made = imported(tables(folder / "map", nodes, arcs), origin=(0.0, 0.0), lights=lights)
    return saved(made, folder / "city.roads")


def law(folder: Path, **given: object) -> Roads:
    """Return travel through the square."""
    return Roads(network=network(folder), **given)  # type: ignore[arg-type]  # keys of Roads, by name


def shared(name: str) -> Path:
    """Return a file of the data for trials, which are no part of the project; skip where it is missing."""
    named = os.environ.get("SIMCITY_DATA")
    path = (Path(named) if named else ROOT.parent / "shared" / "data") / name
    if not path.exists():
        pytest.skip(f"{name} is not there; SIMCITY_DATA names the folder of the data for trials")
    return path
