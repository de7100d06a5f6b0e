"""What axe finds wrong with a page as it stands: WCAG 2.2 AA, and its best practice."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.still import wait_until_still

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAGS = [*WCAG, "best-practice"]
SIZES = [(360, 780), (1280, 800)]
THEMES = ("light", "dark")
NOT_THERE = ("/no-such-page", "/mail/confirm/old")
"""Where a page says that there is nothing."""
_RUN = """tags => axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""


def faults_of(page, tags=TAGS):
    """Return a line for each rule that is broken. What holds is not told: telling it takes longer than looking."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(_RUN, tags)


def wider_than_the_window(page):
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return ["wider than the window"] if wide else []


def wrong_in_both_themes(page):
    """Return what is wrong with the page, light and dark: one page is made once and painted twice."""
    wrong = wider_than_the_window(page)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        wait_until_still(page)
        wrong += [f"{theme}: {fault}" for fault in faults_of(page)]
    return wrong


def look(page, paths, names):
    """Return what is wrong with each page, in both themes; one that is not there is wrong too."""
    faults = {}
    for path in (p.format(**names) for p in paths):
        status = page.goto(path).status
        unlike = [] if status == (404 if path in NOT_THERE else 200) else [f"status {status}"]
        found = unlike + wrong_in_both_themes(page)
        if found:
            faults[path] = found
    return faults
