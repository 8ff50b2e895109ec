"""A city of JEMSS.jl: stations, ambulances, hospitals, calls by priority, travel, and where people are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from simcity.fields import DAY, HOUR
from simcity.load.streets.jemss_laws import CONFIG, in_words, laws, share
from simcity.load.streets.jemss_tables import content, file_of, files, table
from simcity.load.streets.raster import Raster, raster
from simcity.load.streets.raw import Degrees, MapError

TABLES = ("stations", "hospitals", "ambulances", "priorities", "demand", "travel")


@dataclass(frozen=True)
class Spot:
    """A station or a hospital."""

    at: Degrees
    name: str
    """As the file has it; empty where it has none."""
    note: str
    """Address; empty where the file has none."""


@dataclass(frozen=True)
class Priority:
    """Calls of one priority."""

    name: str
    number: int
    """1 comes first."""
    rate: float
    """Calls a day."""
    target: float
    """Seconds from call to arrival."""
    lights: bool
    raster: int
    """Place among the rasters."""


@dataclass(frozen=True)
class Jemss:
    """What a folder of JEMSS.jl says."""

    stations: dict[str, Spot]
    hospitals: dict[str, Spot]
    ambulances: dict[str, int]
    """By station: how many are based there."""
    priorities: tuple[Priority, ...]
    rasters: tuple[tuple[str, Raster], ...]
    off_road: float
    """km/h of the quickest travel mode."""
    off_road_normal: float
    dispatch: str
    """From call to dispatch; this and the next two are laws as a scenario writes them."""
    on_scene: str
    handover: str
    transport: float
    """Share of calls whose patient is taken to a hospital."""


def is_city(path: Path) -> bool:
    """Return whether a folder holds a city of JEMSS.jl rather than streets alone."""
    return path.is_dir() and ((path / CONFIG).exists() or any(files(path, name) for name in TABLES))


def read(path: Path) -> Jemss:
    """Return what a folder says; raises MapError, which names the file and the row of what is wrong."""
    found = {name: file_of(path, name) for name in TABLES}
    if not (path / CONFIG).is_file():
        raise MapError(f"{path} has no {CONFIG}, in which JEMSS.jl says how calls are made")
    stations, hospitals = (_spots(found[name], name) for name in ("stations", "hospitals"))
    homes = [row.whole("stationindex") for row in table(found["ambulances"], "ambulances", ("stationindex",))]
    for home in homes:
        if str(home) not in stations:
            raise MapError(f"{found['ambulances'].name} names the station {home}, which is not in the stations")
    modes = {
        row.whole("travelmodeindex"): row.number("offroadspeed") / (DAY / HOUR)
        for row in table(found["travel"], "travelmodes", ("travelmodeindex", "offroadspeed"))
    }
    if not modes or min(modes.values()) <= 0:
        raise MapError(f"{found['travel'].name} has no travel modes with a speed above 0")
    rasters, calls = _calls(path, found["demand"])
    made = laws(path / CONFIG)
    return Jemss(
        stations,
        hospitals,
        {name: count for name in stations if (count := homes.count(int(name)))},
        _priorities(found, modes, calls),
        rasters,
        max(modes.values()),
        min(modes.values()),
        in_words(made["dispatchDelay"], f"dispatchDelay in {CONFIG}"),
        in_words(made["onSceneDuration"], f"onSceneDuration in {CONFIG}"),
        in_words(made["handoverDuration"], f"handoverDuration in {CONFIG}"),
        share(made["transport"], f"transport in {CONFIG}"),
    )


def _priorities(
    tables: dict[str, Path], modes: dict[int, float], calls: dict[str, tuple[float, int]]
) -> tuple[Priority, ...]:
    """Return the priorities of which there are calls."""
    file = tables["travel"]
    _once(file, "travelsetstiming", "travel")
    mode_of = {}
    for row in table(file, "travelsets", ("priority", "travelmodeindex")):
        mode_of[row.text("priority")] = row.whole("travelmodeindex")
        if row.whole("travelmodeindex") not in modes:
            raise MapError(f"{row.where}: there is no travel mode {row.whole('travelmodeindex')}")
    found = []
    for row in table(tables["priorities"], "priorities", ("priority", "name", "targetresponsetime")):
        name = row.text("name")
        rate, place = calls.pop(name, (0.0, 0))
        if not rate:
            continue
        if name not in mode_of:
            raise MapError(f"{file.name} has no travel mode for the priority '{name}'")
        lights = modes[mode_of[name]] == max(modes.values())
        target = row.number("targetresponsetime") * DAY
        if target <= 0:
            raise MapError(f"{row.where}: the target must be more than 0")
        found.append(Priority(name, row.whole("priority"), rate, target, lights, place))
    if calls:
        raise MapError(f"{tables['demand'].name} has calls of '{next(iter(calls))}', which is no priority")
    if not found:
        raise MapError(f"{tables['demand'].name} has no calls: all rates are 0")
    return tuple(found)


def _calls(path: Path, file: Path) -> tuple[tuple[tuple[str, Raster], ...], dict[str, tuple[float, int]]]:
    """Return the rasters of a file of demand, and by priority calls a day and the place of their raster."""
    _once(file, "demandsetstiming", "demand")
    names = {
        row.whole("rasterindex"): row.text("rasterfilename")
        for row in table(file, "demandrasters", ("rasterindex", "rasterfilename"))
    }
    used: list[int] = []
    calls: dict[str, tuple[float, int]] = {}
    for row in table(file, "demandmodes", ("rasterindex", "priority", "arrivalrate")):
        number, rate, name = row.whole("rasterindex"), row.number("arrivalrate"), row.text("priority")
        if number not in names:
            raise MapError(f"{row.where}: there is no raster {number}")
        if rate < 0:
            raise MapError(f"{row.where}: the rate must be at least 0")
        if not rate:
            continue
        if name in calls:
            raise MapError(f"{row.where}: calls of '{name}' come twice; put them together")
        if number not in used:
            used.append(number)
        calls[name] = rate, used.index(number)
    found = []
    for number in used:
        name = names[number].replace("\\", "/").rpartition("/")[2]
        found.append((name, raster(content(path, name, file.name), name)))
    return tuple(found), calls


def _once(file: Path, title: str, what: str) -> None:
    """Refuse what changes by the time of the day."""
    if len(table(file, title, ("starttime",))) != 1:
        raise MapError(f"{file.name}: {what} that changes with time is not taken over; keep one set from time 0")


def _spots(file: Path, title: str) -> dict[str, Spot]:
    found = {}
    for row in table(file, title, ("index", "x", "y")):
        at = row.number("y"), row.number("x")
        if not (abs(at[0]) <= 90 and abs(at[1]) <= 180):
            raise MapError(f"{row.where}: ({at[1]:g}, {at[0]:g}) is no longitude and latitude in degrees")
        found[str(row.whole("index"))] = Spot(at, row.cells.get("name", ""), row.cells.get("address", ""))
    if not found:
        raise MapError(f"{file.name} has no {title}")
    return found
