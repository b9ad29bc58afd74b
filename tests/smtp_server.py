"""A mail server on this machine for tests: it answers as it is told."""

import socketserver
import threading
from email import message_from_bytes, policy


class SmtpServer(socketserver.ThreadingTCPServer):
    """Keeps what it got, and counts connections.

    ``answers`` holds, by recipient, what is said instead of "250 fine" to RCPT; the
    word ``hang up`` cuts the line in the middle of DATA. ``data`` is what is said to
    DATA itself, ``limit`` how many e-mails one connection may carry.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.answers, self.data, self.limit = {}, "", 0
        self.mails, self.connections = [], 0
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self):
        return self.server_address[1]

    def stop(self):
        self.shutdown()
        self.server_close()


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        self.carried = 0
        self._say("220 here")
        recipients = []
        while line := self.rfile.readline().decode().strip():
            verb = line.partition(" ")[0].upper()
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb in ("MAIL", "RSET"):
                recipients = []
            if verb == "DATA":
                if not self._receive(recipients):
                    return
            elif verb == "RCPT":
                address = line.partition("<")[2].partition(">")[0]
                answer = self.server.answers.get(address, "250 fine")
                if answer[0] == "2" or answer == "hang up":
                    recipients.append(address)
                    answer = "250 fine"
                self._say(answer)
            else:
                self._say("250 fine")

    def _receive(self, recipients):
        """Return whether the line is still open afterwards."""
        if self.server.data:
            self._say(self.server.data)
            return True
        self._say("354 go on")
        if any(self.server.answers.get(one) == "hang up" for one in recipients):
            self.rfile.readline()
            return False
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        content = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.mails.append((tuple(recipients), content))
        self._say("250 kept")
        self.carried += 1
        return self.carried != self.server.limit

    def _say(self, words):
        self.wfile.write(f"{words}\r\n".encode())
