"""A network from a map file: read, made connected and small, and an account of what was kept and left out."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import numpy as np

from simcity.load.streets.raw import Found, MapError, Raw
from simcity.load.streets.simplify import connected, merged
from simcity.load.streets.speeds import LIGHTS
from simcity.load.streets.tables import tables_in
from simcity.model.roads.network import Network, Origin, Streets

_KINDS = "an OpenStreetMap extract (.osm.pbf, .osm), GraphML (.graphml), or nodes.csv with arcs.csv (a folder or .zip)"


@dataclass(frozen=True)
class Imported:
    """A network and how it was made."""

    network: Network
    digest: str
    """SHA-256 of what it was made from."""
    nodes_read: int
    streets_read: int
    kept: dict[str, tuple[int, float]]
    """Number and km of the streets of each class, the longest first."""
    dropped: dict[str, float]
    """km that were left out, by reason, the longest first."""
    places: tuple[Found, ...]
    notes: tuple[str, ...]


def imported(
    path: Path,
    drop: Collection[str] = (),
    attribution: str | None = None,
    origin: Origin | None = None,
    lights: float = LIGHTS,
) -> Imported:
    """Return the network of a map file, without the classes in ``drop``.

    Raises MapError, which says in words what is wrong with the file.
    """
    raw = _read(path, lights)
    nodes, streets = len(raw.nodes), len(raw.streets)
    if not streets:
        had = ", ".join(sorted(raw.dropped)[:5])
        only = f"; it has only {had}" if had else ""
        raise MapError(f"{path.name} has no streets for vehicles{only}")
    known = {street.kind for street in raw.streets}
    for kind in drop:
        if kind not in known:
            raise MapError(f"there are no streets of class '{kind}' to drop; there are {', '.join(sorted(known))}")
    for street in raw.streets:
        if street.kind in drop:
            raw.leave_out(f"dropped by wish: {street.kind}", street.metres)
    raw.streets = [street for street in raw.streets if street.kind not in drop]
    raw.streets = connected(raw)
    if not raw.streets:
        raise MapError(f"{path.name} has no streets on which one comes back to where one began; it is no network")
    raw.streets = merged(raw.streets, raw.nodes)
    digest = _digest(path)
    named = attribution if attribution is not None else raw.attribution
    network = _network(raw, origin, named, f"{path.name}, SHA-256 {digest}")
    if not network.streets.stops.any():
        raise MapError(f"{path.name} has no street on which one can stop; motorways alone lead nowhere")
    counts = np.bincount(network.streets.kind, minlength=len(network.kinds))
    kept = {name: (int(counts[network.kinds.index(name)]), km) for name, km in network.km_by_class().items()}
    dropped = {reason: metres / 1000.0 for reason, metres in sorted(raw.dropped.items(), key=lambda one: -one[1])}
    return Imported(network, digest, nodes, streets, kept, dropped, tuple(raw.places), tuple(raw.notes))


def _read(path: Path, lights: float) -> Raw:
    name = path.name.lower()
    if not path.exists():
        raise MapError(f"there is no file {path}")
    if name.endswith((".osm.pbf", ".pbf", ".osm", ".osm.bz2", ".osm.gz")):
        from simcity.load.streets.osm import read
    elif name.endswith((".graphml", ".xml")):
        from simcity.load.streets.graphml import read
    elif path.is_dir() or name.endswith((".zip", ".csv")):
        from simcity.load.streets.tables import read
    else:
        raise MapError(f"{path.name} is of no kind that is known; wanted is {_KINDS}")
    try:
        return read(path, lights)
    except OSError as error:
        raise MapError(f"{path.name} cannot be read: {error.strerror or error}") from error


def _network(raw: Raw, origin: Origin | None, attribution: str, source: str) -> Network:
    """Return the network of what is left; its origin is the middle of its nodes where none is given."""
    used = sorted({node for street in raw.streets for node in (street.tail, street.head)})
    number = {node: place for place, node in enumerate(used)}
    kinds = tuple(sorted({street.kind for street in raw.streets}))
    points = [raw.nodes[node] for node in used] + [bend for street in raw.streets for bend in street.bends]
    latitude, longitude = np.array(points, float).T
    if origin is None:
        up, along = latitude[: len(used)], longitude[: len(used)]
        origin = round((up.min() + up.max()) / 2, 4), round((along.min() + along.max()) / 2, 4)
    bends = np.concatenate([[0], np.cumsum([len(street.bends) for street in raw.streets])]).astype(np.int64)
    columns = {
        name: np.array([getattr(street, name) for street in raw.streets], float)
        for name in ("metres", "ahead", "back", "ahead_lights", "back_lights")
    }
    streets = Streets(
        tail=np.array([number[street.tail] for street in raw.streets], np.int64),
        head=np.array([number[street.head] for street in raw.streets], np.int64),
        kind=np.array([kinds.index(street.kind) for street in raw.streets], np.int64),
        stops=np.array([street.stops for street in raw.streets], bool),
        bends=bends,
        **columns,
    )
    return Network("", "", origin, attribution, source, kinds, latitude, longitude, len(used), streets)


def _digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the two tables in a folder."""
    path = tables_in(path)
    if path.is_dir():
        return sha256(b"".join((path / name).read_bytes() for name in ("nodes.csv", "arcs.csv"))).hexdigest()
    found = sha256()
    with open(path, "rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def saved(made: Imported, path: Path) -> Network:
    """Write a network to a file and return it as it is read from there."""
    from simcity.load.network_file import read, save

    save(made.network, path, made.digest)
    return replace(read(path.read_bytes(), path.name), name=path.name)
