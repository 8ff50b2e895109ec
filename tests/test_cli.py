"""The command as a user meets it: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import simcity
from simcity.cli import commands

HERE = Path(__file__).parent
CORNER = str(HERE / "data" / "corner.yaml")
EXPERIMENT = str(HERE / "data" / "corner-sweep.yaml")
QUICK = ["--replications", "2", "--jobs", "1"]


def simcity_(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


def program(*arguments: str, **options: object) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(simcity.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-m", "simcity", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        **options,  # type: ignore[call-overload]
    )


def test_a_run_tells_everything_and_ends_with_the_finding() -> None:
    done = simcity_("run", CORNER, "--jobs", "1")
    assert done.exit_code == 0, done.stderr
    heads = [
        "What happened",
        "Reached inside the golden time",
        "Two clocks",
        "Where time was saved: integrated against phones",
        "Where it matters",
        "Work, false reports, and incidents not reached",
        "The other alternatives against phones",
        "Finding",
    ]
    places = [done.stdout.index(f"\n{head}\n---") for head in heads]
    assert places == sorted(places)
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "* Collapse, EMS" in done.stdout
    last = done.stdout[places[-1] :]
    assert "simulation error only" in last
    assert "smallest effect that could have been seen" in last
    assert done.stderr == ""


def test_a_single_alternative_and_a_single_replication_claim_nothing() -> None:
    alone = simcity_("run", CORNER, "--alternatives", "phones", *QUICK)
    assert "nothing is compared" in alone.stdout
    assert "Where time was saved" not in alone.stdout
    once = simcity_("run", CORNER, "--replications", "1", "--jobs", "1")
    assert "With one replication no interval can be given." in once.stdout
    assert "No finding: from one replication" in once.stdout
    assert "±" not in once.stdout.split("Two clocks")[1].split("Where time was saved")[0].split("golden clock  ")[1]


def test_a_pair_that_is_not_the_primary_one_has_no_finding() -> None:
    done = simcity_("run", CORNER, "--alternatives", "unchanged,phones", *QUICK)
    assert "No finding: the scenario names no primary metric, or its pair was not run" in " ".join(done.stdout.split())


def test_results_are_written_and_the_same_for_any_number_of_jobs(tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        done = simcity_(
            "run", CORNER, "--replications", "3", "--jobs", jobs, "--out", str(tmp_path / jobs), "--timelines"
        )
        assert done.exit_code == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "1").iterdir())
    assert names == ["accesses.csv", "provenance.json", "replications.csv", "summary.json", "timelines.csv"]
    for name in names:
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_settings_reach_the_city() -> None:
    path = "links.*[kind=phone_relay].duration"
    done = simcity_("run", CORNER, "--alternatives", "phones", "--set", f"{path}=10 s", "--set", "horizon=3 h", *QUICK)
    assert done.exit_code == 0, done.stderr
    assert f"{path} = 10 s" in done.stdout
    assert "counted       2 h in each" in done.stdout


def test_an_incident_is_told_side_by_side() -> None:
    done = simcity_("explain", CORNER, "--incident", "collapse-3", "--replication", "1")
    assert done.exit_code == 0, done.stderr
    assert "collapse-3: Collapse" in done.stdout
    assert "it happens" in done.stdout
    assert "What differed, and why" in done.stdout
    alone = simcity_("explain", CORNER, "--incident", "collapse-3", "--alternatives", "phones")
    assert "What differed" not in alone.stdout


def test_check_summarises_the_city() -> None:
    done = simcity_("check", CORNER)
    assert done.exit_code == 0, done.stderr
    for text in ("Incidents: 3 types in 2 zones", "4 ambulance", "seats: 2", "phone relay from guards to room 119"):
        assert text in done.stdout
    assert "assumed, not known" in done.stdout
    busy = simcity_("check", CORNER, "--set", "centres.room_119.seats=1", "--set", "incidents.collapse.rate=90 /h")
    assert "Warnings: none" not in busy.stdout
    assert "saturated" in busy.stdout


def test_check_lists_every_number_with_its_source() -> None:
    done = simcity_("check", str(HERE / "data" / "sourced.yaml"), "--sources")
    assert done.exit_code == 0, done.stderr
    rows = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    assert rows["incidents.collapse.rate"].split() == [
        "incidents.collapse.rate", "2", "/h", "S", "counted", "80", "%", "120", "%", "2019", "!",
    ]  # fmt: skip
    assert "assumed" in rows["place.travel.time"]
    assert "! marks a year other than the base year 2022" in " ".join(done.stdout.split())
    assert "counted" in done.stdout.split("Sources\n")[1]
    counted = simcity_("check", str(HERE / "data" / "sourced.yaml"))
    assert "1 number of another year than 2022." in counted.stdout


def test_shares_are_told_and_written(tmp_path: Path) -> None:
    start, end = Path(CORNER).read_text().split("alternatives:")
    groups = "{off: [links.guards_119.up], on: [links.report_119.up]}"
    file = tmp_path / "corner.yaml"
    file.write_text(f"{start}attribution: {{alternative: integrated, groups: {groups}}}\nalternatives:{end}")
    done = simcity_("attribute", str(file), *QUICK, "--out", str(tmp_path / "out"), "--set", "horizon=4 h")
    assert done.exit_code == 0, done.stderr
    assert "which part bought it" in done.stdout
    assert "4, from 'none' to 'off+on', all on the same luck" in done.stdout
    assert "all together" in done.stdout
    assert "horizon = 4 h" in done.stdout
    assert json.loads((tmp_path / "out" / "shares.json").read_text())["schema"] == "simcity/shares/1"
    nothing = simcity_("attribute", CORNER, *QUICK)
    assert nothing.exit_code == 2
    assert "attribution" in nothing.stderr
    assert "Traceback" not in nothing.stderr


def test_services_are_listed_with_what_they_move_and_when() -> None:
    done = simcity_("services")
    assert done.exit_code == 0, done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100
    for name in ("emergency_video_112", "cctv_found_119", "perfect", "ticket_and_location"):
        assert f"\n{name}: " in done.stdout
    one = done.stdout.split("\ncctv_found_119: ")[1].split("\n\n")[0].split("\nprivate")[0]
    for head in ("moves", "when", "over", "in use", "numbers"):
        assert f"\n  {head} " in one, head
    assert "digital report from video to fire or ems" in one


def test_the_schema_is_json() -> None:
    done = simcity_("schema")
    assert json.loads(done.stdout)["$schema"].startswith("https://json-schema.org/")


def test_a_sweep_prints_and_writes(tmp_path: Path) -> None:
    done = simcity_("sweep", EXPERIMENT, "--jobs", "1", "--replications", "2", "--out", str(tmp_path))
    assert done.exit_code == 0, done.stderr
    assert "2 at each of 4 points" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert sorted(path.name for path in tmp_path.iterdir()) == ["provenance.json", "sweep.csv", "sweep.json"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "nowhere.yaml"], "nowhere.yaml:1:1: file: there is no such file"),
        (["run", CORNER, "--set", "horizon"], "--set 'horizon' is not of the form path=value"),
        (["run", CORNER, "--set", "=3"], "is not of the form path=value"),
        (["run", CORNER, "--set", "seed=1", "--set", "seed=2"], "--set seed is given twice"),
        (["run", CORNER, "--set", "horizn=3 h"], "did you mean 'horizon'"),
        (["run", CORNER, "--set", "horizon=3"], "--set: horizon: '3' has no unit"),
        (["run", CORNER, "--set", "links.guards_119.duration={}"], "--set"),
        (["run", CORNER, "--set", "links.guards_119.up=always"], "corner.yaml"),
        (["run", CORNER, "--alternatives", "integratd"], "did you mean 'integrated'?"),
        (["run", CORNER, "--alternatives", " , "], "--alternatives names none"),
        (["run", CORNER, "--replications", "0"], "--replications must be at least 1, not 0"),
        (["run", CORNER, "--jobs", "0"], "--jobs must be at least 1, not 0"),
        (["run", CORNER, "--timelines"], "--timelines needs --out"),
        (["run", CORNER, "--out", __file__], "cannot be made"),
        (["explain", CORNER, "--incident", "colapse-3"], "there are collapse-0 to collapse-"),
        (["explain", CORNER, "--incident", "collapse-0", "--alternatives", "phone"], "did you mean 'phones'?"),
        (["explain", CORNER, "--incident", "collapse-0", "--replication", "-1"], "--replication must be at least 0"),
        (["sweep", CORNER], "'factors' is missing"),
    ],
)
def test_what_is_wrong_is_said_plainly(arguments: list[str], said: str) -> None:
    done = simcity_(*arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_all_faults_of_a_file_are_printed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(Path(CORNER).read_text().replace("8 h", "8").replace("ems: 4 min", "ems: 4 km"))
    done = simcity_("check", str(wrong))
    assert done.exit_code == 2
    assert [line.split(":")[1] for line in done.stderr.splitlines()] == ["5", "22"]


def test_a_folder_that_cannot_be_written_is_said_before_the_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("simcity.cli.faults.os.access", lambda path, mode: False)
    done = simcity_("run", CORNER, "--out", str(tmp_path))
    assert done.exit_code == 2
    assert "cannot be written to" in done.stderr


def test_help_and_version_come_at_once() -> None:
    began = time.perf_counter()
    helped = program("--help")
    out, _ = helped.communicate(timeout=20)
    assert helped.returncode == 0
    assert "sweep" in out
    # A third of a second on an idle machine; the rest is for a busy one.
    assert time.perf_counter() - began < 2.0
    assert simcity_("--version").stdout == f"simcity {simcity.__version__}\n"


def test_importing_simcity_imports_nothing_heavy() -> None:
    code = (
        "import sys, simcity, simcity.cli; "
        "print([name for name in ('pandas', 'scipy', 'simpy', 'pydantic', 'numpy', 'matplotlib', 'rich')"
        " if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(simcity.__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_reader_that_goes_away_is_no_fault() -> None:
    told = program("check", CORNER, "--sources")
    assert told.stdout is not None
    assert told.stderr is not None
    told.stdout.close()
    said = told.stderr.read()
    told.wait(timeout=60)
    assert said == ""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_ends_it_quietly(jobs: str) -> None:
    told = program(
        "run", CORNER, "--replications", "300", "--set", "horizon=50 d", "--jobs", jobs, start_new_session=True
    )
    time.sleep(4.0)
    os.killpg(told.pid, signal.SIGINT)
    out, error = told.communicate(timeout=60)
    assert (told.returncode, out) == (130, "")
    # Workers that are interrupted in their imports may say so.
    assert jobs != "1" or error == ""


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    from simcity.cli.progress import clear, point_progress, progress

    progress(7, 20)
    point_progress(2, 9, 7, 20)
    clear()
    said = capsys.readouterr().err
    assert "replication 7 of 20" in said
    assert "point 2 of 9, replication 7 of 20" in said
    assert said.endswith("\r\033[K")


def test_the_public_face() -> None:
    assert len(simcity.__all__) <= 14
    for name in simcity.__all__:
        assert getattr(simcity, name) is not None
    assert set(simcity.__all__) <= set(dir(simcity))
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = simcity.nothing  # type: ignore[attr-defined]
    city = simcity.load(CORNER)
    result = simcity.run(city, ["phones", "integrated"], replications=2, jobs=1)
    assert not result.compare("phones", "integrated").empty
