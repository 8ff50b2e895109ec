"""A floor whose work can be broken off and taken up again where it stopped."""

from __future__ import annotations

from collections.abc import Callable

import simpy

from simcity.engine.clock import Call
from simcity.engine.milestones import INTERRUPTED
from simcity.engine.pools.floor import Floor
from simcity.engine.pools.job import Job, JobRow
from simcity.engine.pools.room import Entry, J
from simcity.engine.pools.rules import Desk, Rules


class Stint:
    """A stretch of work at a seat, until something else is done with it or it is interrupted."""

    __slots__ = ("job", "then", "until")

    def __init__(self, job: Job, until: float, then: Callable[[Job], None]) -> None:
        self.job = job
        self.until = until
        self.then = then


class InterruptibleFloor(Floor):
    """A floor where more urgent work, or the end of a shift, can interrupt what is in hand.

    Who must give a seat up is decided with all else at the end of the instant, so that what ends just then has ended.
    """

    __slots__ = ("_handed", "_rests", "_stints")

    def __init__(
        self,
        env: simpy.Environment,
        desks: list[float],
        log: list[JobRow],
        able: Callable[[int, int], tuple[int, ...]],
        rules: Rules,
    ) -> None:
        Floor.__init__(self, env, desks, log, able, rules)
        self._stints: dict[Job, Stint] = {}
        self._rests: dict[Job, tuple[float, float, Callable[[Job], None]]] = {}
        """Of interrupted work: since when, seconds left, and what then."""
        self._handed: dict[int, int] = {}
        """How often work on a subject has been handed over."""

    def work(self, job: J, seconds: float, then: Callable[[J], None]) -> None:
        """Keep the seat for so long, then go on; it may be interrupted meanwhile."""
        self._begin_stint(job, self.env.now + seconds, then)  # type: ignore[arg-type]  # it gets the job it came with

    def _begin_stint(self, job: Job, until: float, then: Callable[[Job], None]) -> None:
        stint = self._stints[job] = Stint(job, until, then)
        Call(self.env, until - self.env.now, self._end_stint, stint)

    def _end_stint(self, stint: Stint) -> None:
        if self._stints.get(stint.job) is stint:
            del self._stints[stint.job]
            stint.then(stint.job)

    def _set_to_work(self, job: Job) -> None:
        """Begin a job, or go on with it where it was interrupted."""
        rest = self._rests.pop(job, None)
        if rest is None:
            job.begin()
        else:
            since, seconds, then = rest
            now = self.env.now
            job.held_up(since, now - since)
            self._begin_stint(job, now + seconds, then)

    def _leave(self, job: Job, outcome: int) -> None:
        self._stints.pop(job, None)
        Floor._leave(self, job, outcome)

    def _preempt(self) -> bool:
        """Interrupt the least urgent work for the most urgent that waits; False where none waits that comes first."""
        if not self.rules.preemptive:
            return False
        for entry, able in sorted(self._heads(), key=lambda head: (head[0][4].rank, head[0])):
            # Those who stay on after their shift finish what they do and take nothing new.
            desks = [self.desks[index] for index in able if self.desks[index].busy <= self.desks[index].seats]
            lesser = [job for job in self._interruptible(desks) if job.rank > entry[4].rank]
            if lesser:
                least = max(lesser, key=lambda job: (job.rank, job.start, job.row, self._entries[job][3]))
                desk = self._at[least]
                self._interrupt(least, self._entries[least])
                self._seat_next(able, desk)
                return True
        return False

    def _interruptible(self, desks: list[Desk]) -> list[Job]:
        """Return the work in hand at some desks that can be interrupted, latest begun first."""
        found = [job for job in self._stints if job.interruptible and self._at[job] in desks]
        return sorted(found, key=lambda job: (job.start, job.row, self._entries[job][3]), reverse=True)

    def _interrupt(self, job: Job, entry: Entry) -> None:
        """Break work off; it waits at the given place of the queue and is logged as another entry from now on."""
        stint, now = self._stints[job], self.env.now
        self._rests[job] = (now, stint.until - now, stint.then)
        self._leave(job, INTERRUPTED)
        job.asked = now
        self._wait(entry)

    def _end_shifts(self) -> None:
        """Hand over or break off what is in hand where a shift has ended."""
        for desk in self.desks:
            ended, desk.shift_over = desk.shift_over, False
            if not ended or self.rules.shift_end == "finish":
                continue
            in_hand = self._interruptible([desk])
            if self.rules.shift_end == "hand_over":
                for job in reversed(in_hand):
                    self._hand_over(job)
            beyond = int(desk.busy - desk.seats) if desk.busy > desk.seats else 0
            for job in in_hand[:beyond]:
                entry = self._entries[job]
                self._interrupt(job, self._front(entry) if self.rules.shift_end == "hand_over" else entry)

    def _front(self, entry: Entry) -> Entry:
        """Return a place before all others, the first begun first; where rank may interrupt, its own place is that."""
        _, _, row, number, job = entry
        return entry if self.rules.preemptive else (-1, job.start, row, number, job)

    def _hand_over(self, job: Job) -> None:
        """Let whoever comes on duty be told, which takes seat time."""
        count = self._handed.get(job.row, 0)
        self._handed[job.row] = count + 1
        seconds = self.rules.handing_over(job.row, count)
        if seconds > 0.0:
            stint = self._stints[job]
            job.held_up(self.env.now, seconds)
            self._begin_stint(job, stint.until + seconds, stint.then)
