"""Tables of nodes and arcs: nodes.csv and arcs.csv in a folder or a zip, plain or as JEMSS.jl writes them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from math import inf, isfinite
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from simcity.fields import DAY
from simcity.load.streets.raw import Degrees, MapError, Raw, Street, length, paired
from simcity.load.streets.speeds import KMH, NO_STOPPING, OTHER, seconds, speed

NODES, ARCS, ZIPPED = "nodes.csv", "arcs.csv", "roads.zip"
LARGEST = 500_000_000
_HEADS = {
    NODES: "id, lon, lat",
    ARCS: "from, to, and if known metres, kmh, class, oneway",
}
Rows = list[dict[str, str]]


def read(path: Path, lights: float) -> Raw:
    """Return what the two tables say; raises MapError where one is missing or cannot be understood."""
    texts = {name: _text(path, name) for name in (NODES, ARCS)}
    if texts[NODES].lstrip("\ufeff").lower().startswith("nodes,"):
        return _jemss(texts)
    nodes, arcs = (_rows(texts[name].splitlines(), name) for name in (NODES, ARCS))
    raw = Raw()
    number = _places(raw, nodes, ("id", "index", "node"))
    for row, arc in enumerate(arcs, start=2):
        tail, head = _ends(arc, number, f"row {row} of {ARCS}")
        kind = _cell(arc, "class", "highway") or OTHER
        written = _cell(arc, "metres", "length")
        metres = _number(written, f"row {row} of {ARCS}") if written else length([raw.nodes[tail], raw.nodes[head]])
        pace = _cell(arc, "kmh", "speed")
        mps = _number(pace, f"row {row} of {ARCS}") * KMH if pace else speed(kind, "")
        if not (metres > 0 and mps > 0):
            raise MapError(f"row {row} of {ARCS}: metres and kmh must be more than 0")
        ahead, ahead_lights = seconds(metres, mps, True, lights)
        both = _cell(arc, "oneway").lower() in ("no", "0", "false")
        back, back_lights = (ahead, ahead_lights) if both else (inf, inf)
        stops = kind not in NO_STOPPING
        raw.streets.append(Street(tail, head, (), metres, kind, ahead, back, ahead_lights, back_lights, stops))
    raw.streets = paired(raw.streets)
    raw.notes.append("Arcs go one way, from - to, unless oneway says no or the opposite arc is there too.")
    return raw


def _jemss(texts: Mapping[str, str]) -> Raw:
    """Return what tables of JEMSS.jl say: days by travel mode, and which nodes can be reached off the road."""
    raw = Raw()
    nodes = _rows(_part(texts[NODES], "nodes", NODES), NODES)
    number = _places(raw, nodes, ("index",))
    reached = [float(row.get("offroadaccess") or 1) > 0 for row in nodes]
    arcs = _rows(_part(texts[ARCS], "arcs", ARCS), ARCS)
    about = _rows(_part(texts[ARCS], "miscdata", ARCS), ARCS)
    modes = [name for name in arcs[0] if name.startswith("mode_")] if arcs else []
    if not modes:
        raise MapError(f"{ARCS} has no travel modes (columns mode_1 and so on)")
    days = {mode: sum(float(arc[mode]) for arc in arcs) for mode in modes}
    quick, slow = min(modes, key=lambda mode: days[mode]), max(modes, key=lambda mode: days[mode])
    for row, arc in enumerate(arcs):
        tail, head = _ends(arc, number, f"arc {row + 1} of {ARCS}")
        normal, lit = float(arc[slow]) * DAY, float(arc[quick]) * DAY
        if not (isfinite(normal) and isfinite(lit) and min(normal, lit) > 0):
            raise MapError(f"arc {row + 1} of {ARCS}: its times must be more than 0")
        metres = length([raw.nodes[tail], raw.nodes[head]])
        raw.streets.append(
            Street(tail, head, (), metres, OTHER, normal, inf, lit, inf, reached[tail] and reached[head])
        )
    if about and about[0].get("arcform") == "undirected":
        raw.streets = [one._replace(back=one.ahead, back_lights=one.ahead_lights) for one in raw.streets]
    raw.streets = paired(raw.streets)
    raw.notes.append(f"Travel mode {quick} is taken for lights and sirens, {slow} for normal driving.")
    raw.notes.append("Lengths are straight lines between nodes; times are those of the file.")
    return raw


def _part(text: str, title: str, file: str) -> list[str]:
    """Return the lines of one table of a file of JEMSS.jl, which has a title with its size."""
    lines = text.lstrip("\ufeff").splitlines()
    for place, line in enumerate(lines):
        if line.lower().startswith(f"{title},"):
            body = lines[place + 1 :]
            end = next((k for k, one in enumerate(body) if not one.strip(", \t")), len(body))
            return body[:end]
    raise MapError(f"{file} has no table '{title}'")


def tables_in(path: Path) -> Path:
    """Return the zip in which the tables of a folder of JEMSS.jl lie, or else the folder itself."""
    inside = path / ZIPPED
    return inside if path.is_dir() and not (path / NODES).exists() and inside.is_file() else path


def _text(path: Path, name: str) -> str:
    """Return one of the two tables in a folder, in a zip, or beside the file that is named."""
    path = tables_in(path)
    try:
        if path.suffix.lower() == ".zip":
            with ZipFile(path) as archive:
                member = next((one for one in archive.infolist() if Path(one.filename).name == name), None)
                if member is None:
                    raise MapError(f"{path.name} holds no {name}; it needs {NODES} and {ARCS}")
                if member.file_size > LARGEST:
                    raise MapError(f"{name} in {path.name} is too large")
                data = archive.read(member)
        else:
            data = ((path if path.is_dir() else path.parent) / name).read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise MapError(f"there is no {name} beside {path.name}; {NODES} and {ARCS} belong together") from error
    except (BadZipFile, UnicodeDecodeError, OSError) as error:
        raise MapError(f"{name} of {path.name} cannot be read: {error}") from error


def _rows(lines: list[str], file: str) -> Rows:
    try:
        reader = csv.reader(io.StringIO("\n".join(lines)))
        names = [name.strip().lower() for name in next(reader, [])]
        return [dict(zip(names, map(str.strip, row), strict=False)) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise MapError(f"{file} cannot be read as CSV: {error}") from error


def _places(raw: Raw, rows: Rows, keys: tuple[str, ...]) -> dict[str, int]:
    """Take in the nodes; return the number of each by its id."""
    number: dict[str, int] = {}
    for row, node in enumerate(rows, start=1):
        where = f"node {row} of {NODES}"
        at: Degrees = _number(_cell(node, "lat", "y"), where), _number(_cell(node, "lon", "x"), where)
        if not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
            raise MapError(f"{where} is at ({at[1]:g}, {at[0]:g}); longitude and latitude in degrees are wanted")
        number[_plain(_cell(node, *keys))] = len(raw.nodes)
        raw.nodes.append(at)
    return number


def _ends(arc: Mapping[str, str], number: Mapping[str, int], where: str) -> tuple[int, int]:
    ends = _plain(_cell(arc, "from", "fromnode", "u")), _plain(_cell(arc, "to", "tonode", "v"))
    for name in ends:
        if name not in number:
            raise MapError(f"{where}: there is no node '{name}' in {NODES}; the columns are {_HEADS[ARCS]}")
    return number[ends[0]], number[ends[1]]


def _cell(row: Mapping[str, str], *names: str) -> str:
    return next((row[name] for name in names if row.get(name)), "")


def _plain(name: str) -> str:
    """Return an id as one writes it: 12.0 is 12."""
    return name[:-2] if name.endswith(".0") else name


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        said = f"'{text}' is no number" if text else "a number is missing"
        raise MapError(f"{where}: {said}; the columns of {NODES} are {_HEADS[NODES]}") from error
    if not isfinite(value):
        raise MapError(f"{where}: '{text}' is no finite number")
    return value
