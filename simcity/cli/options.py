"""Options of the commands, read and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from simcity.cli.faults import Wrong

F = TypeVar("F", bound=Callable[..., Any])


def names(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """Return names between commas, each once."""
    if value is None:
        return None
    return tuple(dict.fromkeys(name for part in value.split(",") if (name := part.strip())))


def settings(_: click.Context, __: click.Parameter, given: Sequence[str]) -> dict[str, str]:
    """Return settings by path; raises Wrong where one is no path=value."""
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


def at_least(least: int) -> Callable[[click.Context, click.Parameter, int | None], int | None]:
    """Return a check that a number is no less."""

    def check(_: click.Context, parameter: click.Parameter, value: int | None) -> int | None:
        if value is not None and value < least:
            raise Wrong(f"{parameter.opts[0]} must be at least {least}, not {value}")
        return value

    return check


def options(*chosen: Callable[[F], F]) -> Callable[[F], F]:
    """Return a decorator that adds options in their order."""

    def add(function: F) -> F:
        for option in reversed(chosen):
            function = option(function)
        return function

    return add


ALTERNATIVES = click.option("--alternatives", metavar="A,B", callback=names, help="Alternatives; all if absent.")
REPLICATIONS = click.option(
    "--replications", metavar="N", type=int, callback=at_least(1), help="Replications; the file's if absent."
)
SEED = click.option("--seed", metavar="N", type=int, callback=at_least(0), help="Seed of luck; the file's if absent.")
JOBS = click.option(
    "--jobs", metavar="N", type=int, callback=at_least(1), help="Worker processes; as many as cores if absent."
)
SET = click.option(
    "--set", "settings", metavar="PATH=VALUE", multiple=True, callback=settings, help="Change a value; repeatable."
)
OUT = click.option(
    "--out", metavar="DIR", type=click.Path(path_type=Path, readable=False), help="Folder for results as files."
)
PLOTS = click.option(
    "--plots", metavar="DIR", type=click.Path(path_type=Path, readable=False), help="Folder for pictures."
)
