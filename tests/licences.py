"""Which packages the site runs on, and under which licences: read from what is installed.

``python -m tests.licences`` prints the table of docs/licences.md.
"""

import re
from importlib.metadata import distribution

from packaging.requirements import Requirement

from webapp.settings import ROOT

NOT_TOLD = {"pyrage": "MIT", "resvg-py": "MPL-2.0"}
"""What the packages' own pages say where their metadata say nothing."""
HEAD = "| package | licence |\n|---|---|\n"


def runtime_parts():
    """Return name -> licence of requirements.txt and all that it needs."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    waiting = [Requirement(line.split(" #")[0]) for line in lines if line and line[0].isalpha()]
    found = {}
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found:
            continue
        part = distribution(wanted.name)
        found[name] = licence_of(part.metadata) or NOT_TOLD[name]
        needs = [Requirement(need) for need in part.requires or []]
        extras = wanted.extras or {""}
        waiting += [n for n in needs if n.marker is None or any(n.marker.evaluate({"extra": e}) for e in extras)]
    return found


def licence_of(metadata):
    """Return the licence that a package names for itself, None where it names none."""
    classifiers = [c for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    named = "; ".join(c.rsplit(" :: ", 1)[1] for c in classifiers)
    return metadata.get("License-Expression") or named or (metadata.get("License") or "").split("\n")[0] or None


def table():
    """Return the table as docs/licences.md holds it."""
    return HEAD + "".join(f"| {name} | {licence} |\n" for name, licence in sorted(runtime_parts().items()))


if __name__ == "__main__":
    print(table(), end="")
