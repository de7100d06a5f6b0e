"""Mail by SMTP: one letter at a time over one connection, with time limits, plain text and nothing else.

What a server answers is sorted into three: it can never be delivered, it may be later, nobody answers at all.
"""

import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote, urlsplit

from webapp.domain.errors import Refused
from webapp.domain.letters import Mail

log = logging.getLogger(__name__)

TIMEOUT_S = 15.0
REPLY_TIMEOUT_S = 600.0
"""A server that has got a whole letter may look at it for as long (RFC 5321, 4.5.3.2.6). Who hangs up earlier sends
it again, and the receiver gets it twice."""
STARTTLS = ("auto", "required", "never")
NAMES: dict[type[Exception], str] = {
    ConnectionRefusedError: "nobody_there",
    TimeoutError: "timeout",
    smtplib.SMTPServerDisconnected: "hung_up",
}
GO_AHEAD = 354
SUBMISSION_PORT = {"smtp": 25, "smtps": 465}


class NeverDelivered(Exception):
    """The server will not take this letter, now or later. ``code`` is stable and holds no address."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class LaterPerhaps(NeverDelivered):
    """The server does not take this letter now."""


class NobodyAnswers(LaterPerhaps):
    """The server cannot be used at all, so no other letter needs to be tried now."""


class _WholeAddresses(EmailPolicy):
    """Writes mail as the standard does, but never breaks or encodes an address that a program reads."""

    def fold(self, name: str, value: str) -> str:
        """Return a header as text, on one line where a program reads it."""
        return f"{name}: {value}{self.linesep}" if name in ON_ONE_LINE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as it is sent."""
        return self.fold(name, value).encode() if name in ON_ONE_LINE else super().fold_binary(name, value)


