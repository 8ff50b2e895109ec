"""Blocks of a report and their layout as lines of text, 100 columns wide at most."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from unicodedata import east_asian_width

WIDTH = 100
GAP = 2
NARROWEST = 14
"""A column of words is not made narrower than this."""
HEADER = 13
"""A column head is broken where it is wider than this and than what stands below it."""


@dataclass(frozen=True)
class Heading:
    """The head of a section, or of the whole with ``top``."""

    text: str
    top: bool = False


@dataclass(frozen=True)
class Paragraph:
    """Running text; a note where it is not strong."""

    text: str
    strong: bool = False
    indent: int = 0


@dataclass(frozen=True)
class Table:
    """Rows under heads; ``words`` names the columns that stand to the left, all others to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    over: tuple[tuple[str, int], ...] = ()
    """What stands above the heads, each over so many columns."""
    words: tuple[int, ...] = (0,)
    strong: frozenset[int] = frozenset()
    """Rows that stand out on a terminal."""


Block = Heading | Paragraph | Table
Line = tuple[str, str]
"""Text and style: empty, bold or dim."""


def lines(blocks: Iterable[Block]) -> Iterator[Line]:
    """Give the lines of a report."""
    first = True
    for block in blocks:
        if isinstance(block, Heading):
            if not first:
                yield "", ""
            yield from ((line, "bold") for line in wrap(block.text, WIDTH))
            yield ("=" if block.top else "-") * min(_width(block.text), WIDTH), "dim"
        elif isinstance(block, Paragraph):
            space = " " * block.indent
            style = "bold" if block.strong else ""
            yield from ((space + line, style) for line in wrap(block.text, WIDTH - block.indent))
        else:
            yield from _table(block)
        first = False


def plain(blocks: Iterable[Block]) -> str:
    """Return a report as text that ends with a new line."""
    return "".join(f"{text.rstrip()}\n" for text, _ in lines(blocks))


def _table(table: Table) -> Iterator[Line]:
    widths = _widths(table)
    if table.over:
        yield _over(table, widths), "dim"
    heads = [_broken(head, max(width, 1)) for head, width in zip(table.heads, widths, strict=True)]
    height = max(map(len, heads))
    # Heads stand on the line above the rows, so short ones are filled up from above.
    for row in zip(*([""] * (height - len(head)) + head for head in heads), strict=True):
        if any(row):
            yield _row(row, widths, table.words), "dim"
    for number, cells in enumerate(table.rows):
        style = "bold" if number in table.strong else ""
        parts = [_broken(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
        for k in range(max(map(len, parts))):
            # What is continued is moved in, so that rows remain apart.
            yield _row([part[k] if k < len(part) else "" for part in parts], widths, table.words), style


def _widths(table: Table) -> list[int]:
    """Return the widths of columns: as wide as their cells, those of words narrowed until the whole fits."""
    columns = list(zip(*table.rows, strict=True)) if table.rows else [()] * len(table.heads)
    widths = []
    for k, (head, cells) in enumerate(zip(table.heads, columns, strict=True)):
        body = max((_width(cell) for cell in cells), default=0)
        most = WIDTH if k in table.words else max(HEADER, body)
        widths.append(max([body, *(_width(part) for part in _broken(head, most))]))
    over = sum(widths) + GAP * (len(widths) - 1) - WIDTH
    for k in sorted(table.words, key=lambda k: -widths[k]):
        if over > 0:
            less = min(over, max(widths[k] - NARROWEST, 0))
            widths[k] -= less
            over -= less
    return widths


def _over(table: Table, widths: Sequence[int]) -> str:
    """Return the line above the heads, each text ruled over its columns."""
    parts, start = [], 0
    for text, number in table.over:
        width = sum(widths[start : start + number]) + GAP * (number - 1)
        parts.append(f" {text} ".center(width, "-") if text else " " * width)
        start += number
    return (" " * GAP).join(parts)


def _row(cells: Sequence[str], widths: Sequence[int], words: tuple[int, ...]) -> str:
    padded = []
    for k, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        space = " " * max(width - _width(cell), 0)
        padded.append(cell + space if k in words else space + cell)
    return (" " * GAP).join(padded).rstrip()


def _broken(text: str, width: int) -> list[str]:
    """Return a text in lines of a width, broken at spaces; a word that is too long, behind . _ and /."""
    indent = " " * (len(text) - len(text.lstrip()))
    room = max(width - len(indent), 1)
    found, line = [], ""
    for word in text.split():
        for k, piece in enumerate(_pieces(word, room)):
            gap = " " if line and k == 0 else ""
            if line and _width(line + gap + piece) > room:
                found.append(line)
                line, gap = "", ""
            line += gap + piece
    return [indent + part for part in [*found, line] if part]


def _pieces(word: str, room: int) -> list[str]:
    if _width(word) <= room:
        return [word]
    pieces = re.findall(r"[^._/]*[._/]+|[^._/]+", word)
    return [piece[k : k + room] for piece in pieces for k in range(0, len(piece), room)]


def _width(text: str) -> int:
    """Return the columns that a text takes; letters of East Asia take two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
