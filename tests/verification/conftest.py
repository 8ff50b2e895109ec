"""One place where the cases of theory are run, once for all tests and all processes of pytest-xdist."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from theory_runs import Theory


@pytest.fixture(scope="session")
def theory(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Theory]:
    """Have two worker processes run what the chosen tests need; processes of pytest-xdist share them."""
    several = "PYTEST_XDIST_WORKER" in os.environ
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if several else base) / "theory"
    folder.mkdir(exist_ok=True)
    needs = {
        need: None
        for item in request.session.items
        for need in getattr(getattr(item, "callspec", None), "params", {}).get("needs", ())
    }
    found = Theory(folder, list(needs))
    yield found
    found.close(wait=several)
