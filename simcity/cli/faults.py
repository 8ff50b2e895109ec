"""What is wrong with what the user gave, in one sentence and without a traceback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EPIPE
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from simcity.cli.progress import clear

if TYPE_CHECKING:
    from simcity.model.city import City

WRONG = 2


class Wrong(click.ClickException):
    """What the user gave is wrong; said in one sentence, exit code 2."""

    exit_code = WRONG

    def show(self, file: IO[Any] | None = None) -> None:
        """Write the sentence to standard error."""
        click.echo(self.message, err=True)


def load(scenario: str, settings: dict[str, str], alternatives: tuple[str, ...] | None = None) -> City:
    """Return the city of a scenario file; raises Wrong with its faults."""
    if alternatives is not None and not alternatives:
        raise Wrong("--alternatives names none; write such as --alternatives today,integrated")
    with in_words():
        from simcity.load import load as city_of

        return city_of(scenario, settings, alternatives)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what is wrong with what the user gave into words, without a traceback."""
    try:
        yield
    except ValueError as error:
        from simcity.load import ScenarioError

        # A plain ValueError carries advice of the analysis; any other kind of it is a mistake of ours.
        if not isinstance(error, ScenarioError) and type(error) is not ValueError:
            raise
        clear()
        raise Wrong(str(error)) from error


def make(option: str, folder: Path | None) -> None:
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
def writing(what: str) -> Iterator[None]:
    """Turn a failure to write into words; a reader that has gone is none."""
    try:
        yield
    except OSError as error:
        if error.errno == EPIPE:
            raise
        place = f" {error.filename}" if error.filename else ""
        raise Wrong(f"{what}{place} cannot be written: {error.strerror or error}") from error


def need_matplotlib() -> None:
    """Refuse to draw where matplotlib is missing."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise Wrong("--plots needs matplotlib: python -m pip install 'simcity[plot]'")
