"""What an uninstalled add-on leaves in a database.

    python dev/traces.py write DB FILE       before: note what there is
    python dev/traces.py compare DB [FILE]   after: name what was not there, and
                                             whatever carries one of our names

Exit code 1 when there is something.
"""

import json
import sys

import psycopg2

NAME = "coalesce(name ->> 'en_US', '')"  # of a translated name
# What there is, each line of each answer as one text
STATE = {
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_schema = 'public'",
    "index": "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass || ' ' || conname FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "function": "SELECT proname FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "external id": "SELECT module || '.' || name FROM ir_model_data",
    "parameter": "SELECT key FROM ir_config_parameter",
    "default": "SELECT field_id FROM ir_default",
    "view": "SELECT id || ' ' || name FROM ir_ui_view",
    "menu": f"SELECT id || ' ' || {NAME} FROM ir_ui_menu",
    "action": f"SELECT id || ' ' || {NAME} FROM ir_actions",
    "group": f"SELECT id || ' ' || {NAME} FROM res_groups",
    "rule": "SELECT id || ' ' || name FROM ir_rule",
    "template": f"SELECT id || ' ' || {NAME} FROM mail_template",
    "sequence": "SELECT id || ' ' || name FROM ir_sequence",
    "activity type": f"SELECT id || ' ' || {NAME} FROM mail_activity_type",
    "attachment": "SELECT id || ' ' || name FROM ir_attachment"
    " WHERE url IS NULL OR url NOT LIKE '/web/assets/%%'",
}
# What carries our names
OURS = {
    "table": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    " AND tablename ~ '^(account_)?collection_'",
    "column": "SELECT table_name || '.' || column_name FROM information_schema.columns"
    " WHERE table_schema = 'public' AND column_name LIKE 'collection\\_%%'",
    "field": "SELECT model || '.' || name FROM ir_model_fields"
    " WHERE model LIKE 'collection.%%' OR name LIKE 'collection\\_%%'"
    " OR relation LIKE 'collection.%%'",
    "attachment": "SELECT id || ' ' || name FROM ir_attachment"
    " WHERE res_model LIKE 'collection.%%' OR res_field LIKE 'collection\\_%%'",
    "message": "SELECT id || ' ' || model FROM mail_message"
    " WHERE model LIKE 'collection.%%'",
    "activity": "SELECT id || ' ' || res_model FROM mail_activity"
    " WHERE res_model LIKE 'collection.%%'",
    "follower": "SELECT id || ' ' || res_model FROM mail_followers"
    " WHERE res_model LIKE 'collection.%%'",
    "external id": "SELECT module || '.' || name FROM ir_model_data"
    " WHERE module = 'account_collection'",
    "parameter": "SELECT key FROM ir_config_parameter WHERE key ~ 'collection'",
}


def main(verb, database, file=None):
    if verb == "write":
        with open(file, "w", encoding="utf-8") as target:
            state = {kind: sorted(found) for kind, found in ask(database, STATE)}
            json.dump(state, target)
        return 0
    left = {(kind, one) for kind, found in ask(database, OURS) for one in found}
    if file:
        with open(file, encoding="utf-8") as source:
            before = json.load(source)
        for kind, found in ask(database, STATE):
            left |= {(kind, one) for one in found - set(before[kind])}
    left = {one for one in left if not is_of_the_host(*one)}
    for kind, one in sorted(left):
        print(f"left behind: {kind} {one}")
    return 1 if left else 0


def is_of_the_host(kind, name):
    """Whether it is what Odoo keeps of each add-on whose models take part in mail.

    Portal, sms and snailmail note that they extended a model, mail notes the choices of
    the fields that it brought; these notes outlive the model.

    >>> is_of_the_host("external id", "sms.model_inherit__x__mail_thread")
    True
    >>> is_of_the_host("external id", "account_collection.selection__x__y__z")
    False
    """
    module, _dot, note = name.partition(".")
    return (
        kind == "external id"
        and module != "account_collection"
        and note.startswith(("model_inherit__", "selection__collection_"))
    )


def ask(database, questions):
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        for kind, question in questions.items():
            cr.execute(question, ())
            yield kind, {str(row[0]) for row in cr.fetchall()}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
