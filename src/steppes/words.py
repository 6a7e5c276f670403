"""Numbers and sentences: one way to write each, so that figures, checks and verdicts agree."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

NOT_KNOWN = "not known"


@dataclass(frozen=True)
class Description:
    """What a picture shows, in words computed from the data it was drawn from.

    `first` is one sentence and serves as the alternative text; `rest` holds the further
    sentences; `whole` is all of it, which stored outputs hold and tests compare.
    """

    first: str
    rest: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        return " ".join((self.first, *self.rest))


def number(value: float | None, decimals: int = 0) -> str:
    """Write a number with fixed decimals and thin groups: 1,234.5; never "-0"; missing is said."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    text = f"{value:,.{decimals}f}"
    return text.lstrip("-") if float(text.replace(",", "")) == 0 else text


def significant(value: float | None, digits: int = 3) -> str:
    """Write a model's number to `digits` significant figures: 0.00123, 12.3, 1,230."""
    if value is None or math.isnan(value):
        return NOT_KNOWN
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    exponent = math.floor(math.log10(abs(rounded)))
    return number(rounded, max(0, digits - 1 - exponent))


def counted(count: float, one: str, many: str = "") -> str:
    """Write how many: "1 state", "1,234 states". `many` is the word for other numbers.

    Words that go with the number belong into both: `counted(n, "is open", "are open")`.
    """
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def with_unit(written: str, unit: str) -> str:
    """Write a written number with its unit: "1 place from the top", "12 states", "1.0 times"."""
    if written == "1":
        noun = re.match(r"[a-z]+", unit)
        one = {"people": "person"}.get(noun[0]) if noun else None
        if noun and not one:
            one = re.sub(r"ies$", "y", noun[0]) if noun[0].endswith("ies") else noun[0].rstrip("s")
        unit = f"{one}{unit[noun.end() :]}" if noun else unit
    return f"{written} {unit}".strip()


