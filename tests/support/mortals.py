"""
Processes that are killed, there at once: each is forked from one that has imported everything.

Run as a program this module is that one. It takes a line of JSON for each process: the module whose
``main`` it runs, what is told to it, and the file for what it says.
"""

import atexit
import importlib
import json
import os
import subprocess
import sys
import traceback
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = ("dying", "dying_commands", "dying_writers")


@dataclass(frozen=True, kw_only=True)
class Death:
    """How a process ended: its code, minus the signal that killed it, and all it had said."""

    returncode: int
    stdout: bytes


@cache
def parent():
    """Start the process that the others are forked from; it ends with this one."""
    path = os.pathsep.join(map(str, (HERE, HERE.parents[1])))
    process = subprocess.Popen(
        [sys.executable, __file__],
        env=os.environ | {"PYTHONPATH": path},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.communicate)
    return process


def live(program, told, folder):
    """Let a process of its own run a program until it ends; the return value is how."""
    said, process = folder / "said", parent()
    process.stdin.write(json.dumps([program, told, str(said)]) + "\n")
    process.stdin.flush()
    return Death(returncode=int(process.stdout.readline()), stdout=said.read_bytes())


def give_birth(program, told, said):
    """Fork a process that runs a program; the return value is the code with which it ended."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    try:
        words = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(words, sys.stdout.fileno())
        os.dup2(words, sys.stderr.fileno())
        code = importlib.import_module(program).main(told)
        sys.stdout.flush()
    except Exception:  # noqa: BLE001 -- whatever it is, it is told
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for name in PROGRAMS:
        importlib.import_module(name)
    for line in sys.stdin:
        sys.stdout.write(f"{give_birth(*json.loads(line))}\n")
        sys.stdout.flush()
