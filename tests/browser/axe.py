"""What axe finds wrong with a page as it stands: WCAG 2.2 AA, and its best practice."""

from axe_playwright_python.base import AXE_SCRIPT

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
TAGS = [*WCAG, "best-practice"]
_RUN = """tags => axe.run({runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]})
  .then(found => found.violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`))"""


def faults_of(page, tags=TAGS):
    """Return a line for each rule that is broken. What holds is not told: telling it takes longer than looking."""
    page.evaluate(AXE_SCRIPT)
    return page.evaluate(_RUN, tags)
