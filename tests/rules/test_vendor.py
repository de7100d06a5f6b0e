"""What others wrote is named, versioned, licensed and unchanged."""

import hashlib
import json

from webapp.settings import ROOT

VENDOR = ROOT / "static" / "vendor"


def manifest():
    return json.loads((VENDOR / "manifest.json").read_text())["packages"]


def test_every_vendored_file_has_the_hash_that_its_manifest_says():
    for package in manifest():
        for name, digest in package["files"].items():
            assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest, name


def test_no_vendored_file_is_missing_from_the_manifest():
    named = {name for package in manifest() for name in package["files"]}
    here = {p.relative_to(VENDOR).as_posix() for p in VENDOR.rglob("*") if p.is_file()}

    assert here == named | {"manifest.json"}


def test_every_package_names_its_version_licence_and_source():
    for package in manifest():
        assert package["name"]
        assert package["version"]
        assert package["licence"]
        assert package["source"]
        assert any("LICENSE" in name for name in package["files"])
