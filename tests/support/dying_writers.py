"""
A service that dies while two people type: the whole application in a process of its own.

Each of the two saves a draft with a word more, again and again, and signs some of them. What she
sends, and what she was told is saved, is noted in a file before anything else happens; at some
moment the process is gone. That moment is so many statements after they began, and a blink: on a
busy machine it comes later, after as much work.
"""

import base64
import json
import os
import random
import signal
import sys
import traceback
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread, Timer

from browsers import Browser, typed_in
from dying import die
from houses import Clock, open_settings, settings_in, sign_in_earlier
from sqlalchemy import event

from journal.services.sessions import SessionKeeper
from journal.store.sessions import SessionStore
from journal.vault.session import new_node_secret, read_node_secret
from journal.web.access import SESSION_COOKIE
from journal.web.application import create_app

MOST_STATEMENTS = 350
"""After so many statements of both the process is dead in any case."""
LONGEST_BLINK = 0.004
"""Seconds between the last statement that is counted and the end: in the middle of anything."""
DATA = {"Accept": "application/json"}
SIGNED_EVERY = 4


class Writer:
    """Somebody at her machine, typing about one case until the lights go out."""

    def __init__(self, app, keeper, house, told, login):
        self._browser = Browser(app)
        token = keeper.begin(sign_in_earlier(house, login), house.clock())
        cookie = base64.urlsafe_b64encode(token).decode()
        self._browser.client.set_cookie(
            SESSION_COOKIE, cookie, domain="127.0.0.1", secure=True, httponly=True
        )
        self._login, self._case, self._round = login, told["case"], told["round"]
        self._notes = os.open(told["acks"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def note(self, word, kind, form):
        """Note what was sent or answered, in one piece, whatever happens next."""
        line = [word, self._login, kind, form["id"], form["text"]]
        os.write(self._notes, json.dumps(line).encode() + b"\n")

    def open_form(self):
        """Open the form for a note: her draft stands in it if she has one."""
        page = self._browser.get(f"/sag/{self._case}/notat/nyt", follow_redirects=True)
        return typed_in(page.text)

    def type_until_dead(self, barrier):
        """Type without an end; a fault ends the process, and is told."""
        try:
            self.type_on(barrier)
        except BaseException:  # noqa: BLE001 -- whatever it is, it is told
            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)

    def type_on(self, barrier):
        """Type, save and sign without an end."""
        form, number = self.open_form(), 0
        barrier.wait()
        while True:
            number += 1
            word = f"{self._login} {self._round}.{number}"
            form["text"] = f"{form['text']} {word}".strip()
            form["turn"] = str(int(form["turn"]) + 1)
            kind = "note" if number % SIGNED_EVERY == 0 else "draft"
            self.note("sent", kind, form)
            if kind == "note":
                answer = self._browser.post(f"/sag/{self._case}/notat", form)
                assert 303 == answer.status_code, answer.text
                self.note("saved", kind, form)
                form = self.open_form()
            else:
                answer = self._browser.post(f"/sag/{self._case}/kladde", form, headers=DATA)
                assert 200 == answer.status_code, answer.text
                self.note("saved", kind, form)
                form["revision"] = str(answer.json["revision"])


def die_later(house, chance):
    """Die at a random moment: so many statements from now, and a little later."""
    left, blink = iter(range(chance.randrange(MOST_STATEMENTS))), chance.uniform(0, LONGEST_BLINK)

    def count_down(*_):
        if next(left, None) is None:
            Timer(blink, die).start()

    event.listen(house.sessions.kw["bind"], "before_cursor_execute", count_down)


def main(told):
    """Let two people type, and die."""
    house = open_settings(
        settings_in(Path(told["folder"]), told["database"]),
        Clock(datetime.fromisoformat(told["now"])),
    )
    new_node_secret(house.settings.node_secret_path)
    node = read_node_secret(house.settings.node_secret_path)
    store = SessionStore(house.settings.sessions_path)
    keeper = SessionKeeper(store, node, timedelta(minutes=10), timedelta(hours=10))
    app = create_app(house, keeper, node)
    writers = [Writer(app, keeper, house, told, login) for login in told["who"]]
    chance = random.Random(told["seed"])
    barrier = Barrier(len(writers), action=lambda: die_later(house, chance))
    threads = [Thread(target=writer.type_until_dead, args=(barrier,)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return signal.SIGKILL  # both stopped typing before their time: something else went wrong
