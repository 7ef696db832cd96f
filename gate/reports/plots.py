"""Lines over steps as SVG text: no script, no font, no colour that a dark page could not show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 640, 200
_LEFT, _RIGHT, _TOP, _BOTTOM = 78, 12, 12, 24
_COLOURS = 6
"""Classes s0 to s5 in the page's style."""


@dataclass(frozen=True)
class Series:
    """One line; None where there is no value."""

    name: str
    values: Sequence[float | None]


def chart(title: str, series: Sequence[Series], *, unit: str = "", mark: int | None = None, first: int = 0) -> str:
    """A staircase for each series: a value holds until the next step. ``mark`` draws a line at a step."""
    known = [value for line in series for value in line.values if value is not None]
    count = max((len(line.values) for line in series), default=0)
    if not known or count < 2:
        return ""
    low, high = min(known), max(known)
    margin = (high - low) * 0.08 or abs(high) * 0.05 or 1.0
    low, high = low - margin, high + margin

    def x(index: int) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * index / (count - 1)

    def y(value: float) -> float:
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)

    parts = [f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">']
    for fraction in (0, 0.5, 1):
        value = low + (high - low) * fraction
        parts.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}"/>'
        )
        parts.append(
            f'<text class="axis" x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{short(value)}</text>'
        )
    for index in dict.fromkeys((0, (count - 1) // 2, count - 1)):
        anchor = "end" if index == count - 1 else "middle" if index else "start"
        parts.append(
            f'<text class="axis" x="{x(index):.1f}" y="{_HEIGHT - 6}" text-anchor="{anchor}">{first + index}</text>'
        )
    if mark is not None:
        at = f"{x(mark - first):.1f}"
        parts.append(f'<line class="mark" x1="{at}" x2="{at}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}"/>')
    for number, line in enumerate(series):
        path = _staircase([(x(i), None if v is None else y(v)) for i, v in enumerate(line.values)])
        parts.append(f'<path class="line s{number % _COLOURS}" d="{path}"><title>{escape(line.name)}</title></path>')
    parts.append("</svg>")
    legend = "".join(
        f'<span class="key k{number % _COLOURS}">{escape(line.name)}</span>' for number, line in enumerate(series)
    )
    caption = escape(title + (f", {unit}" if unit else ""))
    return f'<figure><figcaption>{caption}</figcaption>{"".join(parts)}<div class="legend">{legend}</div></figure>'


def _staircase(points: Sequence[tuple[float, float | None]]) -> str:
    parts: list[str] = []
    drawing = False
    for x, y in points:
        if y is None:
            drawing = False
        elif drawing:
            parts.append(f"H{x:.1f}V{y:.1f}")
        else:
            parts.append(f"M{x:.1f},{y:.1f}")
            drawing = True
    return "".join(parts)


def short(value: float) -> str:
    """A number that fits beside an axis."""
    for limit, suffix in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            return f"{value / (1e3 if suffix == 'k' else limit):,.1f}{suffix}"
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.4g}"
