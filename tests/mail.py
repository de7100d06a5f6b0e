"""A real mail server on loopback that does as it is told, and residents who gave an address."""

import email
import email.policy
import re
import threading
from contextlib import contextmanager
from itertools import count

from aiosmtpd.controller import Controller

from tests.residents import HOME
from webapp.domain.roles import RESIDENT
from webapp.gateways.mail import MailServer, Post
from webapp.usecases.messages import confirm_address
from webapp.usecases.outbox import Worker, send_due
from webapp.usecases.suggestions import SuggestionWish, suggest

BASE = "https://loftet.example"
SENDER = "loftet@kommunen.example"
_numbers = count(1)


class Mailbox:
    """What a server took, and what it answers: ``answers`` has (stage, reply) to be given first."""

    def __init__(self):
        self.taken, self.raw = [], []
        self.rcpt = []
        self.answers = []
        self.hold = None  # an event: the server takes the mail, and answers only once it is set
        self.took_one = threading.Event()

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  the name that the library calls
        self.rcpt.append(address)
        refusal = self._answer("rcpt", address)
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        refusal = self._answer("data", envelope.rcpt_tos[0])
        if refusal == "drop":
            server.transport.close()
            return "250 OK"
        if refusal:
            return refusal
        self.raw.append(envelope.content)
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.took_one.set()
        if self.hold is not None:
            import asyncio

            while not self.hold.is_set():
                await asyncio.sleep(0.02)
        return "250 taken"

    def _answer(self, stage, address):
        for number, (at, who, reply, times) in enumerate(self.answers):
            if at == stage and who in address:
                if times == 1:
                    self.answers.pop(number)
                elif times:
                    self.answers[number] = (at, who, reply, times - 1)
                return reply
        return None

    def refuse(self, stage, reply, who="", times=0):
        """Answer so at a stage; 0 times is always."""
        self.answers.append((stage, who, reply, times))

    @property
    def subjects(self):
        return [m["Subject"] for m in self.taken]

    def to(self, address):
        return [m for m in self.taken if m["To"].addresses[0].addr_spec.lower() == address.strip().lower()]


class AnyPort(Controller):
    """A server on a free port: the library's own looks for it at port 0."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(**more):
    box = Mailbox()
    controller = AnyPort(box, hostname="127.0.0.1", port=0, **more)
    controller.start()
    box.server, box.port = MailServer("127.0.0.1", controller.port, SENDER), controller.port
    try:
        yield box
    finally:
        controller.stop()


def send_mail(session, ctx, box, worker="test/1/1", gone=lambda name: False, timeout_s=60, reply_timeout_s=60):
    """Send what is due to a server, as a worker does."""
    name = "Löfteskartan Testvik"
    with Post(box.server, name, ctx.now, timeout_s=timeout_s, reply_timeout_s=reply_timeout_s) as post:
        return send_due(session, ctx, Worker(worker, gone), post.deliver, BASE)


def ask_by_mail(session, ctx, address, at=HOME, resident=None, language="sv", site=None, kind="speed"):
    """Let a resident suggest a place and give an address; return the receipt's token."""
    number = next(_numbers)
    wish = SuggestionWish(
        kind=kind,
        lat=str(at[0]),
        lon=str(at[1]),
        email=address,
        language=language,
        support_site_id=site or "",
        submission_key=f"mailed suggestion {number}",
        reporter_secret=resident or f"mailing resident {number}",
    )
    return suggest(session, ctx, RESIDENT, wish).token


def link_in(message, path):
    """Return the first link of a mail that leads to a path."""
    found = re.search(re.escape(BASE + path) + r"[0-9a-zA-Z/_-]*", text_of(message))
    assert found, text_of(message)
    return found[0].removeprefix(BASE)


def text_of(message):
    return message.get_content().replace("\r\n", "\n")


def follower(session, ctx, box, address, **more):
    """Let a resident suggest a place and confirm their address by the mail's link; return the receipt's token."""
    token = ask_by_mail(session, ctx, address, **more)
    send_mail(session, ctx, box)
    link = link_in(box.to(address)[-1], "/mail/confirm/")
    confirm_address(session, ctx, link.rpartition("/")[2])
    return token
