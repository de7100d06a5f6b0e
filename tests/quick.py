"""What makes the suite quick and leaves what is tested as it is.

Files lie in memory; a hash is cheap; and what every app makes anew, the same each time, is made once for all of them:
the addresses, the statements and the catalogues of texts.
"""

import os
import shutil
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from babel.support import Translations
from flask_sqlalchemy import SQLAlchemy
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


def _compile_once(compile_rule):
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


def _write_once(make_engine):
    """Write a statement in SQL once for all databases: half the time of a use case in a new one."""
    first = None

    def make(self, bind_key, options, app):
        nonlocal first
        engine = make_engine(self, bind_key, options, app)
        if engine.dialect.name != "sqlite":
            return engine
        if first is None or first.dialect.server_version_info is None:  # it has not met its database yet
            first = engine
        engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    return make


def _load_once(load):
    """Read a catalogue of texts once; the apps merge it into their own."""
    loaded = cache(lambda cls, dirname, locales, domain: load(cls, dirname, list(locales), domain))
    return classmethod(lambda cls, dirname, locales, domain: loaded(cls, dirname, tuple(map(str, locales)), domain))


@contextmanager
def made_quick():
    """Hash passwords by the same method at the least cost, and make once what is the same for every app."""
    with ExitStack() as stack:
        for owner, name, quick in (
            (credentials, "_hasher", _cheap_hasher),
            (Rule, "compile", _compile_once(Rule.compile)),
            (SQLAlchemy, "_make_engine", _write_once(SQLAlchemy._make_engine)),
            (Translations, "load", _load_once(Translations.load.__func__)),
        ):
            stack.enter_context(patch.object(owner, name, quick))
        yield
