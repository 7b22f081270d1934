"""A chart as SVG: lines over a logarithmic scale of sizes, on light and dark ground."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 60, 90, 40, 50
STYLES = {"real": ("#0b6e99", ""), "T1": ("#b4561f", "6 4"), "T0": ("#6b6b6b", "2 4")}
"""Colour and dashes of each line: they differ without colour, too."""

STYLE = (
    "text{font:13px sans-serif;fill:#222}.grid{stroke:#ccc}"
    "@media(prefers-color-scheme:dark){text{fill:#eee}.grid{stroke:#555}}"
)


def chart(title: str, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> str:
    """
    Draw a chart.

    Args:
        title: what is shown, with its unit.
        sizes: places on the horizontal scale, which is logarithmic.
        lines: name -> a value for each size; the vertical scale begins at 0.
    """
    top = _round_up(max(max(values) for values in lines.values()))
    low, high = math.log10(sizes[0]), math.log10(sizes[-1])

    def place(size: int, value: float) -> tuple[float, float]:
        across = (math.log10(size) - low) / (high - low)
        return (
            LEFT + across * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM),
        )

    parts = [f'<text x="{LEFT}" y="22">{escape(title)}</text>']
    for step in range(5):
        value = top * step / 4
        _, y = place(sizes[0], value)
        parts.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>')
    for size in sizes:
        x, _ = place(size, 0)
        label = f'<text x="{x:.1f}" y="{HEIGHT - 28}" text-anchor="middle">{size:,}</text>'
        parts.append(label)
    parts += [
        _line(name, [place(*pair) for pair in zip(sizes, lines[name], strict=True)])
        for name in lines
    ]
    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {box}><style>{STYLE}</style>\n'
        + "\n".join(parts)
        + "\n</svg>\n"
    )


def _line(name: str, points: Sequence[tuple[float, float]]) -> str:
    colour, dashes = STYLES[name]
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    x, y = points[-1]
    return (
        f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
        f'stroke-dasharray="{dashes}"/>'
        f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" style="fill:{colour}">{name}</text>'
    )


def _round_up(value: float) -> float:
    """The next number of one leading digit, so that the grid has round values."""
    unit = 10 ** math.floor(math.log10(value))
    return float(math.ceil(value / unit) * unit)
