"""``python -m bench``: one table of ratios beside named peers, and bench/results.json."""

import json
import platform
import tempfile
from pathlib import Path

from bench import choosing, imports, measures, places

RESULTS = Path(__file__).parent / "results.json"


def main():
    """Measure, print, write."""
    rows = [*measures.grouping(), *measures.surface(), *choosing.choosing()]
    with tempfile.TemporaryDirectory() as folder:
        rows += measures.site(Path(folder), rows)
        rows += places.names(Path(folder))
        rows += imports.resnapping(Path(folder))
        rows += imports.extracts(Path(folder))
    print(f"{'what':44} {'ours':>12} {'peer':>12} {'ratio':>10}  beside")
    for row in rows:
        peer = f"{row['peer']:.4g} {row['unit']}" if row.get("peer") is not None else "-"
        ratio = f"{row['ours'] / row['peer']:.3g}" if row.get("peer") else "-"
        print(f"{row['what']:44} {row['ours']:>9.4g} {row['unit']:2} {peer:>12} {ratio:>10}  {row.get('beside', '')}")
    RESULTS.write_text(json.dumps({"python": platform.python_version(), "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    main()
