"""What a button gives back to the screen: a few words, a form, a list."""

RELOAD = {"type": "ir.actions.client", "tag": "soft_reload"}
CLOSE = {"type": "ir.actions.act_window_close"}


def tell(message, title="", kind="info", sticky=False, then=None):
    """Return the notification that says ``message``.

    :param kind: ``info``, ``success``, ``warning`` or ``danger``.
    :param sticky: whether it stays until the user closes it.
    :param then: what follows, such as ``RELOAD`` or ``CLOSE``.
    """
    params = {"message": message, "title": title, "type": kind, "sticky": sticky}
    return {
        "type": "ir.actions.client",
        "tag": "display_notification",
        "params": {**params, "next": then} if then else params,
    }


def show_form(record):
    """Return the action that opens the form of one record."""
    record.ensure_one()
    return {
        "type": "ir.actions.act_window",
        "res_model": record._name,
        "res_id": record.id,
        "views": [(False, "form")],
    }


def show_list(env, name, domain, **context):
    """Return one of our window actions on the records of ``domain``.

    :param name: its XML id, without ours.
    :param context: instead of the action's own, such as the filters that are set.
    """
    action = env["ir.actions.act_window"]._for_xml_id(f"account_collection.{name}")
    return {**action, "domain": domain, "context": context}
