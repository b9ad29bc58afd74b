"""The demo story: three months of a French joinery's collections, played day by day.

    python dev/story.py --database DB --out DIR --smtp-port PORT --server-url URL

The clock is set to each day in turn, so that everything bears its own date; the last
day is today. Then one whole case is handed off to an agency. Ends with a table of what
was done and the list of the dossier's documents.
"""

import datetime
import io
import sys
from unittest.mock import patch

import freezegun
import pypdf

import odoo.init
import odoo.sql_db

import story_company
from story_books import Books
from story_host import Timer, committed, note, opened, parser, reach_host, say, table
from story_plot import FIRST, NOTE, Plot
from story_results import documents, write_dossier, write_letters

STEP = 15
HANDED = "lefevre"


def main():
    arguments = parser("Play the demo story").parse_args()
    with opened(arguments.database) as env:
        return Story(env, arguments).tell()


class Story:
    """The demo story from the first day to the printed tables."""

    def __init__(self, env, arguments):
        self.env = env
        self.out = arguments.out
        self.out.mkdir(parents=True, exist_ok=True)
        self.timer = Timer()
        with committed(env):
            reach_host(env, arguments.smtp_port, arguments.server_url)
            self.people = story_company.set_up(env)
            self.today = env.company._collection_today()
            self.books = Books(env, self.today)
            self.plot = Plot(env, self.books, self.people)

    def tell(self):
        """Play all days, hand a case off, write the results.

        :return: the exit code.
        """
        self._play_past()
        say("today: the scheduled action, then a case is handed off")
        self._run(0)
        with committed(self.env):
            handoff = self.plot.hand_off(HANDED)
        papers = self._write(handoff)
        checks = self._check(handoff)
        self._print(handoff, papers, checks)
        return 0 if all(result == "OK" for _check, result in checks) else 1

    # -- the days ----------------------------------------------------------------------

    def _play_past(self):
        say(f"{-FIRST} days, from {self.books.day(FIRST)} to yesterday")
        with freezegun.freeze_time(
            self._moment(FIRST, 6), ignore=["story_host"]
        ) as clock:
            now = patch.object(
                odoo.sql_db.Cursor, "now", lambda cr: datetime.datetime.now()
            )
            with now:
                self.books.open()
                for offset in range(FIRST, 0):
                    self._day(clock, offset)

    def _day(self, clock, offset):
        clock.move_to(self._moment(offset, 6))
        self._run(offset)
        clock.move_to(self._moment(offset, 14))
        with committed(self.env):
            self.plot.afternoon(offset)
        if (offset - FIRST) % STEP == STEP - 1:
            count = self.env["collection.notice"].search_count
            note(f"{self.books.day(offset)}: {count([])} notices written so far")

    def _run(self, offset):
        with committed(self.env):
            self.plot.morning(offset)
        with committed(self.env):
            self.env["collection.run"]._cron_run()

    def _moment(self, offset, hour):
        day = self.books.day(offset)
        return datetime.datetime.combine(day, datetime.time(hour))

    # -- results -----------------------------------------------------------------------

    def _write(self, handoff):
        """Write letters and dossier under the folder of the results.

        :return: tuples of file and what it is.
        """
        notices = self.env["collection.notice"].search([], order="id")
        return write_letters(notices, self.out) + write_dossier(handoff, self.out)

    def _check(self, handoff):
        """Look for what must stand in the dossier, and for what must not."""
        reader = pypdf.PdfReader(io.BytesIO(handoff.pdf_id.raw))
        text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
        wanted = [
            *handoff.line_ids.mapped("invoice_name"),
            "Contrat de fourniture et de pose",
            "La trésorerie est tendue",
            "je ne conteste rien",
        ]
        missing = [word for word in wanted if word not in text]
        secret = NOTE.partition(" :")[0] in text or "marge de 38" in text
        return [
            (
                "invoices, contract and e-mails stand in the dossier",
                f"FAILED: {missing}" if missing else "OK",
            ),
            ("the internal note does not", "FAILED" if secret else "OK"),
        ]

    # -- the table ---------------------------------------------------------------------

    def _print(self, handoff, papers, checks):
        texts = [
            self._stages(),
            self._cases(),
            self._waiting(),
            documents(handoff),
            table("Checks", ("check", "result"), checks),
            table("Files", ("file", "what"), papers),
            table(
                "People",
                ("login", "password", "who"),
                [(login, login, user.name) for login, user in self.people.items()],
            ),
            f"played in {self.timer.total:.0f} s",
        ]
        summary = "\n".join(texts)
        (self.out / "summary.txt").write_text(summary + "\n", encoding="utf-8")
        print(summary)

    def _stages(self):
        done = self.plot.done
        notices = self.env["collection.notice"].search([("departed_on", "!=", False)])
        by_stage = notices.grouped("stage_id")
        rows = [
            (stage.name, len(mine))
            for stage, mine in sorted(by_stage.items(), key=lambda one: one[0].sequence)
        ]
        rows += [
            ("letters posted", done["letters"]),
            ("calls made", done["calls"]),
            ("payments received", done["payments"]),
            ("answers received", done["replies"]),
            ("holds set", done["holds"]),
        ]
        return table("What was done", ("what", "how many"), rows)

    def _cases(self):
        cases = self.env["collection.case"].search([], order="partner_id, id")
        rows = [
            (
                case.partner_id.name,
                case.debtor_class or "unknown",
                case.phase,
                len(case.notice_ids.filtered("departed_on")),
                f"{case.amount_overdue:.2f}",
                case.hold_summary or case.activity_ids[:1].summary or "",
            )
            for case in cases
        ]
        return table(
            "Cases",
            ("debtor", "class", "phase", "notices", "overdue (EUR)", "now"),
            rows,
        )

    def _waiting(self):
        count = self.env["collection.delivery"].search_count
        ready = [("state", "=", "ready"), ("notice_id.state", "!=", "review")]
        rows = [
            (
                "notices to review",
                self.env["collection.notice"].search_count([("state", "=", "review")]),
            ),
            (
                "letters to print",
                count([*ready, ("channel_code", "in", ("letter", "registered"))]),
            ),
            ("calls to make", count([*ready, ("channel_code", "=", "phone")])),
        ]
        return table("Waits for a person today", ("what", "how many"), rows)


if __name__ == "__main__":
    sys.exit(main())
