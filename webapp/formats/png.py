"""SVG to PNG by resvg, with fonts that are installed beside it: the same picture on every machine."""

from functools import cache

SERIF, SANS = "Source Serif Pro", "Source Sans Pro"


def svg_to_png(svg: str) -> bytes:
    """Return the picture of an SVG in its own size; no file, address or system font is looked at."""
    from resvg_py import svg_to_bytes

    return svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=_fonts(),
        font_family=SANS,
        serif_family=SERIF,
        sans_serif_family=SANS,
    )


@cache
def _fonts() -> list[str]:
    from font_source_sans_pro import SourceSansPro, SourceSansProBold
    from font_source_serif_pro import SourceSerifPro, SourceSerifProBold

    return [SourceSansPro, SourceSansProBold, SourceSerifPro, SourceSerifProBold]
