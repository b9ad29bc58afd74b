"""What must hold in a database after its processes were killed, read by SQL alone."""

from collections import Counter

import psycopg2

QUERIES = {
    "left half done": """
        SELECT notice.name, delivery.state
          FROM collection_delivery delivery
          JOIN collection_notice notice ON notice.id = delivery.notice_id
         WHERE delivery.state NOT IN ('sent', 'skipped')""",
    "a stage said twice about one due item": """
        SELECT string_agg(notice.name, ', '), line.item_id
          FROM collection_notice_line line
          JOIN collection_notice notice ON notice.id = line.notice_id
         WHERE notice.departed_on IS NOT NULL
      GROUP BY line.item_id, line.stage_id HAVING count(*) > 1""",
    "recorded twice": """
        SELECT string_agg(notice.name, ', '), line.item_id
          FROM collection_notice_line line
          JOIN collection_notice notice ON notice.id = line.notice_id
         WHERE notice.state != 'skipped'
      GROUP BY line.item_id, line.stage_id HAVING count(*) > 1""",
    "a due item stands elsewhere than its last notice says": """
        SELECT last.name, item.id
          FROM collection_item item
          JOIN LATERAL (
               SELECT notice.name, line.stage_id
                 FROM collection_notice_line line
                 JOIN collection_notice notice ON notice.id = line.notice_id
                WHERE line.item_id = item.id AND notice.departed_on IS NOT NULL
             ORDER BY notice.departed_on DESC, notice.id DESC LIMIT 1) last ON TRUE
          JOIN collection_stage stage ON stage.id = item.stage_id
         WHERE stage.action = 'notice' AND item.stage_id != last.stage_id""",
    "not one proof of an e-mail that left": """
        SELECT notice.name, count(proof.id)
          FROM collection_delivery delivery
          JOIN collection_notice notice ON notice.id = delivery.notice_id
     LEFT JOIN collection_proof proof ON proof.delivery_id = delivery.id
         WHERE delivery.channel_code = 'email' AND delivery.state = 'sent'
      GROUP BY notice.name HAVING count(proof.id) != 1""",
    "an e-mail of ours that the host's queue could send": """
        SELECT coalesce(message.subject, ''), mail.state
          FROM mail_mail mail
          JOIN mail_message message ON message.id = mail.mail_message_id
         WHERE message.model = 'collection.case' AND mail.state = 'outgoing'""",
    "not one message of an e-mail on its case": """
        SELECT coalesce(message.subject, ''), message.id
          FROM mail_message message
         WHERE message.model = 'collection.case'
           AND message.message_type = 'email_outgoing'
           AND NOT EXISTS (SELECT 1 FROM mail_mail mail
                            WHERE mail.mail_message_id = message.id
                              AND mail.state = 'cancel')
           AND NOT EXISTS (SELECT 1 FROM collection_notice notice
                            WHERE notice.message_id = message.id)""",
    "a letter that departed without a print": """
        SELECT notice.name, delivery.id
          FROM collection_delivery delivery
          JOIN collection_notice notice ON notice.id = delivery.notice_id
     LEFT JOIN collection_batch batch ON batch.id = delivery.batch_id
         WHERE delivery.channel_code IN ('letter', 'registered')
           AND delivery.state = 'sent'
           AND (batch.id IS NULL OR batch.state != 'confirmed'
                OR batch.pdf_id IS NULL)""",
    "a print that nobody posted": """
        SELECT name, state FROM collection_batch WHERE state = 'printed'""",
    "a copy that is not the one that was frozen": """
        SELECT notice.name, notice.pdf_id
          FROM collection_notice notice
     LEFT JOIN ir_attachment copy ON copy.id = notice.pdf_id
         WHERE notice.departed_on IS NOT NULL
           AND (copy.id IS NULL OR notice.sha256 IS NULL)""",
    "a notice without its line in a run": """
        SELECT notice.name, item.id
          FROM collection_notice notice
          JOIN collection_notice_line said ON said.notice_id = notice.id
          JOIN collection_item item ON item.id = said.item_id
         WHERE (SELECT count(*) FROM collection_run_line line
                 WHERE line.notice_id = notice.id
                   AND line.item_id = said.item_id) != 1""",
    "a run without a line": """
        SELECT run.date::text, run.id FROM collection_run run
         WHERE NOT EXISTS (SELECT 1 FROM collection_run_line line
                            WHERE line.run_id = run.id)""",
}
SENT = """
    SELECT notice.id, notice.name
      FROM collection_delivery delivery
      JOIN collection_notice notice ON notice.id = delivery.notice_id
     WHERE delivery.channel_code = 'email' AND delivery.state = 'sent'
"""
SAID = """
    SELECT partner.name, stage.id, currency.name, notice.amount_total,
           notice.departed_on, delivery.channel_code, delivery.state,
           (SELECT string_agg(item.move_id::text, ',' ORDER BY item.move_id)
              FROM collection_notice_line line
              JOIN collection_item item ON item.id = line.item_id
             WHERE line.notice_id = notice.id)
      FROM collection_delivery delivery
      JOIN collection_notice notice ON notice.id = delivery.notice_id
      JOIN res_partner partner ON partner.id = notice.partner_id
      JOIN collection_stage stage ON stage.id = notice.stage_id
      JOIN res_currency currency ON currency.id = notice.currency_id
"""


def check(database, arrived, twin, twin_arrived):
    """Return what is broken, in words with the notices' names.

    :param arrived: ``{id of a notice: e-mails that the server got}``
    """
    problems = []
    with psycopg2.connect(dbname=database) as connection:
        cr = connection.cursor()
        for words, query in QUERIES.items():
            problems += [f"{words}: {row}" for row in _rows(cr, query)]
        problems += _count_mail(dict(_rows(cr, SENT)), arrived)
        ours = Counter(_rows(cr, SAID))
    with psycopg2.connect(dbname=twin) as connection:
        cr = connection.cursor()
        theirs = Counter(_rows(cr, SAID))
        problems += [
            f"twin: {one}" for one in _count_mail(dict(_rows(cr, SENT)), twin_arrived)
        ]
    problems += [f"lost: {row}" for row in (theirs - ours)]
    problems += [f"said without reason: {row}" for row in (ours - theirs)]
    return problems


def _count_mail(sent, arrived):
    problems = []
    for notice, name in sent.items():
        if arrived[notice] != 1:
            problems.append(f"{name} is sent and arrived {arrived[notice]} times")
    for notice in arrived.keys() - sent.keys():
        problems.append(f"notice {notice} arrived and is not sent")
    return problems


def _rows(cr, query):
    cr.execute(query)
    return cr.fetchall()
