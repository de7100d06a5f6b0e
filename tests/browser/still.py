"""Wait until nothing fades or slides any more: what is half there has half its contrast.

Where scripts are off the browser runs no callback either, so ``page.wait_for_function`` would look once and then wait
for ever: the asking again is done from here.
"""

import time

PATIENCE_S = 90
STILL = """() => document.getAnimations().every((a) => a.playState !== "running")
  && [...document.querySelectorAll(".leaflet-popup")].every((p) => getComputedStyle(p).opacity === "1")"""


def wait_until(page, holds):
    """Return once an expression of the page is true, also where its scripts are off."""
    until = time.monotonic() + PATIENCE_S
    while not page.evaluate(holds):
        assert time.monotonic() < until, f"never true: {holds}"
        page.wait_for_timeout(20)


def wait_until_still(page):
    """Return once every transition has ended and every popup is wholly there."""
    wait_until(page, STILL)


def press(button, **how):
    """Press what leads on, a link or the button of a form, and return when the next page is there."""
    with button.page.expect_navigation():
        button.click(**how)


def settled(page, look, wanted):
    """Return what ``look`` finds, asked again until it is what is wanted or patience ends."""
    until = time.monotonic() + PATIENCE_S
    while (found := look()) != wanted and time.monotonic() < until:
        page.wait_for_timeout(20)
    return found


ALERT_HAS_FOCUS = "document.activeElement.getAttribute('role') === 'alert'"
"""The browser gives it a moment after the page is there."""
