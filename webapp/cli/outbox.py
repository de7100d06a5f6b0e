"""Mail to residents: `flask outbox send`, `list`, `show`."""

import os
from collections.abc import Callable

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.cli.current import calm, context, database, need_tables, settings
from webapp.domain.messages import MessageState
from webapp.gateways.mail import MailServer, Post, read_mail_url
from webapp.gateways.processes import is_gone, this_process
from webapp.storage.places import SERVED_AT, fact
from webapp.usecases.outbox import Round, Worker, list_outbox, send_due, show_message

outbox = AppGroup("outbox", help="Mail to residents: what waits, and sending it.")

KEPT = "LOFTE_MAIL_URL is not set, so nothing is sent: what waits is kept, see `outbox list`."
LOCAL_LINKS = "LOFTE_BASE_URL is not set: the links in mail lead to {base}, which others cannot open."


def register(app: Flask) -> None:
    """Add the commands."""
    app.cli.add_command(outbox)


@outbox.command("send")
@calm
def send() -> None:
    """Send what is due now, once: at night only what somebody waits for. `worker` does it again and again."""
    need_tables()
    server = mail_server()
    if server is None:
        click.echo(KEPT)
        return
    done = send_round(server)
    click.echo(f"{done.sent} sent, {done.later} to be tried later, {done.failed} failed for good.")
    if done.halted:
        click.echo(f"The mail server does not take mail now ({done.halted}); the rest waits.", err=True)


@outbox.command("list")
@click.option("--state", type=click.Choice([str(state) for state in MessageState]), help="only those in this state")
@calm
def list_messages(state: str | None) -> None:
    """List the newest messages: number, state, topic, when, attempts; addresses are masked."""
    need_tables()
    rows = list_outbox(database(), state)
    for row in rows:
        trouble = f", {row.trouble}" if row.trouble else ""
        click.echo(
            f"{row.id}  {row.state}  {row.topic}  {row.to}  {row.due_at:%Y-%m-%dT%H:%MZ}  {row.attempts}{trouble}"
        )
    if not rows:
        click.echo("The outbox is empty.", err=True)


@outbox.command("show")
@click.argument("number", type=int)
@calm
def show(number: int) -> None:
    """Print a waiting message as it would be sent now, its links included: for the operator alone."""
    need_tables()
    mail = show_message(database(), context(), number, links_base())
    if mail is None:
        click.echo("There is nothing to send under that number.", err=True)
        raise SystemExit(1)
    click.echo(f"To: {mail.to}\nSubject: {mail.subject}\n\n{mail.body}", nl=False)


def mail_server() -> MailServer | None:
    """Return the mail server of the settings.

    :raises Refused: the setting cannot be used
    """
    host = links_base().partition("://")[2].partition("/")[0].partition(":")[0]
    sender = context().place.contact_email or f"lofteskartan@{host}"
    return read_mail_url(settings().mail_url, sender)


def links_base() -> str:
    """Return the address of the site for links in mail, without a slash at the end.

    Without `LOFTE_BASE_URL`: what HOST and PORT say, else where the site was last served from.
    """
    if context().base_url:
        return context().base_url
    if not {"HOST", "PORT"} & set(os.environ) and (served_at := fact(database(), SERVED_AT)):
        return served_at
    return f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}"


def send_round(server: MailServer, stopped: Callable[[], bool] = lambda: False) -> Round:
    """Send what is due over one line."""
    ctx = context()
    if not ctx.base_url:
        click.echo(LOCAL_LINKS.format(base=links_base()), err=True)
    name = f"Löfteskartan {ctx.place.name}"
    with Post(server, name, ctx.now, ctx.place.contact_email) as post:
        return send_due(database(), ctx, Worker(this_process(), is_gone), post.deliver, links_base(), stopped)
