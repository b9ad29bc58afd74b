import contextlib
from smtplib import SMTP, SMTPException

from odoo import models


class Sessions:
    """Connections to mail servers that stay open between the e-mails of one batch."""

    def __init__(self):
        self.open = {}

    def get(self, key, connect):
        """Return the connection of ``key``; a server that hung up is called again, so
        that no e-mail is given to a dead line and then counted as uncertain."""
        connection = self.open.get(key)
        if connection is None or not _answers(connection):
            connection = connect()
            if not isinstance(connection, SMTP):
                return connection  # not by SMTP: another add-on's way, the host's tests
            # The host says goodbye after each e-mail: here that is done at the end.
            connection.quit = lambda: None
            self.open[key] = connection
        return connection

    def close(self):
        for connection in self.open.values():
            with contextlib.suppress(SMTPException, OSError):
                type(connection).quit(connection)
        self.open.clear()


def _answers(connection):
    try:
        return connection.noop()[0] == 250
    except (SMTPException, OSError):
        return False


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _connect__(self, *args, **kwargs):
        """Give the e-mails of a batch of notices one connection."""
        # EXTENDS 'base'
        sessions = self.env.context.get("collection_handover")
        connect = super()._connect__
        if not isinstance(sessions, Sessions):
            return connect(*args, **kwargs)
        key = (args, tuple(sorted(kwargs.items())))
        return sessions.get(key, lambda: connect(*args, **kwargs))
