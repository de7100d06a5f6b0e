"""PDF by Typst, tagged for screen readers (PDF/UA-1). Texts go in as data, so none is ever read as markup."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typst import Fonts


def write_pdf(source: str, data: Mapping[str, Any], made_on: date) -> bytes:
    """Return a document as PDF/UA-1.

    :param source: Typst; ``#let data = json(bytes(sys.inputs.data))`` in it gives ``data``
    :param made_on: the date written into the file, so that the same facts give the same file
    """
    import typst

    made: bytes = typst.compile(
        source.encode(),
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, default=str)},
        pdf_standards="ua-1",
        timestamp=datetime.combine(made_on, time(12), UTC),
    )
    return made


@cache
def _fonts() -> "Fonts":
    """Return the letters that are installed beside us, and no font of the machine: the same paper everywhere."""
    import font_source_sans_pro
    import font_source_serif_pro
    from typst import Fonts

    kits = (font_source_sans_pro, font_source_serif_pro)
    return Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(Path(str(kit.__file__)).parent / "files") for kit in kits],
    )
