"""The simcity command: run, explain, check, sweep, schema. What takes long to import waits until it is needed."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import EPIPE
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from simcity.model.city import City
    from simcity.report.blocks import Block

F = TypeVar("F", bound=Callable[..., Any])

WRONG = 2
INTERRUPTED = 130


class Wrong(click.ClickException):
    """What the user gave is wrong; said in one sentence, exit code 2."""

    exit_code = WRONG

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence to standard error."""
        click.echo(self.message, err=True)


class Commands(click.Group):
    """The group of commands; an interrupt ends any of them quietly."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _clear()
            # Workers are ended by the same interrupt; waiting for them would only show their tracebacks.
            sys.stdout.flush()
            ctx.exit(INTERRUPTED)


def _version() -> str:
    try:
        return version("simcity")
    except PackageNotFoundError:
        return "unknown (simcity is not installed)"


def _show_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"simcity {_version()}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_show_version, help="Say which.")
def commands() -> None:
    """Does sharing what a city knows bring help inside the golden time?

    simcity lives the same days of a scenario with and without the sharing and says how many more incidents, or
    fewer, are reached in time, at which stage time was saved, and how sure that is.
    """


def main() -> None:
    """Run the simcity command."""
    commands(prog_name="simcity")


def _names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    if value is None:
        return None
    return tuple(dict.fromkeys(name for part in value.split(",") if (name := part.strip())))


def _settings(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        path, sign, value = text.partition("=")
        # A selector such as links.*[kind=ticket].up=never has a sign of its own.
        while sign and path.count("[") > path.count("]"):
            more, sign, value = value.partition("=")
            path = f"{path}={more}"
        if not sign or not path.strip() or not value.strip():
            raise Wrong(f"--set '{text}' is not of the form path=value, such as --set centres.video.seats=4")
        if path.strip() in found:
            raise Wrong(f"--set {path.strip()} is given twice")
        found[path.strip()] = value.strip()
    return found


def _at_least(least: int) -> Callable[[click.Context, click.Parameter, int | None], int | None]:
    def check(_: click.Context, parameter: click.Parameter, value: int | None) -> int | None:
        if value is not None and value < least:
            raise Wrong(f"{parameter.opts[0]} must be at least {least}, not {value}")
        return value

    return check


def _options(*options: Callable[[F], F]) -> Callable[[F], F]:
    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


_ALTERNATIVES = click.option("--alternatives", metavar="A,B", callback=_names, help="Alternatives; all if absent.")
_REPLICATIONS = click.option(
    "--replications", metavar="N", type=int, callback=_at_least(1), help="Replications; the file's if absent."
)
_SEED = click.option("--seed", metavar="N", type=int, callback=_at_least(0), help="Seed of luck; the file's if absent.")
_JOBS = click.option(
    "--jobs", metavar="N", type=int, callback=_at_least(1), help="Worker processes; as many as cores if absent."
)
_SET = click.option(
    "--set", "settings", metavar="PATH=VALUE", multiple=True, callback=_settings, help="Change a value; repeatable."
)
_OUT = click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path, readable=False), help="Folder for results as files."
)
_PLOTS = click.option(
    "--plots", metavar="DIR", type=click.Path(path_type=Path, readable=False), help="Folder for pictures."
)


@commands.command()
@click.argument("scenario", type=click.Path())
@_options(_ALTERNATIVES, _REPLICATIONS, _SEED, _JOBS, _SET, _OUT, _PLOTS)
@click.option("--timelines", is_flag=True, help="With --out: also write every incident, milestone by milestone.")
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
        _need_matplotlib()
    city = _load(scenario, settings)
    _known(alternatives, city)
    _make("--out", out)
    _make("--plots", plots)
    with _in_words():
        from simcity.analysis.experiment import run as experiment
        from simcity.report.answer import answer

        progress = _progress if sys.stderr.isatty() else None
        result = experiment(city, alternatives, replications, seed, jobs, progress, timelines)
    _clear()
    _print(answer(result))
    with _writing("--out"):
        if out is not None:
            result.save(out, timelines)
    with _writing("--plots"):
        if plots is not None:
            from simcity.report.plots import save_all

            save_all(result, plots)


@commands.command()
@click.argument("scenario", type=click.Path())
@click.option("--incident", required=True, metavar="ID", help="Such as cardiac_arrest-17.")
@click.option("--replication", metavar="R", type=int, default=0, callback=_at_least(0), help="Counted from 0.")
@_options(_ALTERNATIVES, _SEED, _SET)
def explain(
    scenario: str,
    incident: str,
    replication: int,
    alternatives: tuple[str, ...] | None,
    seed: int | None,
    settings: dict[str, str],
) -> None:
    """Tell the life of one incident in two alternatives side by side, and what differed."""
    city = _load(scenario, settings)
    _known(alternatives, city)
    with _in_words():
        from simcity.analysis.explain import explain as told
        from simcity.report.life import life

        found = told(city, incident, replication, alternatives, seed)
    _print(life(found, city.alternatives[found.alternatives[0]]))


@commands.command()
@click.argument("scenario", type=click.Path())
@click.option("--sources", is_flag=True, help="List every number with its source, confidence, low and high.")
@_options(_SET)
def check(scenario: str, sources: bool, settings: dict[str, str]) -> None:
    """Validate a scenario and summarise its city."""
    city = _load(scenario, settings)
    from simcity.report.city import summary

    _print(summary(city, sources))


@commands.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from simcity.load import schema as json_schema

    click.echo(json.dumps(json_schema(), indent=2, ensure_ascii=False))


@commands.command()
@click.argument("file", type=click.Path())
@_options(_REPLICATIONS, _JOBS, _OUT, _PLOTS)
def sweep(file: str, replications: int | None, jobs: int | None, out: Path | None, plots: Path | None) -> None:
    """Run an experiment file: every alternative at every combination of its factors."""
    _make("--out", out)
    _make("--plots", plots)
    if plots is not None:
        _need_matplotlib()
    with _in_words():
        from simcity.analysis.sweep import sweep as swept
        from simcity.report.points import points

        result = swept(file, jobs, replications, _point_progress if sys.stderr.isatty() else None)
    _clear()
    _print(points(result))
    with _writing("--out"):
        if out is not None:
            result.save(out)
    with _writing("--plots"):
        if plots is not None:
            from simcity.report.plots import save_sweep

            save_sweep(result, plots)


def _print(blocks: Iterable[Block]) -> None:
    from simcity.report.terminal import tell

    with _writing("the report"):
        tell(blocks)


def _load(scenario: str, settings: dict[str, str]) -> City:
    with _in_words():
        from simcity.load import load

        return load(scenario, settings)


def _known(alternatives: tuple[str, ...] | None, city: City) -> None:
    """Refuse alternatives that the city does not have."""
    if alternatives is not None and not alternatives:
        raise Wrong("--alternatives names none; write such as --alternatives " + ",".join(list(city.alternatives)[:2]))
    for name in alternatives or ():
        if name not in city.alternatives:
            from simcity.load.report import listed, suggestion

            near = suggestion(name, city.alternatives)
            raise Wrong(f"there is no alternative '{name}'{near}; there are {listed(city.alternatives)}")


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn what is wrong with what the user gave into words, without a traceback."""
    try:
        yield
    except ValueError as error:
        from simcity.load import ScenarioError

        # A plain ValueError carries advice of the analysis; any other kind of it is a mistake of ours.
        if not isinstance(error, ScenarioError) and type(error) is not ValueError:
            raise
        _clear()
        raise Wrong(str(error)) from error


def _make(option: str, folder: Path | None) -> None:
    """Make a folder for results, before time is spent on what could not be written."""
    if folder is None:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Wrong(f"{option}: the folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Wrong(f"{option}: the folder {folder} cannot be written to")


@contextmanager
def _writing(what: str) -> Iterator[None]:
    """Turn a failure to write into words; a reader that has gone is none."""
    try:
        yield
    except OSError as error:
        if error.errno == EPIPE:
            raise
        place = f" {error.filename}" if error.filename else ""
        raise Wrong(f"{what}{place} cannot be written: {error.strerror or error}") from error


def _need_matplotlib() -> None:
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise Wrong("--plots needs matplotlib: python -m pip install 'simcity[plot]'")


def _progress(done: int, number: int) -> None:
    sys.stderr.write(f"\rreplication {done} of {number}")
    sys.stderr.flush()


def _point_progress(point: int, points: int, done: int, number: int) -> None:
    sys.stderr.write(f"\rpoint {point} of {points}, replication {done} of {number}   ")
    sys.stderr.flush()


def _clear() -> None:
    """Wipe the line of progress."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
