"""Tables and queries, one subject a file."""
