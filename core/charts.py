"""Shapes of small charts, in units that templates write into SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

GAP: Final = 0.2


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in a chart of one unit a bar; `inner_height` is the dark part at its foot."""

    x: float
    y: float
    height: float
    inner_y: float
    inner_height: float


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars side by side, as high as the chart at most; see `components/bar_chart.html`."""

    width: int
    height: int
    bar_width: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar that lies on its side."""

    name: str
    x: float
    width: float


def draw_bars(
    values: Sequence[int], *, inner: Sequence[int] = (), height: int, min_height: float = 0
) -> BarChart:
    """Return bars in the measure of the highest; `inner` are parts of the values."""
    highest = max([*values, 1])
    bars = []
    for number, (value, part) in enumerate(zip(values, inner or [0] * len(values), strict=True)):
        full = max(min_height, round(height * value / highest, 2))
        low = round(height * part / highest, 2)
        bars.append(
            Bar(number + GAP / 2, round(height - full, 2), full, round(height - low, 2), low)
        )
    return BarChart(len(values), height, 1 - GAP, tuple(bars))


def draw_line(values: Sequence[int], *, width: int, height: int, margin: int) -> str:
    """Return an SVG path; the scale runs from the lowest to the highest value and holds zero."""
    low, high = min(0, *values), max(0, *values)
    span = (high - low) or 1
    usable = height - 2 * margin
    step = width / (len(values) - 1)
    points = (
        f"{round(number * step, 1)} {round(height - margin - (value - low) / span * usable, 1)}"
        for number, value in enumerate(values)
    )
    return "M" + " L".join(points)


def draw_parts(counts: Iterable[tuple[str, int]], *, total: int, width: int) -> tuple[Part, ...]:
    """Return the parts of a bar by their counts, in this order; those of nothing are left out."""
    parts, x = [], 0.0
    for name, count in counts:
        part = width * count / total if total else 0.0
        if part:
            parts.append(Part(name, round(x, 1), round(part, 1)))
        x += part
    return tuple(parts)
