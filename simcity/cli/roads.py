"""simcity roads: streets of one's own city, from a map file into one compact file that a scenario names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcity.cli.faults import Wrong, in_words, writing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcity.load.streets.importing import Imported
    from simcity.load.streets.starting import Start
    from simcity.model.roads.network import Network
    from simcity.report.blocks import Block


def _degrees(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float] | None:
    """Return latitude and longitude as written for an option."""
    if value is None:
        return None
    try:
        latitude, longitude = map(float, value.split(","))
    except ValueError:
        latitude = longitude = float("nan")
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        said = f"'{value}' is no point; write latitude and longitude such as 60.17,24.94"
        raise click.BadParameter(said, ctx, param)
    return latitude, longitude


@click.group()
def roads() -> None:
    """Bring the streets of your own city."""


@roads.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="File to write; FILE with the ending .roads if not given.")
@click.option("--drop", metavar="CLASS,...", default="", help="Classes of streets to leave out, such as pedestrian.")
@click.option("--attribution", help="Whom to thank for the map; known for OpenStreetMap extracts.")
@click.option(
    "--origin",
    metavar="LAT,LON",
    callback=_degrees,
    help="Where metres count from; the middle of the map if not given.",
)
@click.option(
    "--scenario",
    type=click.Path(path_type=Path),
    help="Scenario to start from, written beside the network: with the stations and hospitals on the map, or with all "
    "that a folder of JEMSS.jl says.",
)
@click.option(
    "--lights", type=click.FloatRange(min=1.0), help="Speed with lights over normal speed; 1.34 if not given."
)
def import_(
    file: Path,
    out: Path | None,
    drop: str,
    attribution: str | None,
    origin: tuple[float, float] | None,
    scenario: Path | None,
    lights: float | None,
) -> None:
    """Make a network of FILE: an OpenStreetMap extract (.osm.pbf), GraphML, nodes.csv and arcs.csv, or a JEMSS.jl city.

    Prints what was kept and what was left out, and the stations and hospitals that are on the map.
    """
    target = out or (scenario or Path(file.name.removesuffix(".pbf").removesuffix(".osm") or "city")).with_suffix(
        ".roads"
    )
    if target.suffix != ".roads":
        raise Wrong(f"--out: {target} must end in .roads, so that a scenario knows it for what it is")
    if scenario is not None:
        _free(scenario)
    with in_words():
        from simcity.load.streets.importing import imported, saved
        from simcity.load.streets.raw import MapError
        from simcity.load.streets.speeds import LIGHTS

        without = [word.strip() for word in drop.split(",") if word.strip()]
        try:
            made = imported(file, without, attribution, origin, LIGHTS if lights is None else lights)
            start = None if scenario is None else _start(file, made, target, scenario)
        except MapError as error:
            raise Wrong(str(error)) from error
    with writing("--out"):
        target.parent.mkdir(parents=True, exist_ok=True)
        saved(made, target)
    from simcity.report.streets import started, told

    _print(told(made, str(target), places_too=start is None))
    if scenario is not None and start is not None:
        with writing("--scenario"):
            scenario.parent.mkdir(parents=True, exist_ok=True)
            for name, text in {**start.files, scenario.name: start.text}.items():
                (scenario.parent / name).write_text(text, encoding="utf-8", newline="\n")
        _print(started(start, str(scenario)))


def _free(scenario: Path) -> None:
    """Refuse a name for a scenario that is none, or under which somebody's work lies."""
    if scenario.suffix not in (".yaml", ".yml"):
        raise Wrong(f"--scenario: {scenario} must end in .yaml")
    if scenario.exists():
        raise Wrong(f"--scenario: {scenario} is there already and is never written over; remove it or name another")


def _start(file: Path, made: Imported, network: Path, scenario: Path) -> Start:
    """Return a scenario to start from."""
    from simcity.load.streets.jemss import is_city
    from simcity.load.streets.starting import beside, of_map
    from simcity.load.streets.starting_jemss import of_folder

    name = beside(network, scenario)
    return of_folder(file, made, name, scenario.stem) if is_city(file) else of_map(made, name, scenario.stem)


@roads.command()
@click.argument("file", type=click.Path(path_type=Path))
def show(file: Path) -> None:
    """Tell what is in a .roads FILE."""
    from simcity.report.streets import network

    with in_words():
        found = _read(file)
    _print(network(found, str(file)))


@roads.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "start", metavar="LAT,LON", callback=_degrees, required=True)
@click.option("--to", "end", metavar="LAT,LON", callback=_degrees, required=True)
@click.option("--normal", is_flag=True, help="In normal driving, without lights and sirens.")
def route(file: Path, start: tuple[float, float], end: tuple[float, float], normal: bool) -> None:
    """Find the quickest way between two points through a .roads FILE."""
    with in_words():
        import numpy as np

        from simcity.model.roads import Roads
        from simcity.model.roads.network import on_the_ground
        from simcity.report.streets import route as told

        network = _read(file)
        x, y = on_the_ground(network.origin, *np.array([start, end]).T)
        law = Roads(network=network)
        gaps = law.paths().ground.spots(x, y).gap
        if gaps.max() > law.farthest:
            far = start if gaps[0] >= gaps[1] else end
            where = f"{far[0]:g},{far[1]:g} lies {gaps.max():,.0f} m from the nearest street"
            raise Wrong(f"{where}; {law.farthest:g} m are the most")
        found = law.route((float(x[0]), float(y[0])), (float(x[1]), float(y[1])), not normal)
    _print(told(found, network))


def _read(file: Path) -> Network:
    from simcity.load.networks import Networks

    return Networks(Path(), {}).read(str(file))


def _print(blocks: Iterable[Block]) -> None:
    from simcity.report.terminal import tell

    with writing("the report"):
        tell(blocks)
