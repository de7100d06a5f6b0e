"""Wait until nothing fades or slides any more: what is half there has half its contrast."""

STILL = """() => document.getAnimations().every((a) => a.playState !== "running")
  && [...document.querySelectorAll(".leaflet-popup")].every((p) => getComputedStyle(p).opacity === "1")"""


def wait_until_still(page):
    """Return once every transition has ended and every popup is wholly there."""
    page.wait_for_function(STILL)
