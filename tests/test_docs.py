"""The docs keep their word: commands run, snippets run, links lead somewhere, and nothing of the file is left out."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner

import simcity
from simcity.analysis.metrics import known
from simcity.cli import commands
from simcity.load import shapes
from simcity.model.metrics import METRICS
from simcity.records import Milestone

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/**/*.md")])
TOLD_ALONE = [ROOT / "README.md", ROOT / "docs" / "tutorial.md"]

QUICK = {"run": ["--replications", "2", "--jobs", "1"], "sweep": ["--replications", "1", "--jobs", "1"]}
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
