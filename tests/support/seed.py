"""
The program, loaded once, from which services are forked: loading is most of what a start costs.

Run as a script. Each line on its standard input starts a service; the number of the process is the
answer. What is forked does what ``journal serve`` does in a process of its own.
"""

import json
import os
import sys
from importlib import import_module

from journal.app import main


def become_service(folder, environ, figures, speech):
    """
    Turn this process into a service that runs there, with this environment and nothing else.

    Args:
        figures: constants of the program, by module and name, that are smaller for a test.
        speech: the open file of everything that it says.
    """
    for path, figure in figures.items():
        module, _, name = path.rpartition(".")
        setattr(import_module(module), name, figure)
    os.setpgid(0, 0)
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, given in enumerate((nothing, speech, speech)):
        os.dup2(given, number)
    os.close(nothing)
    os.close(speech)
    sys.argv = ["journal", "serve"]
    main()


def start_each():
    """Fork a service for each line, and let those go that have ended."""
    living = set()
    for line in sys.stdin:
        given = json.loads(line)
        speech = os.open(given["said"], os.O_WRONLY)  # open before: whoever dies is heard to end
        number = os.fork()
        if number == 0:
            become_service(given["folder"], given["environ"], given["figures"], speech)
            os._exit(0)
        os.close(speech)
        living.add(number)
        print(number, flush=True)  # noqa: T201 -- this is the answer
        living -= {each for each in living if os.waitpid(each, os.WNOHANG)[0]}
    for each in living:
        os.waitpid(each, 0)


if __name__ == "__main__":
    start_each()
