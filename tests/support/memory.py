"""Where tests lay their houses: in memory, where there is enough of it."""

import shutil
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 -- only folders with names of their own are made in it
ROOM = 6 * 1024**3
"""Bytes that a run may take, several times over."""


def in_memory():
    """
    Return a folder in memory, or None where there is none or too little of it.

    Every test has a house of its own, whose every commit waits for the disk; in memory the same
    synchronising costs nothing, and every check of what is synchronised stays on.
    """
    is_roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if is_roomy else None
