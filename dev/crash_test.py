"""Kill Odoo processes at random points of run, rendering and sending; count the mail.

    python dev/crash_test.py --database DB --twin DB --mail DIR --twin-mail DIR
        --smtp-port N --twin-port N --kills N --seed N --count FILE [--debtors 60]

The same ledger is played twice, on the same days: once undisturbed (the twin), once by
processes that are killed (SIGKILL), by this one after a random time or by themselves at
a named point, alone or two at once. In the end both must have said the same to the same
debtors. Exit code 1, and the notices' names, when a law of the house is broken.
"""

import argparse
import datetime
import email
import json
import math
import os
import random
import re
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from odoo.sql_db import close_all

import crash_child
import crash_laws
from crash_child import FIRST, GAVE_WAY
from crash_points import POINTS
from story_host import opened

# Days of the policy's rungs, and at most how many of a hundred kills fall on each.
DAYS = ((0, 45), (12, 50), (24, 5), (40, 40), (62, 5))
LONGEST = 0.5  # of the time that an undisturbed day takes
OUR_ID = re.compile(r"collection-(\d+)@")


class Broken(Exception):
    """A law of the house does not hold."""


class Process:
    """A fork that does one phase."""

    def __init__(self, database, phase, options, log):
        self.options, self.log = options, log
        self.trace = options.trace
        self.code = None
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            self._live(database, phase)

    def _live(self, database, phase):
        file = os.open(self.log, os.O_WRONLY | os.O_CREAT)
        os.dup2(file, 1)
        os.dup2(file, 2)
        code = 1
        try:
            code = crash_child.run(database, phase, self.options)
        finally:
            os._exit(code)

    def poll(self):
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def wait(self):
        while self.poll() is None:
            time.sleep(0.02)
        return self.code

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)


class Play:
    """One ledger, played day by day by processes that may die."""

    def __init__(self, database, mail, port, scratch):
        self.database = database
        self.mail = mail
        self.port = port
        self.scratch = scratch
        self.kills = Counter()
        self.at = Counter()
        self.gave_way = 0
        self.uncertain = []
        self.started = 0

    def child(self, phase, day=FIRST, **more):
        """Start a process in a fork, as Odoo's own server starts its workers."""
        self.started += 1
        name = self.scratch / f"{self.database}-{self.started}"
        options = argparse.Namespace(
            day=day, trace=name.with_suffix(".trace"), out=name.with_suffix(".out")
        )
        vars(options).update({"point": None, "nth": 1, **more})
        return Process(self.database, phase, options, name.with_suffix(".log"))

    def finish(self, process):
        """Wait for a process; tell whether it came to its end: it may have been killed
        or have given way to another one."""
        code = process.wait()
        if code == GAVE_WAY:
            self.gave_way += 1
        elif code not in (0, -signal.SIGKILL):
            tail = process.log.read_text()[-4000:]
            raise SystemExit(f"{tail}\na process stopped with an error")
        return code == 0

    def work(self, day):
        """Do a day's work undisturbed."""
        while not self.finish(self.child("work", day)):
            time.sleep(0.5)

    def arrived(self):
        """Return how often the mail server got the e-mail of each notice, by id."""
        return Counter(
            int(OUR_ID.search(_message_id(one)).group(1))
            for one in sorted(self.mail.glob("[0-9]*.eml"))
        )

    def decide(self, day, allowed):
        """A person decides what is uncertain; it must be what law 2 allows.

        :param allowed: ``[names]`` for each process that was killed.
        """
        process = self.child("decide", day, arrived=set(self.arrived()))
        self.finish(process)
        unsure = json.loads(process.options.out.read_text())
        known = {name for names in allowed for name in names}
        stray = set(unsure) - known
        if stray or len(unsure) > len(allowed):
            raise Broken(f"uncertain without having been at the mail server: {unsure}")
        self.uncertain += unsure


def _message_id(path):
    with path.open("rb") as file:
        return email.message_from_binary_file(file)["Message-Id"]


def read_trace(process):
    """Return the phase a dead process was at, what may be uncertain after it, and the
    named point where it died, if it was at one."""
    lines = []
    if process.trace.exists():
        lines = process.trace.read_text().splitlines()
    phase, giving, open_before, died = "starting", None, None, None
    for line in lines:
        word, _space, rest = line.partition(" ")
        if word == "phase":
            phase = rest
        elif word == "giving":
            open_before, giving = giving, rest
            phase = "sending"
        elif word == "dies":
            died = rest
        elif word == "committed":
            # what was given before this one is settled
            open_before = None
            if phase != "sending":
                giving = None
    return phase, [one for one in (giving, open_before) if one], died


