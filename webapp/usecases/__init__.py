"""One function = one thing a person can do = one transaction."""
