"""Experiments: replications of some alternatives, on as many cores as there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType
from typing import TYPE_CHECKING

from simcity.analysis.metrics import require
from simcity.analysis.replicate import Replication, replicate
from simcity.model.city import City

if TYPE_CHECKING:
    from simcity.analysis.result import Result

Progress = Callable[[int, int], None]
"""Told how many replications are done, and of how many."""
RETRIES = 2
"""How often a pool is built anew after a worker died."""


@dataclass(frozen=True)
class Plan:
    """What every worker has to know."""

    city: City
    alternatives: tuple[str, ...]
    baseline: str
    seed: int
    keep_timelines: bool

    def replicate(self, number: int) -> Replication:
        """Return one replication."""
        return replicate(self.city, self.alternatives, self.baseline, self.seed, number, self.keep_timelines)


def run(
    city: City,
    alternatives: Sequence[str] | None = None,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    keep_timelines: bool = False,
) -> Result:
    """Return what replications of the alternatives say; the same for any number of jobs.

    All alternatives, the first one's number of replications and its seed, and all available cores (0 jobs) where
    nothing else is said. Stages are compared with the baseline of the primary metric, or else with the
    first alternative. Raises ValueError for an unknown alternative or a primary metric that cannot be.
    """
    from simcity.analysis.collecting import collect

    chosen = _chosen(city, alternatives)
    first = city.alternatives[chosen[0]]
    number = first.replications if replications is None else replications
    if number < 1:
        raise ValueError(f"there must be at least one replication, not {number}")
    baseline = chosen[0]
    if first.primary and first.primary.baseline in chosen:
        baseline = first.primary.baseline
        for name in {baseline, first.primary.alternative} & set(chosen):
            require(first.primary.metric, city.alternatives[name])
    plan = Plan(city, chosen, baseline, first.seed if seed is None else seed, keep_timelines)
    workers = min(number, jobs or cores())
    found = {}
    for done, replication in enumerate(_inline(plan, number) if workers == 1 else _pooled(plan, number, workers), 1):
        found[replication.number] = replication
        if progress:
            progress(done, number)
    return collect(city, plan.seed, chosen, baseline, [found[k] for k in range(number)])


def cores() -> int:
    """Return the number of cores at hand; 1 inside a worker."""
    if multiprocessing.parent_process() is not None:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _chosen(city: City, alternatives: Sequence[str] | None) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(city.alternatives if alternatives is None else alternatives))
    for name in names:
        if name not in city.alternatives:
            near = get_close_matches(name, city.alternatives, 1, 0.3)
            hint = f" (did you mean '{near[0]}'?)" if near else ""
            raise ValueError(f"there is no alternative '{name}'; there are {', '.join(city.alternatives)}{hint}")
    if not names:
        raise ValueError("name at least one alternative")
    return names


def _inline(plan: Plan, number: int) -> Iterator[Replication]:
    return map(plan.replicate, range(number))


def _pooled(plan: Plan, number: int, workers: int) -> Iterator[Replication]:
    """Yield replications as they are done; those of a worker that died are tried again in a new pool."""
    left = set(range(number))
    for attempt in range(RETRIES + 1):
        pool = _pool(plan, workers)
        try:
            with _without_main():
                waiting = {pool.submit(_work, k) for k in sorted(left)}
            for future in _finished(waiting):
                replication = future.result()
                left.discard(replication.number)
                yield replication
            return
        except BrokenProcessPool:
            if attempt == RETRIES:
                raise
        finally:
            pool.shutdown(wait=not left, cancel_futures=True)


def _finished(waiting: set[Future[Replication]]) -> Iterator[Future[Replication]]:
    """Yield futures as they finish, and drop each so that its replication is held once only."""
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        while done:
            yield done.pop()


def _pool(plan: Plan, workers: int) -> ProcessPoolExecutor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(plan,))


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module while workers start: they do not need it, and would run an unguarded script again."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


_plan: Plan | None = None


def _begin(plan: Plan) -> None:
    global _plan
    # An interrupt ends a worker at once and without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _plan = plan


def _work(number: int) -> Replication:
    if _plan is None:
        raise RuntimeError("this worker has no plan")
    return _plan.replicate(number)