class Killer:
    """Chooses, from its seed, how each process dies."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def next(self):
        """Return ``(point, nth, share, processes)``: a process dies at the point, if
        there is one, and at the latest after that share of :const:`LONGEST`."""
        point, nth = None, 1
        if self.random.random() < 0.6:
            point = self.random.choice(sorted(POINTS))
            # rather early: what the one before has done is not reached again
            nth = 1 + int(POINTS[point][-1] * self.random.random() ** 3)
        share = self.random.random()
        processes = 2 if self.random.random() < 0.2 else 1
        return point, nth, share, processes


def play_day(play, day, quota, killer, seconds):
    """Play one day with up to ``quota`` kills, then to its end.

    :param seconds: how long it takes undisturbed.
    :return: the kills made.
    """
    killed, allowed = 0, []
    while killed < quota:
        point, nth, share, count = killer.next()
        crowd = [play.child("work", day, point=point, nth=nth) for _one in range(count)]
        _wait_and_kill(crowd, LONGEST * share * seconds)
        ended = False
        for process in crowd:
            ended |= play.finish(process)
            if process.code != -signal.SIGKILL:
                continue
            phase, names, died = read_trace(process)
            killed += 1
            play.kills[died or "random time"] += 1
            play.at[phase] += 1
            allowed.append(names)
        if ended:
            break
    # nothing is left in the middle of the day's work
    play.work(day)
    play.decide(day, allowed)
    play.work(day)
    return killed


def _wait_and_kill(crowd, seconds):
    """Kill these processes so long after they began, if they still live."""
    for process in crowd:
        while process.poll() is None and not process.trace.exists():
            time.sleep(0.01)
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(one.poll() is None for one in crowd):
        time.sleep(0.01)
    for process in crowd:
        if process.poll() is None:
            process.kill()


def main():
    options = arguments()
    print(f"seed {options.seed}", flush=True)
    scratch = options.mail.parent
    play = Play(options.database, options.mail, options.smtp_port, scratch)
    twin = Play(options.twin, options.twin_mail, options.twin_port, scratch)
    killer = Killer(options.seed)
    for one in (play, twin):
        load(one.database)
    for one in (play, twin):
        one.finish(one.child("prepare", debtors=options.debtors, smtp_port=one.port))
    killed, start = 0, time.monotonic()
    problems = []
    try:
        for offset, share in DAYS:
            day = FIRST + datetime.timedelta(days=offset)
            begun = time.monotonic()
            twin.work(day)
            seconds = time.monotonic() - begun
            twin.work(day)
            quota = min(math.ceil(options.kills * share / 100), options.kills - killed)
            killed += play_day(play, day, quota, killer, seconds)
            print(f"{day}: {killed} processes killed", flush=True)
        report(play, killed, time.monotonic() - start)
        problems += crash_laws.check(
            play.database, play.arrived(), twin.database, twin.arrived()
        )
    except Broken as error:
        problems.append(str(error))
    for problem in problems:
        print(f"BROKEN: {problem}", flush=True)
    options.count.write_text(str(killed))
    print("every law holds" if not problems else f"seed {options.seed}", flush=True)
    return 1 if problems else 0


def load(database):
    """Load Odoo for a database once; the forks have connections of their own."""
    with opened(database):
        pass
    close_all()


def report(play, killed, seconds):
    print(f"{killed} processes killed in {seconds:.0f} s, while", end=" ")
    print(", ".join(f"{name} {count}" for name, count in play.at.most_common()))
    for name, count in sorted(play.kills.items()):
        print(f"  {name:32} {count:4}")
    print(f"{play.gave_way} processes gave way to another one")
    print(f"{sum(play.arrived().values())} e-mails arrived")
    print(
        f"{len(play.uncertain)} were uncertain: {' '.join(play.uncertain)}", flush=True
    )


def arguments():
    known = argparse.ArgumentParser(description=__doc__)
    known.add_argument("--database", required=True)
    known.add_argument("--twin", required=True)
    known.add_argument("--mail", type=Path, required=True)
    known.add_argument("--twin-mail", type=Path, required=True)
    known.add_argument("--smtp-port", type=int, required=True)
    known.add_argument("--twin-port", type=int, required=True)
    known.add_argument("--kills", type=int, required=True)
    known.add_argument("--seed", type=int, required=True)
    known.add_argument("--count", type=Path, required=True, help="gets the kills made")
    known.add_argument("--debtors", type=int, default=60)
    return known.parse_args()


if __name__ == "__main__":
    sys.exit(main())
