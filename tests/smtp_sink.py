"""A mail server for tests, on loopback: takes what it is given, or answers as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

HANG_UP = "hang-up"


@dataclass
class Sink:
    """What came in, and what to answer to a command (`RCPT`, `DATA`, or `HELLO` for the greeting) instead of yes."""

    port: int = 0
    answers: dict[str, str] = field(default_factory=dict)
    messages: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def message(self) -> EmailMessage:
        """Return the one message that came in, read."""
        (raw,) = self.messages
        return message_from_bytes(raw, policy=policy.default)


class Talk(socketserver.StreamRequestHandler):
    """One conversation."""

    server: "Server"
    timeout = 5

    def handle(self) -> None:
        kept = self.server.kept
        if not self.say(kept.answers.get("HELLO", "220 sink ESMTP")):
            return
        while line := self.rfile.readline():
            kept.commands.append(line.decode("utf-8", "replace").strip())
            if not self.answer(kept, kept.commands[-1][:4].strip().upper()):
                return

    def answer(self, kept: Sink, verb: str) -> bool:
        """Answer one command; False ends the conversation."""
        if verb in kept.answers:
            return self.say(kept.answers[verb])
        if verb == "RCPT":
            kept.recipients.append(kept.commands[-1].partition("<")[2].partition(">")[0])
        if verb == "DATA":
            self.say("354 go on")
            kept.messages.append(self.body())
        self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def body(self) -> bytes:
        """Return the lines up to the single point, without the doubled points."""
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words: str) -> bool:
        """Send a line; False when the caller is to be left alone."""
        if words == HANG_UP:
            return False
        self.wfile.write(f"{words}\r\n".encode())
        return True


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free port of this machine."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, kept: Sink) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.kept = kept
        kept.port = self.socket.getsockname()[1]


@contextmanager
def sink(**answers: str) -> Iterator[Sink]:
    """Run a mail server as long as the block lasts; `RCPT="550 no"` answers that to the command."""
    kept = Sink(answers=answers)
    with Server(kept) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()
