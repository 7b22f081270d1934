"""
A command that is killed: a process of its own types it, and dies before a named step.

It is told the folder, environment, words, lines to type, and the module and name at whose call
number ``count`` it dies; without a name it is not killed. With ``now`` the house has that time.
"""

import importlib
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from pruning import terminal_at
from terminals import Terminal


def arm(module, name, count):
    """Die at a call of a function."""
    owner = importlib.import_module(module)
    for part in name.split(".")[:-1]:
        owner = getattr(owner, part)
    last = name.rpartition(".")[2]
    real, calls = getattr(owner, last), iter(range(count))

    def call(*args, **kwargs):
        if next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **kwargs)

    setattr(owner, last, call)


def main(told):
    """Type the command, and say what it said; the return value is its exit code."""
    folder, now = Path(told["folder"]), told.get("now")
    terminal = terminal_at(folder, datetime.fromisoformat(now)) if now else Terminal(folder)
    terminal.environ |= told["environ"]
    if told["name"]:
        arm(told["module"], told["name"], told["count"])
    result = terminal.run(*told["words"], typed=told["typed"])
    sys.stdout.write(result.output)
    return result.exit_code
