"""Luck as a function: a uniform number for every address, with no generator state.

An address is a seed, a replication, a purpose, an entity and two counts ``k`` and ``j``. Each number
depends on its own address alone, so an entity or a purpose that is added changes no other number.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Counts: TypeAlias = NDArray[np.int64] | NDArray[np.uint64]

_MASK = 0xFFFFFFFFFFFFFFFF
# Odd steps of full period: the golden ratio, and the first constant of the R2 sequence (Roberts 2018).
_STEP_K = 0x9E3779B97F4A7C15
_STEP_J = 0xC13FA9A902A6328F
# The finaliser of SplitMix64 (Steele, Lea and Flood 2014), variant 13 of Stafford.
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
_EXPONENT_OF_ONE = 0x3FF0000000000000
_BLOCK = 16384


@lru_cache(maxsize=16384)
def _keys(seed: int, replication: int, purpose: str, entity: str) -> tuple[int, int]:
    # The length of the purpose marks where the entity begins, so no two addresses are written alike.
    written = f"{seed:x}:{replication:x}:{len(purpose):x}:{purpose}{entity}".encode("utf-8", "surrogatepass")
    digest = blake2b(written, digest_size=16, person=b"simcity luck").digest()
    return int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:], "little")


@lru_cache(maxsize=16384)
def number_of(name: str) -> int:
    """Return a stable number of a name, from 0 to 2**63 - 1, for use as the count ``j``."""
    digest = blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8, person=b"simcity name").digest()
    return int.from_bytes(digest, "little") >> 1


def _mix(x: int) -> int:
    x = ((x ^ (x >> 30)) * _MIX_1) & _MASK
    x = ((x ^ (x >> 27)) * _MIX_2) & _MASK
    return x ^ (x >> 31)


def _mix_in_place(x: NDArray[np.uint64], spare: NDArray[np.uint64]) -> None:
    np.right_shift(x, np.uint64(30), out=spare)
    np.bitwise_xor(x, spare, out=x)
    np.multiply(x, np.uint64(_MIX_1), out=x)
    np.right_shift(x, np.uint64(27), out=spare)
    np.bitwise_xor(x, spare, out=x)
    np.multiply(x, np.uint64(_MIX_2), out=x)
    np.right_shift(x, np.uint64(31), out=spare)
    np.bitwise_xor(x, spare, out=x)


def _mix_all(x: NDArray[np.uint64]) -> None:
    """Mix a contiguous array in place, in blocks that stay in the processor's cache."""
    flat = x.reshape(-1)
    spare = np.empty(min(flat.size, _BLOCK), dtype=np.uint64)
    for start in range(0, flat.size, _BLOCK):
        block = flat[start : start + _BLOCK]
        _mix_in_place(block, spare[: block.size])


def _uniform_of(x: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Turn an array of bits into uniforms in its own memory.

    The top 52 bits become a float of [1, 2), from which 1 - 2**-53 is taken without rounding. With 53
    bits the largest number would round to 1.
    """
    np.right_shift(x, np.uint64(12), out=x)
    np.bitwise_or(x, np.uint64(_EXPONENT_OF_ONE), out=x)
    uniform = x.view(np.float64)
    np.subtract(uniform, 1.0 - 2.0**-53, out=uniform)
    return uniform


def _steps(counts: Counts, step: int, start: int) -> NDArray[np.uint64]:
    if counts.dtype.kind not in "iu":
        raise TypeError(f"counts are whole numbers, not {counts.dtype}")
    x: NDArray[np.uint64] = np.array(counts, dtype=np.uint64, order="C")
    np.multiply(x, np.uint64(step), out=x)
    np.add(x, np.uint64(start), out=x)
    return x


@dataclass(frozen=True)
class Luck:
    """The luck of one replication: a pure function from addresses to uniform numbers.

    Numbers lie in the open interval (0, 1), on the odd multiples of 2**-53. Counts are taken modulo 2**64.
    """

    seed: int
    """Any whole number; scenarios with equal seeds share their luck."""
    replication: int
    """Number of the replication; -1 for what belongs to the city and not to a replication."""

    def vector(self, purpose: str, entity: str, k: Counts, j: Counts | int = 0) -> NDArray[np.float64]:
        """Return the numbers of many addresses, in the shape to which ``k`` and ``j`` broadcast.

        Raises TypeError where the counts are no whole numbers.
        """
        first, second = _keys(self.seed, self.replication, purpose, entity)
        x = _steps(k, _STEP_K, first)
        _mix_all(x)
        if isinstance(j, np.ndarray):
            x = np.asarray(np.bitwise_xor(x, _steps(j, _STEP_J, second)), order="C")
        else:
            np.bitwise_xor(x, np.uint64((int(j) * _STEP_J + second) & _MASK), out=x)
        _mix_all(x)
        return _uniform_of(x)

    def single(self, purpose: str, entity: str, k: int, j: int = 0) -> float:
        """Return the number of one address, with the same bits as ``vector`` gives."""
        first, second = _keys(self.seed, self.replication, purpose, entity)
        x = _mix((int(k) * _STEP_K + first) & _MASK)
        x = _mix(x ^ ((int(j) * _STEP_J + second) & _MASK))
        return ((x >> 12) + 0.5) * 2.0**-52
