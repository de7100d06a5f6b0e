"""What makes the suite quick and leaves what is tested as it is: files in memory, cheap hashes, addresses made once."""

import os
import shutil
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from werkzeug.routing import Rule

from webapp.storage import credentials

MEMORY = Path("/dev/shm")
ROOM_BYTES = 3 * 2**30
hasher_in_earnest = credentials._hasher
"""The hasher of a running site, for the test that asks what a guess costs."""


def files_in_memory():
    """Let pytest keep its folders in memory where there is room: a database waits for the disk at each commit."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@cache
def _cheap_hasher():
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def _once(compile_rule):
    """Compile an address once for all apps: 280 of them took nine tenths of the making of an app."""
    compiled = {}

    def compile_or_take(rule):
        first = compiled.setdefault((rule.rule, rule.subdomain, repr(rule.defaults), rule.merge_slashes), rule)
        if first is rule:
            compile_rule(rule)
            return
        for part in ("_parts", "_trace", "_converters", "arguments"):
            setattr(rule, part, getattr(first, part))
        for build in ("_build", "_build_unknown"):
            setattr(rule, build, getattr(first, build).__func__.__get__(rule))

    return compile_or_take


@contextmanager
def made_quick():
    """Hash passwords by the same method at the least cost, and compile each address once for all apps."""
    addresses = patch.object(Rule, "compile", _once(Rule.compile))
    with patch.object(credentials, "_hasher", _cheap_hasher), addresses:
        yield
