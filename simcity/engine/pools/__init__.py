"""Rooms with seats: every piece of work waits for one, and the room alone decides who is next."""

from __future__ import annotations

from simcity.engine.pools.floor import Floor
from simcity.engine.pools.interruptible import InterruptibleFloor
from simcity.engine.pools.job import GONE, SEATED, WAITING, Job, JobRow
from simcity.engine.pools.room import Room
from simcity.engine.pools.rules import Rules

__all__ = ["GONE", "SEATED", "WAITING", "Floor", "InterruptibleFloor", "Job", "JobRow", "Room", "Rules"]
