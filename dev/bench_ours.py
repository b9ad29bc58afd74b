"""One phase of the benchmark on our side; see dev/bench.

python dev/bench_ours.py --database DB PHASE ITEMS
"""

import datetime

import bench_host
import bench_ledger
from story_host import committed

TODAY = datetime.date.fromisoformat(bench_host.TODAY)
PHASES = ("grow", "record", "again", "mails", "letters", "quiet", "history")


def set_up_company(env):
    env.company.write(
        {
            "name": "Benchmark SARL",
            "email": "compta@creditor.example",
            "street": "14 rue des Tanneurs",
            "zip": "69002",
            "city": "Lyon",
            "collection_policy_id": env.ref("account_collection.policy_default").id,
            "collection_user_id": env.user.id,
        }
    )


def switch_on(env):
    """It sends at any hour, also about invoices that were written by SQL."""
    env.company.write(
        {
            "collection_active": True,
            "collection_guard": False,
            "collection_unsent": "remind",
        }
    )


def grow(env, options):
    set_up_company(env)
    ledger = bench_ledger.Ledger(env, TODAY)
    with bench_host.figures(env, "ledger made", options.items):
        ledger.grow(options.items)
        switch_on(env)
    settle(env)


def settle(env):
    wrong = bench_ledger.check(env)
    if wrong:
        raise SystemExit(f"the ledger is not sound: {wrong}")
    bench_host.wait_for_others(env)


def record(env, options):
    with bench_host.figures(env, "decide and record", options.items):
        env["collection.run"]._play(env.company, TODAY)
    ready = env["collection.notice"].search_count([("state", "=", "ready")])
    lines = env["collection.notice.line"].search_count([])
    print(f"    {ready} notices ready, {lines} lines", flush=True)


def again(env, options):
    with bench_host.figures(env, "the same day again", options.items):
        env["collection.run"]._play(env.company, TODAY)


def mails(env, options):
    """Send the first e-mails, each with its letter and its invoices, whose PDFs are
    stored."""
    settings = env["ir.config_parameter"]
    settings.set_param("report.url", options.server_url)
    env["ir.mail_server"].create(
        {
            "name": "Catcher",
            "smtp_host": "127.0.0.1",
            "smtp_port": options.smtp_port,
            "smtp_encryption": "none",
        }
    )
    deliveries = env["collection.delivery"].search(
        [("state", "=", "ready"), ("channel_code", "=", "email")], limit=options.limit
    )
    with committed(env):
        _store_pdfs(env, deliveries.notice_id.line_ids.move_id)
        _add_letters(env, deliveries.notice_id)
    with bench_host.figures(env, f"{len(deliveries)} e-mails sent", options.items):
        deliveries._deliver_now()
    sent = len(deliveries.filtered(lambda one: one.state == "sent"))
    print(f"    {sent} sent", flush=True)


def _add_letters(env, notices):
    """Let these notices go by post too: then the e-mail carries the letter."""
    letter = env.ref("account_collection.mail_template_letter_reminder")
    notices.stage_id.letter_template_id = letter
    channel = env["collection.channel"].search([("code", "=", "letter")])
    env["collection.delivery"].create(
        [{"notice_id": one.id, "channel_id": channel.id} for one in notices]
    )


def _store_pdfs(env, invoices):
    """Give each invoice its legal PDF: what rendering it costs is the host's."""
    env["ir.attachment"].create(
        [
            {
                "name": f"{invoice.name.replace('/', '-')}.pdf",
                "raw": b"%PDF-1.4 " + invoice.name.encode() * 2000,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": invoice.id,
                "res_field": "invoice_pdf_report_file",
            }
            for invoice in invoices.filtered(lambda one: not one.invoice_pdf_report_id)
        ]
    )
    env.invalidate_all()


def letters(env, options):
    """Print the first letters as one batch, and the same HTML by the engine alone."""
    settings = env["ir.config_parameter"]
    settings.set_param("report.url", options.server_url)
    letter = env.ref("account_collection.mail_template_letter_reminder")
    notices = env["collection.notice"].search(
        [("departed_on", "=", False), ("state", "=", "ready")], limit=options.limit
    )
    notices.stage_id.letter_template_id = letter
    with committed(env):
        for notice in notices:
            notice._record_fact(letter_body=notice._render_text(letter, "body_html"))
    with bench_host.figures(env, f"{len(notices)} letters printed", options.items):
        notices._render_letters(TODAY)
    report = env["ir.actions.report"]._get_report(
        "account_collection.report_collection_letter"
    )
    html = report._render_qweb_html(report, notices.ids)[0]
    bodies, _ids, header, footer, paper = report._prepare_html(html)
    with bench_host.figures(env, "the PDF engine alone", options.items):
        report._run_wkhtmltopdf(
            bodies,
            report_ref=report,
            header=header,
            footer=footer,
            specific_paperformat_args=paper,
        )


def quiet(env, options):
    """A day on which nothing is due: all has left, the next stage is a month away."""
    with committed(env):
        env.cr.execute(
            "UPDATE collection_notice SET state = 'sent', departed_on = %s", [TODAY]
        )
        env.cr.execute(
            "UPDATE collection_item SET stage_id = next_stage_id, stage_date = %s,"
            " next_date = %s",
            [TODAY, TODAY + datetime.timedelta(days=30)],
        )
        env.cr.execute("ANALYZE")
    play_quiet(env, options)


def play_quiet(env, options):
    entries = env["account.move"].search_count([("state", "=", "posted")])
    with bench_host.figures(env, f"nothing due, {entries} entries", options.items):
        env["collection.run"]._play(env.company, TODAY)


def history(env, options):
    """The same day in a ledger with four times as many invoices more, paid long ago."""
    with committed(env):
        bench_ledger.Ledger(env, TODAY).grow_history(options.items, times=4)
    settle(env)
    play_quiet(env, options)


def main():
    options = bench_host.arguments(PHASES)
    with bench_host.opened(options.database) as env:
        globals()[options.phase](env, options)


if __name__ == "__main__":
    main()