ON_ONE_LINE = frozenset({"Message-ID", "List-Unsubscribe"})
AS_IT_IS = _WholeAddresses(linesep="\r\n")


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out, and as whom. ``starttls``: auto, required or never."""

    host: str
    port: int
    sender: str
    tls: bool = False
    starttls: str = "auto"
    user: str = ""
    password: str = ""

    @property
    def on_this_machine(self) -> bool:
        """Whether the way there leaves this machine at no point."""
        try:
            return self.host == "localhost" or ip_address(self.host).is_loopback
        except ValueError:
            return False


def read_mail_url(url: str, default_sender: str) -> MailServer | None:
    """Read ``smtp://user:password@host:port?from=…&starttls=…`` or ``smtps://…``; None when it is empty.

    :param default_sender: who writes when the address names nobody
    :raises Refused: it is no such address; the text is not repeated, since it may hold a password
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        query, port = parse_qs(parts.query), parts.port
    except ValueError:
        raise Refused("LOFTE_MAIL_URL cannot be read: write smtp://user:password@host:port?from=address.") from None
    starttls = query.get("starttls", ["auto"])[0]
    sender = query.get("from", [default_sender])[0].strip()
    if parts.scheme not in SUBMISSION_PORT or not parts.hostname or starttls not in STARTTLS:
        raise Refused("LOFTE_MAIL_URL must be smtp:// or smtps://, a host, and starttls=auto, required or never.")
    if sender.count("@") != 1 or any(sign.isspace() or ord(sign) < 32 for sign in sender):
        raise Refused("LOFTE_MAIL_URL needs from=… with one e-mail address that the mail comes from.")
    return MailServer(
        host=parts.hostname,
        port=port or SUBMISSION_PORT[parts.scheme],
        sender=sender,
        tls=parts.scheme == "smtps",
        starttls=starttls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class _Line(smtplib.SMTP):
    """A line on which every answer comes soon, but for the one to a whole letter."""

    reply_timeout_s = REPLY_TIMEOUT_S

    def getreply(self) -> tuple[int, bytes]:
        """Return the next answer; after "go ahead" (354) the one that follows may take long."""
        code, said = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(self.reply_timeout_s if code == GO_AHEAD else self.timeout)
        return code, said


class _SecureLine(_Line, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Post:
    """An open line to the mail server; it is opened at the first letter, and again after it broke."""

    def __init__(
        self,
        server: MailServer,
        name: str,
        now: Callable[[], datetime],
        reply_to: str = "",
        timeout_s: float = TIMEOUT_S,
        reply_timeout_s: float = REPLY_TIMEOUT_S,
    ) -> None:
        self.server, self.name, self.now, self.reply_to = server, name, now, reply_to
        self.timeout_s, self.reply_timeout_s = timeout_s, reply_timeout_s
        self._line: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Open nothing yet."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        self._hang_up()

    def deliver(self, mail: Mail) -> None:
        """Hand a letter to the server; when this returns, the server has taken it over.

        :raises NeverDelivered: it refused for good, or the letter cannot be written as mail
        :raises LaterPerhaps: it may take the letter later
        :raises NobodyAnswers: it cannot be reached, or does not let us in
        """
        try:
            message, receiver = self._written(mail), ascii_address(mail.to)
        except (ValueError, IndexError, MessageError):  # the last two: the library's own on odd addresses
            raise NeverDelivered("bad_address") from None
        line = self._open_line()
        try:
            line.send_message(message, self.server.sender, [receiver])
        except smtplib.SMTPRecipientsRefused as error:
            self._start_again()
            raise _sorted(next(iter(error.recipients.values()))[0], "recipient") from None
        except smtplib.SMTPSenderRefused as error:  # a fault of ours, not of this letter
            self._start_again()
            raise LaterPerhaps(f"sender_{error.smtp_code}") from None
        except smtplib.SMTPResponseException as error:
            self._start_again()
            raise _sorted(error.smtp_code, "data") from None
        except smtplib.SMTPNotSupportedError:
            self._start_again()
            raise NeverDelivered("not_supported") from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise LaterPerhaps(_name(error)) from None

    def _written(self, mail: Mail) -> EmailMessage:
        """Return a letter as a message. The policy refuses a line break in any header."""
        message = EmailMessage(policy=AS_IT_IS)
        message.set_content(mail.body, cte="quoted-printable")  # first: it clears the headers of the content
        message["From"] = Address(self.name, addr_spec=self.server.sender)
        message["To"] = Address(addr_spec=ascii_address(mail.to))
        message["Subject"] = mail.subject
        message["Message-ID"] = mail.message_id
        message["Date"] = format_datetime(self.now())
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = mail.language
        if self.reply_to:
            message["Reply-To"] = Address(addr_spec=self.reply_to)
        if mail.stop_url:
            message["List-Unsubscribe"] = f"<{mail.stop_url}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return message

    def _open_line(self) -> smtplib.SMTP:
        if self._line is not None:
            return self._line
        server, line = self.server, None
        try:
            line = self._call()
            line.ehlo_or_helo_if_needed()
            secure = server.tls or self._start_tls(line)
            if server.user:
                if not (secure or server.on_this_machine):
                    raise NobodyAnswers("no_tls_for_password")
                line.login(server.user, server.password)
        except (smtplib.SMTPException, OSError, NobodyAnswers) as error:
            if line is not None:
                line.close()
            code = error.code if isinstance(error, NobodyAnswers) else _name(error)
            log.warning("mail server %s port %s: %s", server.host, server.port, code)
            raise NobodyAnswers(code) from None
        self._line = line
        return line

    def _call(self) -> smtplib.SMTP:
        server = self.server
        if server.tls:
            secure = ssl.create_default_context()  # not the library's own: that one believes any certificate
            line: _Line = _SecureLine(server.host, server.port, timeout=self.timeout_s, context=secure)
        else:
            line = _Line(server.host, server.port, timeout=self.timeout_s)
        line.reply_timeout_s = self.reply_timeout_s
        return line

    def _start_tls(self, line: smtplib.SMTP) -> bool:
        """Encrypt the line where that is wished for and offered; return whether it is."""
        server = self.server
        if server.starttls == "never" or (server.starttls == "auto" and server.on_this_machine):
            return False
        if not line.has_extn("starttls"):
            if server.starttls == "required":
                raise NobodyAnswers("no_starttls")
            return False
        line.starttls(context=ssl.create_default_context())
        line.ehlo()
        return True

    def _start_again(self) -> None:
        """Leave the line ready for the next letter."""
        try:
            if self._line is not None:
                self._line.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is None:
            return
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def ascii_address(address: str) -> str:
    """Return an address whose host is written as every mail server reads it: ``a@xn--…``.

    :raises UnicodeError: its host cannot be written so
    """
    name, _, host = address.rpartition("@")
    return f"{name}@{host.encode('idna').decode()}"


def _sorted(code: int, stage: str) -> NeverDelivered:
    """Return a refusal as what it means: 4xx may change, 5xx will not."""
    return NeverDelivered(f"{stage}_{code}") if 500 <= code < 600 else LaterPerhaps(f"{stage}_{code}")


def _name(error: Exception) -> str:
    """Return the kind of an error in one word; its own text may repeat what was sent."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"server_{error.smtp_code}"
    return NAMES.get(type(error), type(error).__name__.lower())
