"""Progress on a terminal, and the quiet end at an interrupt."""

from __future__ import annotations

import os
import sys
from threading import Timer
from typing import Any

import click

INTERRUPTED = 130
PATIENCE = 2.0
"""Seconds that an interrupted run has to put its pool away."""

_interrupted = False


def interrupt(_: int, __: object) -> None:
    """End what is being done; the word is kept, since an exception is lost where a generator is being closed."""
    global _interrupted
    _interrupted = True
    raise KeyboardInterrupt


def end_workers() -> None:
    """End the worker processes, and see to it that the exit does not wait for ever."""
    if "multiprocessing" in sys.modules:
        for worker in sys.modules["multiprocessing"].active_children():
            worker.kill()
        # An interrupt inside a lock of the pool leaves it locked, and then its thread never ends.
        watch = Timer(PATIENCE, os._exit, (INTERRUPTED,))
        watch.daemon = True
        watch.start()


class Commands(click.Group):
    """The group of commands; an interrupt ends any of them quietly."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            clear()
            end_workers()
            ctx.exit(INTERRUPTED)


def progress(done: int, number: int) -> None:
    """Show how many replications are done."""
    _show(f"replication {done} of {number}")


def point_progress(point: int, points: int, done: int, number: int) -> None:
    """Show the same at a point of a sweep."""
    _show(f"point {point} of {points}, replication {done} of {number}")


def _show(text: str) -> None:
    """Show progress, on a terminal only."""
    if _interrupted:
        raise KeyboardInterrupt
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text}")
        sys.stderr.flush()


def clear() -> None:
    """Wipe the line of progress."""
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
        sys.stderr.flush()
