"""What the site runs on may be used and passed on by whoever uses and passes on the site."""

import re

import pytest

from tests.licences import runtime_parts
from webapp.settings import ROOT

FREE = {
    *("MIT", "MIT License", "MIT-0", "BSD License", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Zlib", "CC0-1.0"),
    *("Apache-2.0", "Apache Software License", "PSF-2.0", "Zope Public License", "SIL Open Font License 1.1 (OFL-1.1)"),
    *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"),
}
"""Licences that ask to be named, and at most that changes of that one part are passed on."""


def kinds(licence):
    """Return the licences that an expression joins, without the brackets around a choice."""
    words = re.split(r" AND | OR |; ", licence)
    return {word.strip("()") if word.count("(") != word.count(")") else word for word in words}


def test_every_package_that_the_site_runs_on_is_free_to_use_and_to_pass_on():
    strange = {name: licence for name, licence in runtime_parts().items() if not kinds(licence) <= FREE}

    assert strange == {}


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "MIT AND AGPL-3.0", "Proprietary", "UNKNOWN"])
def test_a_licence_that_binds_the_whole_site_would_be_seen(licence):
    assert not kinds(licence) <= FREE


def test_the_page_of_licences_names_exactly_these_packages():
    page = (ROOT / "docs/licences.md").read_text(encoding="utf-8")

    _head, *rows = re.findall(r"^\| ([a-z0-9-]+) \| .+ \|$", page, re.M)
    assert rows == sorted(runtime_parts())
