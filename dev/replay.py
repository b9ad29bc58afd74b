"""Play the collection policies day by day over a file of real invoices.

    python dev/replay.py --database DB --out DIR --smtp-port PORT --server-url URL
        --invoices FILE [--from DATE] [--to DATE] [--ignore-payments-after DATE]

On each day the invoices of that day are posted, its payments arrive, what is disputed
is put on hold, the scheduled action plays the policies, and people approve, print and
call on the same day. Ends with tables, the papers of a few whole cases and checks of
the result against the file; exit code 1 when a check fails.
"""

import datetime
import sys

import replay_checks
import replay_results
import story_company
from replay_ledger import Ledger
from story_host import (
    Timer,
    approve,
    call,
    committed,
    days,
    note,
    opened,
    parser,
    print_and_post,
    reach_host,
    say,
    table,
)
from story_results import find_agency, hand_off
from story_rows import UnreadableFile, read_rows

SHOWN_CASES = 3
AGAIN_EVERY = 61
HANDED_OFF_BEFORE_END = datetime.timedelta(days=30)


def main():
    arguments = _arguments()
    try:
        with open(arguments.invoices, encoding="utf-8-sig", newline="") as file:
            rows, bad = read_rows(file)
    except (OSError, UnreadableFile) as error:
        print(f"{arguments.invoices}: {error}", file=sys.stderr)
        return 2
    for one in bad:
        note(f"{arguments.invoices}, {one}; left out")
    if not rows:
        print(f"{arguments.invoices}: no invoice to load", file=sys.stderr)
        return 2
    with opened(arguments.database) as env:
        return Replay(env, rows, arguments).play_all(bad)


def _arguments():
    known = parser("Play the policies over a file of real invoices")
    known.add_argument("--invoices", required=True, help="CSV file")
    for name, text in (
        ("--from", "first day played; default: first invoice date"),
        ("--to", "last day played; default: a month after the last payment"),
        ("--ignore-payments-after", "payments after this day never arrive"),
    ):
        known.add_argument(name, type=datetime.date.fromisoformat, help=text)
    return known.parse_args()


class Replay:
    """One replay: the books, the days, and what is kept for the results."""

    def __init__(self, env, rows, arguments):
        self.env = env
        self.out = arguments.out
        self.timer = Timer()
        self.repeated = {}
        self.handed_off = env["collection.handoff"]
        self.last_message = 0
        self.first = getattr(arguments, "from") or rows[0].invoiced
        self.last = arguments.to or max(
            day + datetime.timedelta(days=31)
            for row in rows
            for day in (row.due, row.settled or row.due)
        )
        self.ledger = Ledger(
            env, rows, self.first, self.last, arguments.ignore_payments_after
        )
        reach_host(env, arguments.smtp_port, arguments.server_url)

    def play_all(self, bad):
        """Play every day, then show and check the result.

        :return: the exit code.
        """
        with committed(self.env):
            self._prepare()
        for day in days(self.first, self.last):
            with committed(self.env):
                self._play(day)
            if day.day == 1 or day == self.last:
                self._tell(day)
        with self.timer.of("results"):
            today = self._on(self.last, lang="en_US")
            texts = replay_results.tables(today, self.ledger)
            texts += replay_results.write_papers(
                today, self.out, self.handed_off.with_env(today), SHOWN_CASES
            )
        with self.timer.of("checks"):
            checks = replay_checks.run(today, self.ledger, self.repeated)
        texts.append(table("Checks", ("check", "result"), checks))
        texts.append(table("Time", ("step", "time"), self._times()))
        self._print(texts, bad)
        return 0 if all(result == "OK" for _check, result in checks) else 1

    def _prepare(self):
        say(f"{len(self.ledger.rows)} invoices, {self.first} to {self.last}")
        self.people = story_company.set_up(self.env)
        # Thousands of invoices are claimed: their PDFs are made for the shown cases.
        policy = self.env.ref("account_collection.policy_default")
        policy.stage_ids.attach_invoices = False
        with self.timer.of("customers"):
            self.ledger.create_customers()
        say("their invoices as drafts; each is posted on its day")
        with self.timer.of("drafts"):
            self.ledger.create_invoices()

    def _on(self, day, login=None, lang="fr_FR"):
        """Return the environment of ``day``, of a person when a login is given."""
        user = self.people[login].id if login else None
        return self.env(
            user=user,
            su=True,
            context={
                "collection_today": day,
                "lang": lang,
                "tracking_disable": True,
            },
        )

    # -- one day -----------------------------------------------------------------------

    def _play(self, day):
        env = self._on(day)
        self.ledger.env = env
        with self.timer.of("invoices"):
            self.ledger.post_invoices(day)
        with self.timer.of("payments"):
            self.ledger.register_payments(day)
        with self.timer.of("disputes"):
            self.ledger.hold_disputes(day)
        with self.timer.of("scheduled action"):
            env["collection.run"]._cron_run()
        self._act(day)
        if day == self.last - HANDED_OFF_BEFORE_END:
            with self.timer.of("hand-offs"):
                self._hand_off(day)
        if (day - self.first).days % AGAIN_EVERY == AGAIN_EVERY - 1:
            with self.timer.of("second runs"):
                self.repeated[day] = replay_checks.rows_written_by_second_run(env)
        self._date_messages(day)

    def _act(self, day):
        """People do on the same day what waits for them."""
        with self.timer.of("approvals"):
            approve(self._on(day, "responsable"))
        with self.timer.of("letters"):
            print_and_post(self._on(day, "collecteur"))
        with self.timer.of("calls"):
            call(self._on(day, "collecteur"))

    def _hand_off(self, day):
        """People hand the largest of the proposed cases off, some weeks before the end:
        what comes after shows that our own notices stop."""
        env = self._on(day, "responsable")
        cases = replay_results.choose_cases(env, SHOWN_CASES)
        agency = find_agency(env) if cases else None
        for case in cases:
            say(f"{day}: {case.partner_id.name} is handed off to an agency")
            self.handed_off |= hand_off(env, case, agency)

    def _date_messages(self, day):
        """The machine's clock dates messages; those of a played day get its date."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE mail_message SET date = %s WHERE id > %s RETURNING id",
            (datetime.datetime.combine(day, datetime.time(8)), self.last_message),
        )
        self.last_message = max(
            [self.last_message, *(row[0] for row in self.env.cr.fetchall())]
        )

    # -- words -------------------------------------------------------------------------

    def _tell(self, day):
        count = self.env["collection.notice"].search_count
        note(
            f"{day}: {self.ledger.posted} invoices posted, "
            f"{count([('departed_on', '!=', False)])} notices departed, "
            f"{self.timer.total:.0f} s"
        )

    def _times(self):
        return [*self.timer.rows(), ("all", f"{self.timer.total:.0f} s")]

    def _print(self, texts, bad):
        if bad:
            lines = [(one.line, one.reason) for one in bad]
            texts.insert(0, table("Lines left out", ("line", "why"), lines))
        if self.ledger.left_out:
            texts.insert(0, f"{self.ledger.left_out} invoices lie outside the dates.")
        summary = "\n".join(texts)
        (self.out / "summary.txt").write_text(summary + "\n", encoding="utf-8")
        print(summary)


if __name__ == "__main__":
    sys.exit(main())
