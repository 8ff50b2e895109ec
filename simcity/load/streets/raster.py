"""Rasters of people: GeoTIFF files of one band in degrees, as geographic information systems export them."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

import numpy as np

from simcity.load.streets.raw import MapError
from simcity.records import Floats

_WIDTH, _HEIGHT, _BITS, _PACKED, _STRIPS, _BANDS, _ROWS, _BYTES, _PREDICTED, _TILED, _FORMAT = (
    256, 257, 258, 259, 273, 277, 278, 279, 317, 322, 339,
)  # fmt: skip
_SCALE, _TIE, _KEYS, _NOTHING = 33550, 33922, 34735, 42113
_TYPES = {1: "B", 2: "s", 3: "H", 4: "I", 11: "f", 12: "d"}
_TEXT = 2
_KINDS = {1: "u", 2: "i", 3: "f"}
_DEGREES = 2
"""Of the key GTModelType: latitude and longitude."""
_PLAIN, _DEFLATED = 1, (8, 32946)
LARGEST = 100_000_000
"""Cells beyond which a raster is refused."""


@dataclass(frozen=True, eq=False)
class Raster:
    """Values by row from the north and column from the west, in cells of equal size in degrees."""

    values: Floats
    west: float
    """Longitude of the western edge."""
    north: float
    """Latitude of the northern edge."""
    width: float
    """Degrees of longitude of a cell."""
    height: float
    """Degrees of latitude of a cell."""


def raster(data: bytes, name: str) -> Raster:
    """Return the raster of a GeoTIFF; raises MapError where it is none, or of a form that is not read."""
    try:
        return _raster(data, name)
    except (struct.error, KeyError, IndexError, ValueError, zlib.error) as error:
        if isinstance(error, MapError):
            raise
        raise MapError(f"{name} is no GeoTIFF of one band that can be read, or is cut short") from error


def _raster(data: bytes, name: str) -> Raster:
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(data[:4])
    if order is None:
        raise MapError(f"{name} is no TIFF; a GeoTIFF with people per cell is wanted")
    tags, texts = _tags(data, order)
    cure = "export it as a GeoTIFF of one band in degrees (EPSG:4326), in strips, plain or deflated"
    if tags.get(_BANDS, (1,)) != (1,) or _TILED in tags or tags.get(_PREDICTED, (1,)) != (1,):
        raise MapError(f"{name} has several bands, tiles or a predictor; {cure}")
    packed = tags.get(_PACKED, (_PLAIN,))[0]
    if packed != _PLAIN and packed not in _DEFLATED:
        raise MapError(f"{name} is compressed in a way that is not read ({packed}); {cure}")
    if _SCALE not in tags or _TIE not in tags:
        raise MapError(f"{name} does not say where it lies; {cure}")
    keys = tags.get(_KEYS, ())
    model = next((keys[k + 3] for k in range(4, len(keys), 4) if keys[k] == 1024), _DEGREES)
    if model != _DEGREES:
        raise MapError(f"{name} is in projected metres, not degrees; {cure}")
    columns, rows = int(tags[_WIDTH][0]), int(tags[_HEIGHT][0])
    if columns * rows > LARGEST:
        raise MapError(f"{name} has {columns:,} x {rows:,} cells, too many; make it coarser")
    kind = np.dtype(f"{order}{_KINDS[int(tags.get(_FORMAT, (1,))[0])]}{int(tags[_BITS][0]) // 8}")
    pieces = [
        data[int(start) : int(start) + int(size)] for start, size in zip(tags[_STRIPS], tags[_BYTES], strict=True)
    ]
    body = b"".join(pieces if packed == _PLAIN else map(zlib.decompress, pieces))
    values = np.frombuffer(body, kind, columns * rows).astype(float).reshape(rows, columns)
    if _NOTHING in texts:
        values = np.where(values == float(texts[_NOTHING].rstrip("\0 ")), 0.0, values)
    if not np.isfinite(values).all() or values.min() < 0 or not values.any():
        raise MapError(f"{name} must hold numbers of at least 0, some of them above 0")
    across, down = (float(one) for one in tags[_SCALE][:2])
    column, row, _, east, north = (float(one) for one in tags[_TIE][:5])
    return Raster(values, east - column * across, north + row * down, across, down)


def _tags(data: bytes, order: str) -> tuple[dict[int, tuple[float, ...]], dict[int, str]]:
    """Return the numbers and the texts of the tags of the first image."""
    (start,) = struct.unpack_from(f"{order}I", data, 4)
    (count,) = struct.unpack_from(f"{order}H", data, start)
    numbers: dict[int, tuple[float, ...]] = {}
    texts: dict[int, str] = {}
    for k in range(count):
        place = start + 2 + 12 * k
        tag, kind, number = struct.unpack_from(f"{order}HHI", data, place)
        if kind not in _TYPES:
            continue
        form = f"{order}{number}{_TYPES[kind]}"
        at = place + 8 if struct.calcsize(form) <= 4 else struct.unpack_from(f"{order}I", data, place + 8)[0]
        values = struct.unpack_from(form, data, at)
        if kind == _TEXT:
            texts[tag] = values[0].decode("latin-1")
        else:
            numbers[tag] = values
    return numbers, texts
