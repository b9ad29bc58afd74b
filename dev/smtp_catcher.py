"""A mail server that delivers nothing: each e-mail becomes a file.

    python dev/smtp_catcher.py --into FOLDER --port-file FILE [--port N]

Listens on 127.0.0.1 on a free port, which it writes into FILE. The files are named
000001.eml, 000002.eml … in order of arrival; the envelope's recipients, which may
differ from the headers, stand in an ``X-Envelope-To`` line at the top.
"""

import argparse
import asyncio
import itertools
import signal
from pathlib import Path

LARGEST = 64 * 1024 * 1024  # bytes of one line: a safety net, not a mail limit


class Catcher:
    """The server's side of SMTP, as far as a well-behaved client needs it."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        already = [int(one.stem) for one in folder.glob("[0-9]*.eml")]
        self.numbers = itertools.count(max(already, default=0) + 1)

    async def serve(self, reader, writer):
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client left in the middle: what it had not finished is not mail
        finally:
            writer.close()

    async def _talk(self, reader, writer):
        recipients = []
        await _answer(writer, "220 catching mail")
        while line := await reader.readline():
            command = line.decode("utf-8", "replace").strip()
            verb = command.partition(" ")[0].partition(":")[0].upper()
            if verb == "DATA":
                await self._receive(reader, writer, recipients)
                recipients = []
            elif verb == "QUIT":
                await _answer(writer, "221 bye")
                return
            else:
                if verb == "RCPT":
                    recipients.append(_address(command))
                elif verb in ("MAIL", "RSET"):
                    recipients = []
                await _answer(writer, *_reply(verb))

    async def _receive(self, reader, writer, recipients):
        if not recipients:
            await _answer(writer, "503 name a recipient first")
            return
        await _answer(writer, "354 end with a line that holds only a dot")
        content = _undot(await reader.readuntil(b"\r\n.\r\n"))
        name = f"{next(self.numbers):06}.eml"
        head = f"X-Envelope-To: {', '.join(recipients)}\r\n".encode()
        unfinished = self.folder / f".{name}"
        unfinished.write_bytes(head + content)
        unfinished.rename(self.folder / name)
        await _answer(writer, f"250 kept as {name}")


def _reply(verb):
    if verb == "EHLO":
        return "250-localhost", "250-8BITMIME", "250-SMTPUTF8", f"250 SIZE {LARGEST}"
    if verb in ("HELO", "MAIL", "RCPT", "RSET", "NOOP"):
        return ("250 fine",)
    return ("502 not known here",)


def _address(command):
    """
    >>> _address("RCPT TO:<a@example.com> NOTIFY=NEVER")
    'a@example.com'
    """
    return command.partition("<")[2].partition(">")[0]


def _undot(received):
    r"""
    >>> _undot(b"a\r\n..b\r\n.\r\n")
    b'a\r\n.b\r\n'
    """
    lines = received[: -len(b".\r\n")].split(b"\r\n")
    return b"\r\n".join(one[1:] if one[:1] == b"." else one for one in lines)


async def _answer(writer, *lines):
    writer.write("".join(f"{line}\r\n" for line in lines).encode())
    await writer.drain()


async def main():
    known = argparse.ArgumentParser(description="Write e-mails to files")
    known.add_argument("--into", type=Path, required=True)
    known.add_argument("--port-file", type=Path, required=True)
    known.add_argument("--port", type=int, default=0)
    given = known.parse_args()
    server = await asyncio.start_server(
        Catcher(given.into).serve, "127.0.0.1", given.port, limit=LARGEST
    )
    given.port_file.write_text(str(server.sockets[0].getsockname()[1]))
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    await asked_to_stop.wait()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
