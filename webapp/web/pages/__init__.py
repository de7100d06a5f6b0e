"""One blueprint ``bp`` a subject: parse, call, show."""
