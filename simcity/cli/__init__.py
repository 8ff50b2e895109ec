"""The simcity command and all that it can do. What takes long to import waits until it is needed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simcity.cli.faults import Wrong, in_words, load, make, need_matplotlib, writing
from simcity.cli.options import ALTERNATIVES, JOBS, OUT, PLOTS, REPLICATIONS, SEED, SET, at_least, options
from simcity.cli.progress import Commands, clear, interrupt, point_progress, progress
from simcity.cli.roads import roads
from simcity.version import __version__

if TYPE_CHECKING:
    from simcity.report.blocks import Block


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"simcity {__version__}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_show_version,
    help="Show the version and exit.",
)
def commands() -> None:
    """Does sharing what a city knows bring help inside the golden time?

    simcity lives the same days of a scenario with and without the sharing and says how many more incidents, or
    fewer, are reached in time, at which stage time was saved, and how sure that is.
    """


def main() -> None:
    """Run the simcity command."""
    signal.signal(signal.SIGINT, interrupt)
    commands(prog_name="simcity")


@commands.command()
@click.argument("scenario", type=str)
@options(ALTERNATIVES, REPLICATIONS, SEED, JOBS, SET, OUT, PLOTS)
@click.option(
    "--timelines",
    is_flag=True,
    help="With --out: also write every incident, milestone by milestone, and every access to video.",
)
def run(
    scenario: str,
    alternatives: tuple[str, ...] | None,
    replications: int | None,
    seed: int | None,
    jobs: int | None,
    settings: dict[str, str],
    out: Path | None,
    plots: Path | None,
    timelines: bool,
) -> None:
    """Run a scenario and print what its alternatives come to."""
    if timelines and out is None:
        raise Wrong("--timelines needs --out, the folder to write them to")
    if plots is not None:
        need_matplotlib()
    city = load(scenario, settings, alternatives)
    make("--out", out)
    make("--plots", plots)
    with in_words():
        from simcity.analysis.experiment import run as experiment
        from simcity.report.answer import answer

        result = experiment(city, alternatives, replications, seed, jobs, progress, timelines)
    clear()
    _print(answer(result))
    with writing("--out"):
        if out is not None:
            result.save(out, timelines)
    with writing("--plots"):
        if plots is not None:
            from simcity.report.pictures import save_all

            save_all(result, plots)


@commands.command()
@click.argument("scenario", type=str)
@click.option("--incident", required=True, metavar="ID", help="Such as cardiac_arrest-17.")
@click.option("--replication", metavar="R", type=int, default=0, callback=at_least(0), help="Counted from 0.")
@options(ALTERNATIVES, SEED, SET)
def explain(
    scenario: str,
    incident: str,
    replication: int,
    alternatives: tuple[str, ...] | None,
    seed: int | None,
    settings: dict[str, str],
) -> None:
    """Tell one incident side by side, and what differed."""
    city = load(scenario, settings, alternatives)
    with in_words():
        from simcity.analysis.explain import explain as told
        from simcity.report.life import life

        found = told(city, incident, replication, alternatives, seed)
    _print(life(found, city.alternatives[found.alternatives[0]]))


@commands.command()
@click.argument("scenario", type=str)
@click.option("--sources", is_flag=True, help="List every number with its source, confidence, low and high.")
@options(SET)
def check(scenario: str, sources: bool, settings: dict[str, str]) -> None:
    """Validate a scenario and summarise its city."""
    city = load(scenario, settings)
    from simcity.report.city import summary

    _print(summary(city, sources))


@commands.command()
@click.argument("scenario", type=str)
@options(REPLICATIONS, SEED, JOBS, SET, OUT, PLOTS)
def attribute(
    scenario: str,
    replications: int | None,
    seed: int | None,
    jobs: int | None,
    settings: dict[str, str],
    out: Path | None,
    plots: Path | None,
) -> None:
    """Tell which part of the sharing bought what: all subsets of the groups under attribution."""
    if plots is not None:
        need_matplotlib()
    with in_words():
        from simcity.load import subsets

        city = subsets(scenario, settings)
    make("--out", out)
    make("--plots", plots)
    with in_words():
        from simcity.analysis.parts import parts
        from simcity.report.shares import shares

        found = parts(city, replications, seed, jobs, progress)
    clear()
    _print(shares(found))
    _keep(out, found.save)
    with writing("--plots"):
        if plots is not None:
            from simcity.report.pictures import save_shares

            save_shares(found, plots)


@commands.command()
def services() -> None:
    """List the services and rungs of sharing that a scenario switches on by one line."""
    with in_words():
        from simcity.load.catalogue import described
        from simcity.report.services import services as told

        found = described()
    _print(told(found))


@commands.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from simcity.load import schema as json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@commands.command()
@click.argument("file", type=str)
@options(REPLICATIONS, JOBS, OUT, PLOTS)
def sweep(file: str, replications: int | None, jobs: int | None, out: Path | None, plots: Path | None) -> None:
    """Run an experiment file: all combinations of its factors."""
    make("--out", out)
    make("--plots", plots)
    if plots is not None:
        need_matplotlib()
    with in_words():
        from simcity.analysis.sweep import sweep as swept
        from simcity.report.points import points

        result = swept(file, jobs, replications, point_progress)
    clear()
    _print(points(result))
    _keep(out, result.save)
    with writing("--plots"):
        if plots is not None:
            from simcity.report.pictures import save_sweep

            save_sweep(result, plots)


commands.add_command(roads)


def _keep(out: Path | None, save: Callable[[Path], None]) -> None:
    """Write results where a folder is named for them."""
    with writing("--out"):
        if out is not None:
            save(out)


def _print(blocks: Iterable[Block]) -> None:
    from simcity.report.terminal import tell

    with writing("the report"):
        tell(blocks)
