"""What the removal of the add-on does beside Odoo's own work."""

from odoo.tools import SQL


def uninstall_hook(env):
    """Let Odoo remove our records in whatever order it likes.

    Our foreign keys and the activities of our types forbid that a channel, a template
    or a stage in use is deleted. At the removal each would cost a failed query and an
    error in the log, before the tables go altogether.
    """
    models = [
        model
        for model in env.values()
        if model._original_module == "account_collection" and not model._abstract
    ]
    types = env["ir.model.data"].search(
        [("module", "=", "account_collection"), ("model", "=", "mail.activity.type")]
    )
    env["mail.activity"].with_context(active_test=False).search(
        [
            "|",
            ("res_model", "in", [model._name for model in models]),
            ("activity_type_id", "in", types.mapped("res_id")),
        ]
    ).unlink()
    _drop_foreign_keys(env, [model._table for model in models])


def _drop_foreign_keys(env, tables):
    found = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname
              FROM pg_constraint
             WHERE contype = 'f'
               AND conrelid::regclass::text = ANY(%s)
            """,
            tables,
        )
    )
    for table, name in found:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(name),
            )
        )
