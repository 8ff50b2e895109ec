"""Tables of JEMSS.jl: CSV files of one or more tables, each with its title, its columns and its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from simcity.load.streets.raw import MapError

LARGEST = 500_000_000


@dataclass(frozen=True)
class Row:
    """A row of a table."""

    where: str
    """As it is called in messages."""
    cells: dict[str, str]
    """By column, in small letters."""

    def text(self, name: str) -> str:
        """Return what is in a column; raises MapError where there is nothing."""
        if not self.cells.get(name):
            raise MapError(f"{self.where}: there is nothing in the column '{name}'")
        return self.cells[name]

    def number(self, name: str) -> float:
        """Return the number in a column; raises MapError where there is none."""
        try:
            value = float(self.text(name))
        except ValueError as error:
            if isinstance(error, MapError):
                raise
            raise MapError(f"{self.where}: '{self.cells[name][:40]}' is no number in the column '{name}'") from error
        if not isfinite(value):
            raise MapError(f"{self.where}: '{self.cells[name]}' is no finite number")
        return value

    def whole(self, name: str) -> int:
        """Return the whole number in a column; raises MapError where there is none."""
        value = self.number(name)
        if value != int(value):
            raise MapError(f"{self.where}: '{self.cells[name]}' is no whole number in the column '{name}'")
        return int(value)


def table(file: Path, title: str, needed: Sequence[str]) -> list[Row]:
    """Return the rows of one of the tables in a file, which has its title and then its columns."""
    try:
        lines = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise MapError(f"{file.name} cannot be read as CSV in UTF-8: {error}") from error
    start = next((k for k, line in enumerate(lines) if line and line[0].strip().lower() == title), None)
    if start is None or start + 1 >= len(lines):
        raise MapError(f"{file.name} has no table '{title}'")
    names = [name.strip().lower() for name in lines[start + 1]]
    for name in needed:
        if name not in names:
            had = ", ".join(f"'{one}'" for one in names if one)
            raise MapError(f"row {start + 2} of {file.name} must name the column '{name}'; it has {had}")
    rows = []
    for number, line in enumerate(lines[start + 2 :], start=start + 3):
        if not any(map(str.strip, line)):
            break
        rows.append(Row(f"row {number} of {file.name}", dict(zip(names, map(str.strip, line), strict=False))))
    return rows


def files(path: Path, table: str) -> list[Path]:
    """Return the files of a folder that are named after a table, with or without a number."""
    return sorted(one for one in path.glob(f"{table}*.csv") if one.stem.removeprefix(table).strip("_0123456789") == "")


def file_of(path: Path, table: str) -> Path:
    """Return the one file of a folder with a table of JEMSS.jl."""
    found = files(path, table)
    if not found:
        raise MapError(f"{path} has no {table}_1.csv, without which it is no city of JEMSS.jl")
    if len(found) > 1:
        several = " and ".join(one.name for one in found)
        raise MapError(f"{path} has {several}; keep the one that is meant")
    return found[0]


def content(path: Path, name: str, wanted_by: str) -> bytes:
    """Return the content of a file that lies in a folder, or in one of its zip files."""
    if (path / name).is_file():
        return (path / name).read_bytes()
    for archive in sorted(path.glob("*.zip")):
        try:
            with ZipFile(archive) as opened:
                member = next((one for one in opened.infolist() if Path(one.filename).name == name), None)
                if member is not None and member.file_size <= LARGEST:
                    return opened.read(member)
        except BadZipFile as error:
            raise MapError(f"{archive.name} cannot be read: {error}") from error
    raise MapError(f"{path} has no {name}, alone or in a zip, which {wanted_by} names")
