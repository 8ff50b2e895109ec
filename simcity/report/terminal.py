"""Where a report goes: plain text, or with bold and dim lines where a terminal and rich are there."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from simcity.report.blocks import Block, lines, plain


def tell(blocks: Iterable[Block]) -> None:
    """Write a report to standard output."""
    if sys.stdout.isatty() and _styled(blocks := list(blocks)):
        return
    sys.stdout.write(plain(blocks))
    sys.stdout.flush()


def _styled(blocks: list[Block]) -> bool:
    """Write with styles; return whether that could be done."""
    try:
        from rich.console import Console
        from rich.text import Text
    except ImportError:
        return False
    console = Console(highlight=False)
    for text, style in lines(blocks):
        console.print(Text(text, style=style), soft_wrap=True)
    return True
