"""The docs keep their word: commands run, snippets run, links lead somewhere, and nothing of the file is left out."""

import json
import re
import shlex
from hashlib import sha256
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

import simcity
from simcity.analysis.metrics import known
from simcity.cli import commands
from simcity.load import arrangements, shapes
from simcity.load.catalogue import Described
from simcity.model.metrics import METRICS
from simcity.records import Milestone

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
TOLD_ALONE = [ROOT / "README.md", ROOT / "docs" / "tutorial.md"]

QUICK = {
    "run": ["--replications", "2", "--jobs", "1"],
    "sweep": ["--replications", "1", "--jobs", "1"],
    "attribute": ["--replications", "2", "--jobs", "1"],
}
SHORT = ["--alternatives", "today,integrated", "--set", "warm_up=0 s", "--set", "horizon=6 h"]
"""A month of Changwon is not lived for a test."""


def blocks(page: Path, language: str) -> list[str]:
    """Return the fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def named(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def told() -> list[object]:
    """Give every simcity command of the pages that newcomers follow."""
    lines = [
        (page, part.strip())
        for page in TOLD_ALONE
        for block in blocks(page, "sh")
        for line in block.splitlines()
        for part in line.split("&&")
        if part.strip().startswith("simcity ")
    ]
    return [pytest.param(command, id=f"{named(page)}: {command}") for page, command in dict.fromkeys(lines)]


def snippets() -> list[object]:
    """Give every Python snippet."""
    return [
        pytest.param(code, id=f"{named(page)} {k}") for page in PAGES for k, code in enumerate(blocks(page, "python"))
    ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in a copy of the project's folder to which snippets may write."""
    for name in ("scenarios", "experiments"):
        (tmp_path / name).mkdir()
        for file in (ROOT / name).glob("*.yaml"):
            (tmp_path / name / file.name).write_bytes(file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_is_something_to_run() -> None:
    assert len(told()) >= 4
    assert len(snippets()) >= 5


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("command", told())
def test_a_command_runs(command: str) -> None:
    words = shlex.split(command)[1:]
    quick = QUICK.get(words[0], []) + (SHORT if words[:2] == ["run", "scenarios/changwon.yaml"] else [])
    answer = CliRunner().invoke(commands, [*words, *quick])
    assert answer.exit_code == 0, answer.output


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("code", snippets())
def test_a_snippet_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # One process is quicker than workers for what is this small.
    monkeypatch.setattr("simcity.analysis.experiment.cores", lambda: 1)
    exec(compile(code, "snippet", "exec"), {"__name__": "snippet"})


def printed() -> list[object]:
    """Give every command of the tutorial with what it is said to print; full runs are slow."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    shown: dict[str, str] = {}
    command = ""
    for language, block in re.findall(r"^```(sh|text)\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        if language == "sh":
            command = block.strip()
        elif not block.startswith("--set:"):
            shown[command] = shown.get(command, "") + block
    slow = {"run": pytest.mark.slow, "attribute": pytest.mark.slow}
    return [
        pytest.param(command, lines, id=command, marks=[slow[word]] if (word := command.split()[1]) in slow else [])
        for command, lines in shown.items()
    ]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("command", "lines"), printed())
def test_a_command_prints_what_the_tutorial_shows(command: str, lines: str) -> None:
    answer = CliRunner().invoke(commands, shlex.split(command)[1:])
    told = {" ".join(line.split()) for line in answer.output.splitlines()}
    shown = [" ".join(line.split()) for line in lines.splitlines() if line.strip() != "..."]
    assert not [line for line in shown if line not in told]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{named(page)}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{named(page)}: {target}"


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def in_code(page: str) -> set[str]:
    """Return what stands in backticks on a page."""
    return set(re.findall(r"`([^`\n]+)`", (ROOT / "docs" / page).read_text(encoding="utf-8")))


def test_every_metric_is_described() -> None:
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    for name, (about, unit) in METRICS.items():
        assert f"| `{'/'.join((name, *about))}` | {unit} |" in text, name
    described = in_code("metrics.md")
    scenario = simcity.load(ROOT / "scenarios" / "minimal.yaml").alternatives["phones"]
    for metric in known(scenario):
        word, _, *rest = metric.split("/")
        assert word in METRICS, metric
        part = re.sub("^zone=.*", "zone=ZONE", rest[1]) if len(rest) > 1 else ""
        assert any(text == part or text.endswith(f"AGENCY/{part}") for text in described) or not part, metric


def test_every_milestone_is_described() -> None:
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    for milestone in Milestone:
        assert re.search(rf"^\| {milestone.name} \|", text, re.MULTILINE), milestone.name


def words_of_a_file() -> set[str]:
    """Return every key, kind and choice that a scenario file can have."""
    found: set[str] = set()
    seen: set[int] = set()

    def visit(hint: object) -> None:
        if id(hint) in seen:
            return
        seen.add(id(hint))
        keep.append(hint)
        found.update(shapes.kinds(hint))
        found.update(name for name in shapes.keys(hint) if name != "kind")
        bare = shapes.bare(hint)
        for below in (*shapes.keys(hint).values(), *get_args(bare)):
            if isinstance(below, str):
                found.add(below)
            elif below is not None and not isinstance(below, (int, float)):
                visit(below)

    keep: list[object] = []
    for cls in shapes.OPENED.values():
        visit(cls)
    return found


def test_every_key_kind_and_law_of_a_file_is_named() -> None:
    words = words_of_a_file()
    assert {"phone_relay", "hyperexponential", "when_none_free", "search_with_picture", "call_ended", "from"} <= words
    described = " ".join(in_code("scenario-file.md"))
    missing = [word for word in sorted(words) if not re.search(rf"(?<![\w]){word}(?![\w])", described)]
    assert not missing


def rows(head: str, *cells: tuple[str, ...]) -> str:
    """Return a table of a page."""
    lines = [f"| {head} |", "|" + "---|" * (head.count("|") + 1)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in cells)]) + "\n"


def ways(one: Described) -> str:
    """Return the links of an arrangement, from role to role."""
    return "; ".join(f"`{way.kind}`: {' or '.join(way.senders)} → {' or '.join(way.receivers)}" for way in one.ways)


def rests_on(one: Described) -> str:
    """Return what the numbers of an arrangement rest on, each text once."""
    return "; ".join(dict.fromkeys(f"{source.confidence}: {source.text}" for source in one.sources))


def tables_of_arrangements() -> dict[str, str]:
    """Return the tables of docs/services.md, as what comes with simcity tells them."""
    services = [one for one in arrangements() if one.group == "services"]
    rungs = [one for one in arrangements() if one.group == "sharing"]
    moved = ((f"`{one.name}`: {one.title}", one.moves, one.when, ways(one)) for one in services)
    used = ((f"`{one.name}`", one.in_use, rests_on(one) or "assumed") for one in services)
    climbed = (
        (
            f"`{one.name}`: {one.title}",
            one.moves,
            ways(one) or "none",
            ", ".join(f"`{name}`" for name in one.services) or "none",
            ", ".join(f"`{change}`" for change in one.changes) or "none",
        )
        for one in rungs
    )
    return {
        "services": rows("service | what it moves | when | over which link, from whom to whom", *moved),
        "sources": rows("service | in use | its numbers rest on", *used),
        "rungs": rows("rung | what it moves | its own links | services with it | changes beside", *climbed),
        "rung sources": rows(
            "rung | its numbers rest on", *((f"`{one.name}`", rests_on(one)) for one in rungs if one.sources)
        ),
    }


@pytest.mark.parametrize("table", ["services", "sources", "rungs", "rung sources"])
def test_the_table_of_services_is_what_simcity_tells(table: str) -> None:
    wanted = tables_of_arrangements()[table]
    text = (ROOT / "docs" / "services.md").read_text(encoding="utf-8")
    missing = [line for line in wanted.splitlines() if line not in text]
    assert not missing
    assert wanted in text


def test_the_table_has_what_the_command_prints() -> None:
    answer = CliRunner().invoke(commands, ["services"])
    printed = set(re.findall(r"^([a-z0-9_]+): ", answer.output, re.MULTILINE))
    assert printed == {one.name for one in arrangements()}
    assert printed <= in_code("services.md")


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.relative_to(ROOT / "docs").as_posix() for page in ROOT.glob("docs/**/*.md")} - {"index.md"}
    assert not {page for page in pages if f"]({page})" not in index}


def alterations() -> list[object]:
    """Give every YAML block that shows alternatives, with all that stands beside them."""
    return [
        pytest.param(code, id=f"{named(page)} {k}")
        for page in PAGES
        for k, code in enumerate(blocks(page, "yaml"))
        # Those about streets need a map: tests/test_own_city.py lives them there.
        if re.search("^alternatives:", code, re.MULTILINE) and page.name != "howto-own-city.md"
    ]


@pytest.mark.parametrize("code", alterations())
def test_alternatives_that_are_shown_work_on_the_street(code: str, project: Path) -> None:
    """Each block takes the place of what the festival street says under the same keys, and is lived once."""
    for name in ("cameras.csv", "cameras.geojson"):
        (project / "scenarios" / name).write_bytes((ROOT / "tests" / "data" / name).read_bytes())
    street = (project / "scenarios" / "minimal.yaml").read_text(encoding="utf-8")
    parts = re.split(r"^(?=[a-z_#])", street, flags=re.MULTILINE)
    taken = {*re.findall(r"^(\w+):", code, re.MULTILINE), "attribution", "primary"}
    kept = "".join(part for part in parts if part.partition(":")[0] not in taken)
    file = project / "scenarios" / "shown.yaml"
    file.write_text(kept + code, encoding="utf-8")
    result = simcity.run(simcity.load(file), replications=1, jobs=1)
    assert len(result.alternatives) > 1


def test_the_hash_of_a_file_of_positions_is_kept_with_the_results(project: Path) -> None:
    content = (ROOT / "tests" / "data" / "cameras.csv").read_bytes()
    (project / "scenarios" / "cameras.csv").write_bytes(content)
    city = simcity.load(project / "scenarios" / "minimal.yaml", {"sensors.wall.at": "cameras.csv"})
    simcity.run(city, replications=1, jobs=1).save(project / "results")
    kept = json.loads((project / "results" / "provenance.json").read_text(encoding="utf-8"))
    assert kept["scenario"]["files"] == {"cameras.csv": sha256(content).hexdigest()}
