"""Bars of a small drawing, in units that a template writes into SVG."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

GAP: Final = 0.2


@dataclass(frozen=True, slots=True)
class Shape:
    """A bar in a drawing of one unit a bar; `inner_height` is the dark part at its foot."""

    x: float
    y: float
    height: float
    inner_y: float
    inner_height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Bars side by side, as high as the drawing at most."""

    width: int
    height: int
    bar_width: float
    shapes: tuple[Shape, ...]


def draw_bars(values: Sequence[int], *, inner: Sequence[int] = (), height: int) -> Drawing:
    """Bars in the measure of the highest; `inner` are parts of the values."""
    highest = max([*values, 1])
    parts = inner or [0] * len(values)
    shapes = []
    for number, (value, part) in enumerate(zip(values, parts, strict=True)):
        full = round(height * value / highest, 2)
        low = round(height * part / highest, 2)
        shapes.append(
            Shape(number + GAP / 2, round(height - full, 2), full, round(height - low, 2), low)
        )
    return Drawing(len(values), height, 1 - GAP, tuple(shapes))
