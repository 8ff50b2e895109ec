"""Files of streets (.roads): a zip of plain arrays and a text that says what they are made from."""

from __future__ import annotations

import io
import json
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

import numpy as np

from simcity.model.roads.network import Network, Origin, Streets

FORMAT = 1
LARGEST = 400_000_000
"""Bytes of an array or a text beyond which a file is refused."""
DEGREE = 10_000_000
"""Positions are whole numbers of this part of a degree, about a centimetre."""
_WHOLE = ("tail", "head", "kind", "bends")
_SECONDS = ("ahead", "back", "ahead_lights", "back_lights")
_FIELDS = ("tail", "head", "metres", "kind", *_SECONDS, "stops", "bends")
_TYPES = {"tail": "<i4", "head": "<i4", "kind": "u1", "bends": "<i4", "stops": "?"}
_ABOUT = "about.json"


def save(network: Network, path: Path, sha256_of_source: str) -> None:
    """Write a network; equal networks give equal bytes."""
    about = {
        "simcity roads": FORMAT,
        "attribution": network.attribution,
        "source": network.source,
        "source sha256": sha256_of_source,
        "origin": list(network.origin),
        "classes": list(network.kinds),
        "nodes": network.nodes,
    }
    arrays = {name: np.asarray(getattr(network.streets, name)) for name in _FIELDS}
    arrays |= {"latitude": network.latitude * DEGREE, "longitude": network.longitude * DEGREE}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        _write(archive, _ABOUT, json.dumps(about, indent=1, ensure_ascii=False).encode())
        for name, values in arrays.items():
            whole = np.rint(values) if name in ("latitude", "longitude") else values
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asarray(whole).astype(_type(name)), allow_pickle=False)
            _write(archive, f"{name}.npy", buffer.getvalue())


def _write(archive: ZipFile, name: str, data: bytes) -> None:
    # A fixed date, so that equal networks give equal bytes.
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    archive.writestr(info, data)


def _type(name: str) -> str:
    return "<i4" if name in ("latitude", "longitude") else _TYPES.get(name, "<f4")


def read(data: bytes, name: str) -> Network:
    """Return the network of a file's bytes, on the ground of its own origin; raises ValueError in words."""
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            members = {info.filename: info for info in archive.infolist()}
            if _ABOUT not in members:
                raise ValueError(f"{name} is no file of streets; make one with simcity roads import")
            if any(info.file_size > LARGEST for info in members.values()):
                raise ValueError(f"{name} is too large")
            about = json.loads(archive.read(_ABOUT))
            if about.get("simcity roads") != FORMAT:
                raise ValueError(f"{name} is of another version; make it again with simcity roads import")
            arrays = {
                key: np.lib.format.read_array(io.BytesIO(archive.read(f"{key}.npy")), allow_pickle=False)
                for key in (*_FIELDS, "latitude", "longitude")
            }
    except (BadZipFile, KeyError, EOFError, NotImplementedError, OSError, AttributeError, UnicodeDecodeError) as error:
        raise ValueError(f"{name} is no file of streets, or a broken one; make it with simcity roads import") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"{name} is broken; make it again with simcity roads import") from error
    found = _network(about, arrays, name, sha256(data).hexdigest())
    if not _sound(found):
        raise ValueError(f"{name} is broken: its arrays do not fit together; make it again with simcity roads import")
    return found


def _network(about: dict[str, Any], arrays: dict[str, Any], name: str, digest: str) -> Network:
    streets = {
        key: arrays[key].astype(np.int64 if key in _WHOLE else bool if key == "stops" else float) for key in _FIELDS
    }
    try:
        origin: Origin = float(about["origin"][0]), float(about["origin"][1])
        nodes, kinds = int(about["nodes"]), tuple(map(str, about["classes"]))
        texts = str(about["attribution"]), str(about["source"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise ValueError(f"{name} is broken; make it again with simcity roads import") from error
    latitude, longitude = arrays["latitude"] / DEGREE, arrays["longitude"] / DEGREE
    return Network(name, digest, origin, *texts, kinds, latitude, longitude, nodes, Streets(**streets))


def _sound(network: Network) -> bool:
    """Return whether the arrays of a network fit together."""
    streets, size, points = network.streets, len(network.streets), len(network.latitude)
    columns = [getattr(streets, name) for name in _FIELDS if name != "bends"]
    if size == 0 or points != len(network.longitude) or network.nodes > points or len(streets.bends) != size + 1:
        return False
    if any(column.shape != (size,) for column in columns):
        return False
    ends = np.concatenate([streets.tail, streets.head])
    bends = streets.bends
    return bool(
        ends.min() >= 0
        and ends.max() < network.nodes
        and streets.kind.min() >= 0
        and streets.kind.max() < len(network.kinds)
        and bends[0] == 0
        and bends[-1] == points - network.nodes
        and (np.diff(bends) >= 0).all()
        and (streets.metres > 0).all()
        and all((getattr(streets, name) > 0).all() for name in _SECONDS)
        and streets.stops.any()
    )
