"""A QR code as the path of an SVG."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QrCode:
    """The side in modules, quiet zone included, and the path of the dark ones."""

    side: int
    path: str


def qr_code(text: str) -> QrCode:
    """Return the code of a text, each row's dark runs as one rectangle."""
    import segno

    code = segno.make(text, error="m", micro=False)
    rows = list(code.matrix_iter(scale=1, border=4))
    return QrCode(side=len(rows), path="".join(_runs(y, bytes(row)) for y, row in enumerate(rows)))


def _runs(y: int, row: bytes) -> str:
    parts, start = [], None
    for x, dark in enumerate((*row, 0)):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1h{start - x}z")
            start = None
    return "".join(parts)
