"""The log of accesses: every picture and every recorded video that reached somebody, and every refusal."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simcity.analysis.accesses import BLIND, accesses
from simcity.analysis.experiment import run as experiment
from simcity.engine.run import run
from simcity.load import load_text
from simcity.luck import Luck
from simcity.records import Milestone, Records
from simcity.trace import Memory, draw

Log = tuple[pd.DataFrame, Records]

CITY = """\
simcity: 1
title: Who may see what
source: "assumed: a test"
horizon: 40 h
drain: 6 h
place: {zones: {street: {at: [0 m, 0 m], size: [200 m, 200 m]}}}
incidents:
  brawl: {rate: 3 /h, callers: {calls: {room: 1}, delay: 1 min}, needs: {police: {car: 1}}}
  hoax: {rate: 1 /h, real: false, believed: 100 %, callers: {calls: {room: 1}, delay: 0 s}, needs: {police: {car: 1}}}
agencies: {police: {dispatched_by: room, units: unlimited, release: {by: chief, granting: 10 s}}}
centres:
  video: {role: video, seats: 4}
  room: {role: police, seats: unlimited}
  chief: {role: police, seats: 2}
sensors: {eyes: {kind: camera, centre: video, counts: {street: 3}, range: 60 m}}
links:
  live: {kind: pushed_video, from: video, to: room, latency: 2 s, looking: 5 s,
    approval: {by: video, asking: 3 s, granting: 20 s, refused: 30 %}}
  tape: {kind: footage, from: video, to: room, types: [brawl], asking: 60 s, searching: 2 min, bringing: 10 s}
"""


@pytest.fixture(scope="module")
def log() -> Log:
    scenario = load_text(CITY).alternatives["base"]
    records = run(scenario, draw(scenario, Luck(1, 0), Memory()))
    return accesses(records, scenario), records


def test_every_access_and_refusal_is_logged(log: Log) -> None:
    table, records = log
    counts = table["what"].value_counts()
    assert counts["live picture"] == np.sum(records.milestone == Milestone.PICTURED)
    assert counts["recorded video"] == np.sum(records.milestone == Milestone.FOOTAGE)
    refused = (records.milestone == Milestone.REFUSED) & (records.channel == records.channels.index("live"))
    assert counts["refused"] == refused.sum() > 20
    looked = records.job_kinds.index("picture")
    assert counts["live picture"] + counts[BLIND] == np.sum((records.job_kind == looked) & (records.job_outcome == 0))


def test_a_permission_stands_beside_what_it_opened(log: Log) -> None:
    table, _ = log
    live = table[table["what"] == "live picture"]
    assert set(live["by"]) == {"video"}
    assert set(live["organisation"]) == {"room"}
    assert (live["answered"] - live["asked"] >= 20.0 - 1e-9).all()
    assert (live["time"] >= live["answered"]).all()
    assert set(table[table["what"] == BLIND]["by"]) == {"video"}
    tape = table[table["what"] == "recorded video"]
    assert set(tape["by"]) == {""}
    assert tape["asked"].isna().all()
    refused = table[table["what"] == "refused"]
    assert set(refused["organisation"]) == {"room"}
    assert (refused["time"] == refused["answered"]).all()
    assert not table["real"].all()


def test_it_is_written_with_the_timelines(tmp_path: Path) -> None:
    result = experiment(load_text(CITY), replications=2, jobs=1, keep_timelines=True)
    result.save(tmp_path, timelines=True)
    written = pd.read_csv(tmp_path / "accesses.csv")
    assert list(written.columns[:3]) == ["alternative", "replication", "time"]
    assert set(written["replication"]) == {0, 1}
    assert len(written) == len(result.accesses)