def sentence(text: str) -> str:
    """A text with the full stop that it lacks; a question keeps its mark."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def usd(million: float | None) -> str:
    """Write US dollars given in millions: "$0.16 million", "$52.8 million", "$3,900 million"."""
    if million is None or math.isnan(million):
        return NOT_KNOWN
    if million != 0 and abs(million) < 1:
        return f"${number(million, 2)} million"
    return f"${number(million, 1)} million".replace(".0 million", " million")


def percent(share: float | None, decimals: int = 2) -> str:
    """Write a share between 0 and 1 as a percentage: 0.0049 gives "0.49 %".

    A share that is there and would be rounded to nothing is "less than 0.01 %".
    """
    if share is None or math.isnan(share):
        return NOT_KNOWN
    least = 10**-decimals
    if 0 < 100 * share < least / 2:
        return f"less than {number(least, decimals)} %"
    return f"{number(100 * share, decimals)} %"


def ordinal(rank: int) -> str:
    """Write a rank: 1st, 2nd, 3rd, 11th, 60th."""
    ending = (
        "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    )
    return f"{rank:,}{ending}"


def listing(items: Iterable[str], last: str = "and") -> str:
    """Join names as a sentence does: "A", "A and B", "A, B and C"."""
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"


def of_bars(
    what: str, labels: Iterable[str], values: Iterable[float], unit: str, decimals: int = 0
) -> Description:
    """Describe bars: how many, the longest and the shortest, then each with its value."""
    bars = [(str(label), float(value)) for label, value in zip(labels, values, strict=True)]
    known = [bar for bar in bars if not math.isnan(bar[1])]
    shortest, least = min(known, key=lambda bar: bar[1])
    longest, most = max(known, key=lambda bar: bar[1])
    first = (
        f"{what}: {counted(len(bars), 'bar')}, from {shortest} with "
        f"{with_unit(number(least, decimals), unit)} to {longest} with "
        f"{with_unit(number(most, decimals), unit)}."
    )
    each = "; ".join(f"{label} {number(value, decimals)}" for label, value in bars)
    return Description(first, (f"In order: {each}.",))


def of_lines(
    what: str, lines: Mapping[str, pd.Series], unit: str, decimals: int = 0
) -> Description:
    """Describe lines over years (each a Series indexed by year; missing years are said).

    The first sentence says the span and each line's ends; the rest says peaks, lows and gaps.
    """
    ends, peaks_and_gaps = [], []
    for name, line in lines.items():
        known = line.dropna().sort_index()
        if known.empty:
            ends.append(f"{name} has no figures")
            continue
        first, last = known.index[0], known.index[-1]
        ends.append(
            f"{name} goes from {number(known.iloc[0], decimals)} in {first} "
            f"to {number(known.iloc[-1], decimals)} in {last}"
        )
        peaks_and_gaps.append(
            f"{name[:1].upper()}{name[1:]} is highest in {known.idxmax()} with "
            f"{number(known.max(), decimals)} and lowest in {known.idxmin()} with "
            f"{number(known.min(), decimals)}."
        )
        gaps = sorted(set(line.index) - set(known.index))
        if gaps:
            peaks_and_gaps.append(
                f"For {name} there is no figure for {listing(str(year) for year in gaps)}."
            )
    return Description(f"{what}, in {unit}: {'; '.join(ends)}.", tuple(peaks_and_gaps))


def of_points(
    what: str, labels: Iterable[str], xs: Iterable[float], ys: Iterable[float], units: str
) -> Description:
    """Describe labelled points: how many, the span of both axes, then each point in order."""
    points = list(zip(labels, xs, ys, strict=True))
    across = [x for _, x, _ in points]
    up = [y for _, _, y in points]
    first = (
        f"{what}: {counted(len(points), 'point')}, from {min(across):g} to {max(across):g} across "
        f"and from {number(min(up))} to {number(max(up))} {units} up."
    )
    each = "; ".join(f"{label}, {x:g}: {number(y)}" for label, x, y in points)
    return Description(first, (f"In order: {each}.",))


def of_shares(
    what: str, groups: Mapping[str, pd.Series], mark: float, unit: str, decimals: int = 0
) -> Description:
    """Describe curves of shares: where a marked value stands in each group, then the quartiles."""
    shares = [
        f"{percent((group <= mark).mean(), 0)} of the {number(len(group))} in \u201c{name}\u201d "
        "have no more"
        for name, group in groups.items()
    ]
    first = f"{what}, in {unit}: the marked one has {number(mark, decimals)}; {listing(shares)}."
    quartiles = []
    for name, group in groups.items():
        low, middle, high = (number(group.quantile(q), decimals) for q in (0.25, 0.5, 0.75))
        quartiles.append(f"Quartiles of \u201c{name}\u201d: {low}, {middle} and {high}.")
    return Description(first, tuple(quartiles))


def of_events(what: str, rows: Iterable[str], years: Iterable[int]) -> Description:
    """Describe marks along the years, row by row: how many, from when to when, and each."""
    by_row: dict[str, list[int]] = {}
    for row, year in sorted(zip(rows, years, strict=True)):
        by_row.setdefault(row, []).append(int(year))
    every = [year for marks in by_row.values() for year in marks]
    first = f"{what}: {counted(len(every), 'mark')} from {min(every)} to {max(every)}."
    most_first = sorted(by_row.items(), key=lambda item: (-len(item[1]), item[0]))
    each = tuple(f"{row}, {len(marks)}: {listing(map(str, marks))}." for row, marks in most_first)
    return Description(first, each)


def of_cloud(what: str, across: Mapping[str, pd.Series], up: pd.Series, unit: str) -> Description:
    """Describe a cloud of points on logarithmic axes: how many, their spans, how they go together.

    `across` holds one Series for each panel, `up` what all of them share, above zero throughout.
    """
    first = (
        f"{what}: {counted(len(up), 'point')}, from {significant(up.min())} to "
        f"{significant(up.max())} {unit} up."
    )
    logs = up.map(math.log)
    panels = []
    for name, xs in across.items():
        lowest, highest = up[xs <= xs.quantile(0.1)], up[xs >= xs.quantile(0.9)]
        panels.append(
            f"Across, {name} goes from {significant(xs.min())} to {significant(xs.max())}; the "
            f"correlation of the two logarithms is {number(logs.corr(xs.map(math.log)), 2)}. "
            f"The median is {significant(lowest.median())} in the lowest tenth and "
            f"{significant(highest.median())} in the highest."
        )
    return Description(first, tuple(panels))
