"""A floor: a room whose seats differ, that may turn work away, or be down."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush

import simpy

from simcity.engine.clock import alone
from simcity.engine.milestones import DONE, TURNED_AWAY
from simcity.engine.pools.job import GONE, SEATED, WAITING, Job, JobRow
from simcity.engine.pools.room import Entry, Room
from simcity.engine.pools.rules import Desk, Rules
from simcity.model.centres import FROM_OUTSIDE, JOB_KINDS

OUTSIDE = frozenset(JOB_KINDS.index(kind) for kind in FROM_OUTSIDE)
REPORTS = frozenset(JOB_KINDS.index(kind) for kind in ("call", "watch", "alarm", "guard", "relay", "report"))
CALL = JOB_KINDS.index("call")


class Floor(Room):
    """Desks in the order of the file; work goes to the first free one that can do it.

    Whatever happens in one instant is decided at its end: changes of shift, who is let in, and who gets a seat.
    What has begun is finished.
    """

    __slots__ = (
        "_arrivals",
        "_at",
        "_entries",
        "_held",
        "_queued",
        "_queues",
        "_reports",
        "_settles",
        "able",
        "desks",
        "rules",
    )

    def __init__(
        self,
        env: simpy.Environment,
        desks: list[float],
        log: list[JobRow],
        able: Callable[[int, int], tuple[int, ...]],
        rules: Rules,
    ) -> None:
        Room.__init__(self, env, sum(desks), log)
        self.desks = [Desk(seats) for seats in desks]
        self.able = able
        """Says by kind of work and subject which desks can do it, in the order of the file."""
        self.rules = rules
        self._queues: dict[tuple[int, ...], list[Entry]] = {}
        self._arrivals: list[Job] = []
        self._at: dict[Job, Desk] = {}
        self._entries: dict[Job, Entry] = {}
        self._held: set[Job] = set()
        self._queued = self._reports = 0
        """All that waits, and the reports among it."""
        self._settles = False

    def ask(self, job: Job) -> None:
        """Take a job in or turn it away; it begins at once or when its turn comes."""
        job.asked = self.env.now
        quiet = not self._queued and not self._arrivals and not self._settles and alone(self.env)
        if quiet and self.open() and not self._full(job):
            desk = self._free_desk(self.able(job.kind, job.row))
            if desk is not None:
                self._let_in(job)
                self._take(job, desk)
                return
        self._arrivals.append(job)
        self._settling.call()

    def free(self, job: Job, outcome: int) -> None:
        """End a job; its seat goes to the next."""
        self._leave(job, outcome)
        self._forget(job)
        if self._queued:
            self._settling.call()

    def pass_seat(self, job: Job, other: Job, outcome: int = DONE) -> None:
        """End a job and begin another at the same seat, past all that wait."""
        desk = self._at[job]
        self._leave(job, outcome)
        self._forget(job)
        other.asked = self.env.now
        self._enter(other)
        self._take(other, desk)

    def withdraw(self, job: Job, outcome: int) -> None:
        """Take back a job that still waits."""
        Room.withdraw(self, job, outcome)
        if job in self._entries:
            self._count(job, -1)
        self._forget(job)

    def staff(self, seats: float, desk: int = 0, shift: bool = False) -> None:
        """Change the seats of a desk; ``shift`` says that a shift ends there, else work in hand is finished first."""
        changed = self.desks[desk]
        changed.seats = seats + changed.called_in
        changed.shift_over |= shift
        self._staffed()

    def call_in(self, seats: float, desk: int) -> None:
        """Put so many seats more at a desk for the time being; with 0 they are gone again."""
        changed = self.desks[desk]
        changed.seats += seats - changed.called_in
        changed.called_in = seats
        self._staffed()

    def _staffed(self) -> None:
        self.seats = sum(one.seats for one in self.desks)
        self._settling.call()

    def open(self) -> bool:
        """Return whether seats are given at this moment."""
        return not len(self.rules.down) or self.rules.down.up_from(self.env.now) <= self.env.now

    def staffed(self, kind: int, row: int) -> tuple[int, float]:
        """Return how many seats are taken, of how many, where work of a kind on a subject can be done."""
        desks = [self.desks[index] for index in self.able(kind, row)]
        return sum(desk.busy for desk in desks), sum(desk.seats for desk in desks)

    def reopen(self, _: None) -> None:
        """Give seats again at the end of an outage."""
        self._settling.call()

    def waiting(self) -> list[Job]:
        """Return the jobs that still wait."""
        queued = [entry[4] for queue in self._queues.values() for entry in queue if entry[4].state == WAITING]
        return [*queued, *(job for job in self._arrivals if job.state == WAITING)]

    def _settle(self) -> None:
        """Decide what happens at the end of an instant; what the decisions themselves bring about is included."""
        if self._settles:
            return
        self._settles = True
        self._end_shifts()
        self._admit()
        while self.open() and (self._give_seat() or self._preempt()):
            self._admit()
        self._settles = False
        if self._reports and self.rules.crowded is not None:
            self.rules.crowded(self._reports)

    def _admit(self) -> None:
        """Let in those who have come, as long as there are places."""
        while self._arrivals:
            come, self._arrivals = sorted(self._arrivals, key=lambda job: (job.rank, job.row)), []
            for job in come:
                if job.state == GONE:
                    continue
                if self._full(job) or (job.kind == CALL and job.from_outside and not self.open()):
                    Room.withdraw(self, job, TURNED_AWAY)
                    job.turned_away()
                else:
                    self._wait(self._let_in(job))

    def _full(self, job: Job) -> bool:
        """Return whether there is no place for a job."""
        return len(self._held) >= self.rules.places and job.kind in OUTSIDE and job.from_outside

    def _let_in(self, job: Job) -> Entry:
        if job.kind in OUTSIDE and job.from_outside:
            self._held.add(job)
        job.let_in()
        return self._enter(job)

    def _free_desk(self, able: tuple[int, ...]) -> Desk | None:
        """Return the first of some desks that has a free seat."""
        for index in able:
            desk = self.desks[index]
            if desk.busy < desk.seats:
                return desk
        return None

    def _enter(self, job: Job) -> Entry:
        self._serial += 1
        entry = self._entries[job] = (job.rank, job.asked, job.row, self._serial, job)
        return entry

    def _wait(self, entry: Entry) -> None:
        job = entry[4]
        job.state = WAITING
        heappush(self._queues.setdefault(self.able(job.kind, job.row), []), entry)
        self._count(job, 1)

    def _count(self, job: Job, change: int) -> None:
        self._queued += change
        if job.kind in REPORTS and job.from_outside:
            self._reports += change

    def _heads(self) -> list[tuple[Entry, tuple[int, ...]]]:
        """Return the first of each queue with the desks that can do it, best first."""
        heads = []
        for able, queue in self._queues.items():
            while queue and queue[0][4].state != WAITING:
                heappop(queue)
            if queue:
                heads.append((queue[0], able))
        return sorted(heads)

    def _give_seat(self) -> bool:
        """Give one free seat to the first that can use it; False where there is none."""
        for _, able in self._heads():
            desk = self._free_desk(able)
            if desk is not None:
                self._seat_next(able, desk)
                return True
        return False

    def _seat_next(self, able: tuple[int, ...], desk: Desk) -> None:
        """Give a seat at a desk to the first of a queue."""
        job = heappop(self._queues[able])[4]
        self._count(job, -1)
        self._take(job, desk)

    def _take(self, job: Job, desk: Desk) -> None:
        desk.busy += 1
        self._at[job] = desk
        self.seated.add(job)
        job.state, job.start = SEATED, self.env.now
        self._set_to_work(job)

    def _set_to_work(self, job: Job) -> None:
        job.begin()

    def _end_shifts(self) -> None:
        """Let what is in hand be finished where a shift has ended."""

    def _preempt(self) -> bool:
        """Return False: nothing is interrupted."""
        return False

    def _leave(self, job: Job, outcome: int) -> None:
        """Give the seat up, for good or for now."""
        self.seated.discard(job)
        self._at.pop(job).busy -= 1
        job.state = GONE
        self.log.append((job.centre, job.kind, job.row, job.asked, job.start, self.env.now, outcome))

    def _forget(self, job: Job) -> None:
        self._entries.pop(job, None)
        self._held.discard(job)
