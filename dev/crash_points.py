"""Where a process of the crash test kills itself, and what it tells while it lives.

Nothing of this is in the product: the methods are wrapped in the process that is going
to die. It dies by SIGKILL, at once, in the middle of whatever it does.
"""

import functools
import os
import signal
import smtplib
import threading
import time

EMAIL = "collection.channel.email"
ENGINE = ("ir.actions.report", "_run_wkhtmltopdf")
# name: model, method, whether before or after it, how often it may be reached
POINTS = {
    "plan made": ("collection.run", "_plan", "after", 1),
    "run opened": ("collection.run", "_open", "after", 1),
    "in recording": ("collection.notice", "_prepare", "after", 60),
    "recorded": ("collection.run", "_record", "after", 1),
    "before a commit": ("collection.run", "_commit_progress", "before", 40),
    "after a commit": ("collection.run", "_commit_progress", "after", 40),
    "marked sending": ("collection.delivery", "_begin", "after", 3),
    "before the engine": (*ENGINE, "before", 3),
    "engine at work": (*ENGINE, "during", 3),
    "engine done": (*ENGINE, "after", 3),
    "copies kept": ("collection.notice", "_keep_copies", "after", 3),
    "e-mail written": (EMAIL, "_write_mail", "after", 40),
    "before handing over": (EMAIL, "_hand_over", "before", 30),
    "fates recorded": (EMAIL, "_record_fates", "after", 3),
    "half departed": ("collection.notice", "_depart", "after", 30),
    "batch bound": ("collection.batch", "_bind", "after", 1),
    "in confirming the print": ("collection.item", "_climb", "after", 60),
    "settling what was interrupted": (
        "collection.delivery",
        "_settle_interrupted",
        "after",
        2,
    ),
    "before DATA": ("smtp", "", "before", 30),
    "in the middle of DATA": ("smtp", "", "during", 30),
    "DATA sent, no answer read": ("smtp", "", "unread", 30),
    "DATA answered": ("smtp", "", "after", 30),
}
# What the process is at, for the report
PHASES = (
    ("collection.run", "_play", "deciding"),
    ("collection.run", "_record", "recording"),
    ("collection.delivery", "_begin", "writing"),
    (*ENGINE, "rendering"),
    (EMAIL, "_hand_over", "sending"),
    ("collection.batch", "_bind", "printing"),
    ("collection.batch", "action_confirm", "posting"),
)


def _kill():
    os.kill(os.getpid(), signal.SIGKILL)


class Trace:
    """Lines that survive the process: each is one write to a file opened to append."""

    def __init__(self, path):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(self, *words):
        os.write(self.file, (" ".join(words) + "\n").encode())


def watch(registry, trace):
    """Trace the phases, each e-mail that is given to SMTP, and what is committed."""
    for model, method, phase in PHASES:
        _wrap(
            registry,
            model,
            method,
            before=lambda *_args, phase=phase: trace.tell("phase", phase),
        )
    _wrap(
        registry,
        EMAIL,
        "_hand_over",
        before=lambda _channel, delivery, *_args: trace.tell(
            "giving", delivery.notice_id.name
        ),
    )
    _wrap(
        registry,
        "collection.run",
        "_commit_progress",
        after=lambda *_args: trace.tell("committed"),
    )


def arm(registry, trace, point, nth):
    """Die when ``point`` is reached for the ``nth`` time."""
    model, method, when, _often = POINTS[point]
    count = _countdown(nth)

    def die():
        trace.tell("dies", point)
        _kill()

    if model == "smtp":
        smtplib.SMTP.data = _deadly_data(smtplib.SMTP.data, when, count, die)
    elif when == "during":
        soon = functools.partial(_die_soon, die)
        _wrap(registry, model, method, before=lambda *_args: count() and soon())
    else:
        _wrap(registry, model, method, **{when: lambda *_args: count() and die()})


def _countdown(nth):
    left = iter(range(nth - 1, -1, -1))
    return lambda: next(left, 1) == 0


def _die_soon(die):
    threading.Thread(target=lambda: (time.sleep(0.25), die()), daemon=True).start()


def _wrap(registry, model, method, before=None, after=None):
    if model not in registry:
        return
    original = getattr(registry[model], method)

    @functools.wraps(original)
    def wrapper(self, *args, **kwargs):
        if before:
            before(self, *args)
        result = original(self, *args, **kwargs)
        if after:
            after(self, *args)
        return result

    setattr(registry[model], method, wrapper)


def _deadly_data(original, when, count, die):
    @functools.wraps(original)
    def data(session, message):
        if not count():
            return original(session, message)
        if when == "after":
            original(session, message)
            die()
        if when == "before":
            die()
        session.docmd("data")
        content = smtplib.quotedata(message.decode("ascii", "surrogateescape")).encode(
            "ascii", "surrogateescape"
        )
        if when == "during":
            session.sock.sendall(content[: len(content) // 2])
        else:
            session.sock.sendall(content + b"\r\n.\r\n")
        return die()

    return data
