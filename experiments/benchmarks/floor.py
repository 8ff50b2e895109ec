"""SimPy alone: as many timeouts as a run has events, each with a callback that starts the next, and nothing else."""

from __future__ import annotations

import simpy

DELAYS = [0.1 + 7.3 * ((37 * k) % 101) / 101 for k in range(101)]


def live(events: int, pending: int = 40) -> int:
    """Run so many timeouts, with so many pending at any time; return how many there were."""
    env = simpy.Environment()
    done = 0

    def again(_: simpy.Event) -> None:
        nonlocal done
        done += 1
        if done <= events - pending:
            env.timeout(DELAYS[done % 101]).callbacks.append(again)

    for number in range(min(pending, events)):
        env.timeout(DELAYS[number]).callbacks.append(again)
    env.run()
    return done
