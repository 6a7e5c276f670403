"""Lesson 04: who stands close to whom, how a pair votes, and whether Mongolia keeps away."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from ...drawing import INK, QUIET_INK, colour_of, only_words, plain_figure, source_line
from ...errors import BadSetting, require_one_of
from ...explorers import explorer
from ...exploring import Menu, Steps, Years
from ...keeping import kept
from ...measures import alignment as measures
from ...measures.alignment import CONTROLS, ENGAGEMENT, SIGNS, VOTES
from ...tables import load, state_names
from ...views import view
from ...words import Description, listing, number, ordinal, percent

VOTES_BY = {"ideal points": "ideal", "equal votes": "agreement", "beyond chance": "pi"}
FIRST_STATES = ("MNG", "KAZ", "RUS", "CHN", "USA")
WEIGHTS = (0, 1, 2, 3)
INDEX_MARGINS = {"left": 0.205, "right": 0.975, "top": 0.875, "bottom": 0.185}
THE = {"USA": "the United States"}


def name(code: str) -> str:
    """A state's name as a sentence holds it."""
    return THE.get(code, state_names().get(code, code))


@explorer(
    lambda: [
        Steps("defence", "Defence", WEIGHTS),
        Steps("memberships", "Memberships", WEIGHTS),
        Steps("votes", "Votes", WEIGHTS),
        Steps("trade", "Trade", WEIGHTS),
        Menu("by", "Votes by", VOTES_BY),
        Menu("pole", "Close to", {"Russia": "RUS", "China": "CHN", "the USA": "USA"}),
        Years("year", "Year", 2000, 2024),
    ],
    start={"defence": 1, "memberships": 1, "votes": 1, "trade": 0, "year": 2012},
    sentence="Close to {pole} in {year}: defence {defence}, memberships {memberships}, "
    "votes {votes} (by {by}), trade {trade}",
    name="closeness",
)
@view
def closeness_index(
    defence: int = 1,
    memberships: int = 1,
    votes: int = 1,
    trade: int = 0,
    by: str = "ideal",
    pole: str = "RUS",
    year: int = 2012,
    fig=None,
) -> tuple[Figure, Description]:
    """Draw how close the compared states stand to a pole, and how far the weights decide it.

    `defence`, `memberships`, `votes` and `trade` are weights from 0 to 3; `by` is the measure of
    votes (ideal, agreement, pi); `pole` is RUS, CHN or USA; `year` is 2000 to 2024, a source that
    ends earlier held at its last year. A mark is the index (0 to 1), the thick bar its range over
    all weights from 1 to 3, the thin one from 0 to 3.
    """
    weights = (defence, memberships, votes, trade)
    for sign, weight in zip(SIGNS, weights, strict=True):
        require_one_of(WEIGHTS, f"The weight of {sign}", weight)
    table = measures.signs(pole, year, by)
    title = f"How close to {name(pole)}, {year}"
    fig, ax = plain_figure(fig, gridspec_kw=INDEX_MARGINS)
    if not any(weights):
        return fig, only_words(ax, title, "Give at least one sign a weight above 0.")
    whole = table.dropna(subset=list(SIGNS if trade else SIGNS[:3]))
    lacking = [name(state) for state in table.index.difference(whole.index)]
    order = measures.index_of(whole, weights)
    wide, narrow = measures.spread(whole, 0, trade), measures.spread(whole, 1, trade)
    _draw_index(ax, order, wide, narrow)
    ax.set_title(title, pad=22)
    counts = [measures.nearer(table, "KAZ", "MNG", least, trade) for least in (0, 1)]
    if counts[0][2]:
        closer, _, of = counts[0]
        _beneath_title(ax, f"Kazakhstan closer than Mongolia in {closer} of {of} weightings")
    held = _carried_forward(year, by, trade)
    source_line(
        fig,
        "Mark: your weights. Thick bar: all weights from 1 to 3. Thin bar: from 0 to 3."
        "\nData: ATOP; our dates of memberships; Voeten"
        + ("; Correlates of War" if trade or pole == "USA" else "")
        + f".{' Held: ' + held + '.' if held else ''}",
    )
    return fig, _index_words(title, order, wide, narrow, weights, by, counts, held, lacking)


def _beneath_title(ax, text: str) -> None:
    ax.text(0, 1.022, text, transform=ax.transAxes, fontsize=10.5, color=INK, va="bottom")


def _draw_index(ax, order: pd.Series, wide: pd.DataFrame, narrow: pd.DataFrame) -> None:
    place = np.arange(len(order))[::-1]
    pair = [state in ("MNG", "KAZ") for state in order.index]
    colours = [colour_of(s) if p else QUIET_INK for s, p in zip(order.index, pair, strict=True)]
    for y, state, colour in zip(place, order.index, colours, strict=True):
        ax.plot(wide.loc[state], [y, y], color=colour, linewidth=1.2)
        ax.plot(narrow.loc[state], [y, y], color=colour, linewidth=6, alpha=0.4,
                solid_capstyle="butt")  # fmt: skip
    for marked, marker, size in ((True, "D", 62), (False, "o", 44)):
        which = np.array([p is marked for p in pair])
        if which.any():
            ax.scatter(
                order.to_numpy()[which], place[which], marker=marker, s=size, zorder=3,
                color=[c for c, w in zip(colours, which, strict=True) if w],
            )  # fmt: skip
    ranks = order.rank(ascending=False, method="min").astype(int)
    ax.set_yticks(place, [f"{state_names()[s]}  {ranks[s]}" for s in order.index])
    for label, p in zip(ax.get_yticklabels(), pair, strict=True):
        label.set_fontweight("bold" if p else "normal")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(-0.02, 1.02)
    ax.set_ylim(-0.8, len(order) - 0.4)
    ax.set_xlabel("0 far, 1 close")
    ax.grid(axis="x", color="#E5E5E5", linewidth=0.8)
    ax.set_axisbelow(True)


def _carried_forward(year: int, by: str, trade: int) -> str:
    """Which signs are read for an earlier year, and for which."""
    read = measures.years_read(year, by)
    signs = [sign for sign in read if read[sign] != year and (trade or sign != "trade")]
    return listing(f"{sign} at {read[sign]}" for sign in signs)


def _index_words(title, order, wide, narrow, weights, by, counts, held, lacking) -> Description:
    ranks = order.rank(ascending=False, method="min").astype(int)
    pair = [
        f"{name(s)} is {ordinal(int(ranks[s]))} with {number(order[s], 2)}"
        for s in ("KAZ", "MNG")
        if s in order.index
    ]
    first = (
        f"{title}: of {len(order)} states {name(order.index[0])} is closest with "
        f"{number(order.iloc[0], 2)} and {name(order.index[-1])} farthest with "
        f"{number(order.iloc[-1], 2)}" + (f"; {listing(pair)}." if pair else ".")
    )
    said = listing(f"{sign} {weight}" for sign, weight in zip(SIGNS, weights, strict=True))
    rest = [f"Weights: {said}; votes by {VOTES[by]}."]
    for (closer, farther, of), least in zip(counts, (0, 1), strict=True):
        if of:
            rest.append(
                f"With weights from {least} to 3 for the first three signs Kazakhstan stands "
                f"closer than Mongolia in {closer} of {of} weightings and farther in {farther}."
            )
    each = "; ".join(
        f"{ranks[s]} {name(s)} {number(order[s], 2)} ({number(wide.loc[s, 'low'], 2)} to "
        f"{number(wide.loc[s, 'high'], 2)}, with all weights at least 1 "
        f"{number(narrow.loc[s, 'low'], 2)} to {number(narrow.loc[s, 'high'], 2)})"
        for s in order.index
    )
    rest.append(f"In order, with the range over all weightings: {each}.")
    if held:
        rest.append(f"Held at the last year of the source: {held}.")
    if lacking:
        rest.append(f"Without a figure, and left out: {listing(lacking)}.")
    return Description(first, tuple(rest))


PARTNERS = ("MNG", "KAZ", "KGZ", "TJK", "TKM", "UZB", "BLR", "RUS", "CHN", "USA", "TUR", "JPN",
            "KOR", "IND", "DEU", "PRK", "ARM", "UKR")  # fmt: skip
SCORES = {
    "agreement": ("share of equal votes", "Share of equal votes"),
    "pi": ("agreement beyond chance (Scott's pi)", "Scott's pi: 0 is chance, 1 full agreement"),
}
UN_YEARS = range(1991, 2020)
UN_MARGINS = {"left": 0.095, "right": 0.845, "top": 0.875, "bottom": 0.155}


@explorer(
    lambda: [
        Menu("state", "State", {state_names()[code]: code for code in FIRST_STATES}),
        Menu("other", "and", {state_names()[code]: code for code in PARTNERS}),
        Menu(
            "measure", "Measure", {"share of equal votes": "agreement", "beyond chance (pi)": "pi"}
        ),
        Years("year", "Year", 1991, 2019),
    ],
    start={"state": "MNG", "other": "KAZ", "measure": "agreement", "year": 2013},
    sentence="{state} and {other} in the UN in {year}: {measure}",
)
@view
def un_pair(
    state: str = "MNG", other: str = "KAZ", measure: str = "agreement", year: int = 2013, fig=None
) -> tuple[Figure, Description]:
    """Draw how a pair agrees in the UN General Assembly, with the median and quartiles of all pairs.

    `state` is MNG, KAZ, RUS, CHN or USA (all of whose pairs are known), `other` one of `PARTNERS`,
    `measure` agreement (0 to 1) or pi, `year` that in which the session opened, 1991 to
    2019. Sessions in which the pair has 30 joint votes or fewer are left out.
    """
    require_one_of(("MNG", "KAZ", "RUS", "CHN", "USA"), "The state", state)
    require_one_of(PARTNERS, "The other state", other)
    require_one_of(tuple(SCORES), "The measure", measure)
    require_one_of(UN_YEARS, "The year", year)
    what, axis = SCORES[measure]
    title = f"{name(state)[:1].upper()}{name(state)[1:]} and {name(other)} in the UN"
    fig, ax = plain_figure(fig, gridspec_kw=UN_MARGINS)
    if state == other:
        return fig, only_words(ax, state_names()[state], "Choose two different states.")
    line = measures.agreement_line(state, other, measure)
    base = _quartiles(measure)
    ax.fill_between(base.index, base[0.25], base[0.75], color="#DDDDDD", linewidth=0)
    ax.plot(base.index, base[0.5], color=QUIET_INK, linestyle="--", linewidth=1.4)
    colour = colour_of("KAZ" if {state, other} == {"MNG", "KAZ"} else other)
    colour = QUIET_INK if colour == colour_of("none") else colour
    ax.plot(line.index, line, color=colour, marker="o", markersize=3.5)
    ax.axvline(year, color=INK, linewidth=0.8, linestyle=":")
    rank, of, middle = measures.agreement_rank(state, other, measure, year)
    known_years = line.dropna()
    end = base.index[-1] + 0.4
    labels = [(base[0.5].iloc[-1], "median pair", QUIET_INK)]
    if len(known_years):
        labels.append((known_years.iloc[-1], "this pair", colour))
    for height, (_, text, shade) in zip(_apart([v for v, *_ in labels], ax, measure), labels,
                                        strict=True):  # fmt: skip
        ax.text(end, height, text, color=shade, va="center", fontsize=10)
    low = 0.0 if measure == "agreement" else -0.75
    ax.set_ylim(low, 1.02)
    ax.set_xlim(1990.5, 2019.3)
    ax.set_ylabel(axis)
    ax.set_xlabel("year in which the session opened")
    ax.set_title(title, pad=22)
    if rank:
        ax.plot([year], [line[year]], marker="D", color=colour, markersize=9, zorder=4)
        _beneath_title(
            ax,
            f"{year}: {number(line[year], 2)}, {ordinal(rank)} of {of} partners of {name(state)}, "
            f"whose median partner has {number(middle, 2)}",
        )
    else:
        _beneath_title(ax, f"{year}: no figure for this pair")
    source_line(fig, "Grey: the middle half of all pairs of states. Data: Voeten, UN votes.")
    return fig, _un_words(title, what, line, base, year, rank, of, middle, state)


def _apart(values: list[float], ax, measure: str) -> list[float]:
    """Heights of labels at the ends of lines, moved so that two do not overlap."""
    least = 0.06 * (1.02 if measure == "agreement" else 1.77)
    if len(values) == 2 and abs(values[0] - values[1]) < least:
        middle, up = sum(values) / 2, 1 if values[0] >= values[1] else -1
        middle = min(middle, 1.0 - least / 2)
        return [middle + up * least / 2, middle - up * least / 2]
    return values


@kept(most=8)
def _quartiles(measure: str) -> pd.DataFrame:
    rows = load("un_agreement_quantiles")
    rows = rows[(rows["measure"] == measure) & rows["quantile"].isin([0.25, 0.5, 0.75])]
    return rows.pivot(index="year", columns="quantile", values="value").reindex(UN_YEARS)


def _un_words(title, what, line, base, year, rank, of, middle, state) -> Description:
    known_years = line.dropna()
    if rank:
        first = (
            f"{title}, {what}: {number(line[year], 2)} in {year}, {ordinal(rank)} of {of} partners "
            f"of {name(state)}, whose median partner has {number(middle, 2)}."
        )
    else:
        first = f"{title}, {what}: there is no figure for this pair in {year}."
    low, half, high = (number(base.loc[year, q], 2) for q in (0.25, 0.5, 0.75))
    rest = [f"Among all pairs of states in {year} the quartiles are {low}, {half} and {high}."]
    if len(known_years):
        rest.append(
            f"The pair goes from {number(known_years.iloc[0], 2)} in {known_years.index[0]} to "
            f"{number(known_years.iloc[-1], 2)} in {known_years.index[-1]}, is highest in "
            f"{known_years.idxmax()} with {number(known_years.max(), 2)} and lowest in "
            f"{known_years.idxmin()} with {number(known_years.min(), 2)}."
        )
    gaps = [str(y) for y in line.index if np.isnan(line[y])]
    if gaps:
        rest.append(f"No figure: {listing(gaps)}.")
    return Description(first, tuple(rest))


AXES = {
    "trade_2012": "trade over benchmark (1: as expected)",
    "trade_2014": "trade over benchmark (1: as expected)",
    "abroad_2010": "people born in Mongolia, 2010",
}
NEAR = {
    "ideal": "minus the distance to Russia's ideal point",
    "agreement": "share of votes equal to Russia's",
    "pi": "agreement with Russia beyond chance (pi)",
}
AWAY_MARGINS = {"left": 0.12, "right": 0.985, "top": 0.91, "bottom": 0.175, "wspace": 0.16}
MADE_BY = {
    "trade_2012": "Correlates of War; CEPII",
    "trade_2014": "Correlates of War; CEPII",
    "waiver_2013": "our table of waivers",
    "free_2025": "Passport Index",
    "abroad_2010": "United Nations, migrant stock",
}
SHORT = {
    "": "nothing held",
    "log_distance": "distance held",
    "log_income": "income held",
    "polyarchy": "democracy held",
}
CASES = ("USA", "JPN", "CHN", "KOR")  # named besides the allies


@explorer(
    lambda: [
        Menu("engagement", "Engagement", {text: key for key, text in ENGAGEMENT.items()}),
        Menu("votes", "Nearness by", VOTES_BY),
    ],
    start={"engagement": "trade_2012", "votes": "ideal"},
    sentence="{engagement}, against nearness to Russia by {votes}",
)
@view
def keeping_away(
    engagement: str = "trade_2012", votes: str = "ideal", fig=None
) -> tuple[Figure, Description]:
    """Draw Mongolia's engagement with every partner against how near the partner votes to Russia.

    `engagement` is a key of ENGAGEMENT, `votes` of VOTES. Left: each partner (or, for waivers, the
    share of partners by fifths of nearness), triangles for Russia's allies in the CSTO. Right: the
    rank correlation with rough 95 per cent intervals, with nothing and with one thing held equal.
    """
    found = measures.correlations(engagement, votes)
    table = measures.partners_tested()
    near = measures.nearness("RUS", measures.CLOSENESS_YEAR[engagement], votes, measures.SPAN)
    ally = table["ally_2025" if engagement == "free_2025" else "ally_2013"]
    data = pd.DataFrame({"x": near.reindex(table.index), "y": table[engagement], "ally": ally})
    data = data.dropna(subset=["x", "y"])
    fig, (left, right) = plain_figure(
        fig, ncols=2, width_ratios=(1.75, 1), gridspec_kw=AWAY_MARGINS
    )
    if engagement in AXES:
        groups = _draw_partners(left, data, AXES[engagement])
    else:
        groups = _draw_fifths(left, data)
    left.set_xlabel(f"{NEAR[votes]} \u2192 nearer")
    what = ENGAGEMENT[engagement]
    left.set_title(f"{what[:1].upper()}{what[1:]}", fontsize=12)
    _draw_tests(right, found)
    source_line(
        fig,
        f"Triangles: Russia's allies in the CSTO. Data: {MADE_BY[engagement]}; Voeten; World Bank; "
        "V-Dem v15.",
    )
    return fig, _away_words(what, votes, data, groups, found)


def _draw_partners(ax, data: pd.DataFrame, label: str) -> list[tuple[str, int, float]]:
    above_zero = data["y"] > 0
    ax.set_yscale("log")
    floor = data.loc[above_zero, "y"].min() / 2
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}" if y < 1000 else f"{y:,.0f}"))
    ax.yaxis.set_minor_formatter(FuncFormatter(lambda y, _: ""))
    shown = data.assign(y=data["y"].where(above_zero, floor))
    for ally, marker, size in ((False, "o", 18), (True, "^", 60)):
        for positive in (True, False):
            rows = shown[(shown["ally"] == ally) & (above_zero == positive)]
            colours = [colour_of(s) if s == "KAZ" else QUIET_INK for s in rows.index]
            ax.scatter(
                rows["x"], rows["y"], marker=marker, s=size, linewidths=1, zorder=3 if ally else 2,
                facecolors=colours if positive else "none", edgecolors=colours,
                alpha=1 if ally else 0.6,
            )  # fmt: skip
    groups = []
    for text, rows in _cut(data, 3, ("farthest third", "middle third", "nearest third")):
        middle = rows["y"].median()
        groups.append((text, len(rows), middle))
        ax.plot(
            [rows["x"].min(), rows["x"].max()], [max(middle, floor)] * 2, color=INK, linewidth=3,
            solid_capstyle="butt", zorder=4,
        )  # fmt: skip
    if not above_zero.all():
        ax.text(0.01, 0.1, "hollow: no trade shown", transform=ax.transAxes, fontsize=8.5,
                color=QUIET_INK)  # fmt: skip
    ax.text(0.01, 0.97, "bars: medians of thirds", transform=ax.transAxes, fontsize=8.5,
            color=QUIET_INK, va="top")  # fmt: skip
    ax.set_ylim(floor / 2, data["y"].max() * 2)
    ax.set_ylabel(label)
    _name_states(ax, shown)
    return groups


def _name_states(ax, shown: pd.DataFrame) -> None:
    """Write the codes of the allies and of CASES beside their marks, none upon another."""
    named = shown[shown["ally"] | shown.index.isin(CASES)].sort_values("x", kind="stable")
    ax.autoscale_view()
    marks = ax.transData.transform(named[["x", "y"]].to_numpy())
    scale = ax.figure.dpi / 72
    wide, high = 29 * scale, 11 * scale
    taken = [(x, y) for x, y in marks]
    corners = []
    for (state, row), (x, y) in zip(named.iterrows(), marks, strict=True):
        steps = [(6, 3), (6, -11), (-30, 3), (-30, -11), (-12, 9), (-12, -18), (6, 15), (6, -23)]

        def clash(step, x=x, y=y):
            left, low = x + step[0] * scale, y + step[1] * scale
            boxes = sum(abs(left - a) < wide and abs(low - b) < high for a, b in corners)
            points = sum(left - 3 < a < left + wide and low - 3 < b < low + high for a, b in taken)
            return boxes + points + (not ax.bbox.x0 <= left <= ax.bbox.x1 - wide)

        step = min(steps, key=clash)
        corners.append((x + step[0] * scale, y + step[1] * scale))
        ax.annotate(
            state, (row["x"], row["y"]), xytext=step, textcoords="offset points", fontsize=9,
            color=colour_of(state) if state == "KAZ" else INK,
            fontweight="bold" if state == "KAZ" else "normal",
        )  # fmt: skip


def _draw_fifths(ax, data: pd.DataFrame) -> list[tuple[str, int, float]]:
    texts = ("farthest\nfifth", "2nd", "3rd", "4th", "nearest\nfifth")
    groups = []
    for place, (text, rows) in enumerate(_cut(data, 5, texts)):
        share = rows["y"].mean()
        groups.append((text.replace("\n", " "), len(rows), share))
        ax.bar(place, 100 * share, color="#B9C4CC", width=0.75)
        ax.text(place, 100 * share + 1, f"{int(rows['y'].sum())} of {len(rows)}", ha="center",
                fontsize=9.5, color=INK)  # fmt: skip
    allies = data[data["ally"]]
    share = 100 * allies["y"].mean()
    ax.scatter([5], [share], marker="^", s=90, color=INK)
    ax.text(5, share + 2.5, f"{int(allies['y'].sum())} of {len(allies)}", ha="center", fontsize=9.5)
    ax.set_xticks(range(6), [*texts, "allies"])
    ax.tick_params(axis="x", labelsize=9.5)
    ax.set_ylim(0, max(20, 1.25 * share, 125 * max(g[2] for g in groups)))
    ax.set_ylabel("per cent of states")
    return groups


def _cut(data: pd.DataFrame, parts: int, texts) -> list[tuple[str, pd.DataFrame]]:
    """The states in groups of equal size, from the farthest to the nearest; ties by code."""
    order = data.sort_index().sort_values("x", kind="stable")
    places = np.arange(len(order)) * parts // max(len(order), 1)
    return [(text, order[places == part]) for part, text in enumerate(texts)]


def _draw_tests(ax, found: pd.DataFrame) -> None:
    place = np.arange(len(found))[::-1]
    ax.axvline(0, color=QUIET_INK, linewidth=1)
    ax.hlines(place, found["low"], found["high"], color=INK, linewidth=2)
    ax.scatter(found["rho"], place, color=INK, s=50, zorder=3)
    for y, row in zip(place, found.itertuples(), strict=True):
        ax.text(row.rho, y + 0.16, number(row.rho, 2), ha="center", fontsize=10, color=INK)
        ax.text(-0.98, y + 0.36, SHORT[row.controlled], fontsize=9.5, color=QUIET_INK)
    ax.set_xlim(-1, 1)
    ax.set_ylim(-0.5, len(found) - 0.35)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("\u2190 falls with nearness   rises \u2192")
    ax.set_title("Rank correlation", fontsize=12)


def _away_words(what, votes, data, groups, found) -> Description:
    first = found.iloc[0]
    rises = "rises" if first["rho"] > 0 else "falls"
    clear = first["low"] > 0 or first["high"] < 0
    sentence = (
        f"{what[:1].upper()}{what[1:]}, against {VOTES[votes]} to Russia, over "
        f"{int(first['cases'])} partners of Mongolia: it "
        f"{rises if clear else 'neither clearly rises nor clearly falls'} with nearness, rank "
        f"correlation {_signed(first['rho'])}, rough 95 per cent interval "
        f"{_signed(first['low'])} to {_signed(first['high'])}."
    )
    held = "; ".join(
        f"{CONTROLS[row.controlled]} {_signed(row.rho)} ({_signed(row.low)} to {_signed(row.high)}, "
        f"{row.cases} partners)"
        for row in found.iloc[1:].itertuples()
    )
    binary = set(data["y"].unique()) <= {0.0, 1.0}
    middle = "; ".join(
        f"{text} {percent(value, 0) if binary else number(value, 2)} of {size} states"
        if binary
        else f"{text} {number(value, 2)} ({size} states)"
        for text, size, value in groups
    )
    allies = data[data["ally"]]
    named = (
        listing(f"{name(s)} {number(v, 0 if binary else 2)}" for s, v in allies["y"].items())
        or "none with a figure"
    )
    return Description(
        sentence,
        (
            f"With one thing held equal: {held}.",
            f"{'Shares' if binary else 'Medians'} by nearness: {middle}.",
            f"Russia's allies: {named}.",
        ),
    )


def _signed(value: float) -> str:
    text = number(abs(value), 2)
    return f"minus {text}" if value < 0 and float(text) else text


FOREST_MARKS = {"ideal": ("o", "#0072B2"), "agreement": ("s", "#009E73"), "pi": ("D", "#D55E00")}
FOREST_MARGINS = {"left": 0.23, "right": 0.985, "top": 0.92, "bottom": 0.155}
ROWS = {
    "trade_2012": "trade over the\nbenchmark, 2012",
    "trade_2014": "trade over the\nbenchmark, 2014",
    "waiver_2013": "visa waiver,\nAugust 2013",
    "free_2025": "visa-free entry,\nJanuary 2025",
    "abroad_2010": "people born in\nMongolia, 2010",
}


@view
def all_tests(fig=None) -> tuple[Figure, Description]:
    """Draw every measure of engagement against every measure of nearness in votes to Russia.

    Rank correlations over all partners with the distance to Mongolia held equal, and rough 95 per
    cent intervals.
    """
    found = measures.all_correlations()
    fig, ax = plain_figure(fig, gridspec_kw=FOREST_MARGINS)
    ax.axvline(0, color=QUIET_INK, linewidth=1)
    ticks, labels, said = [], [], []
    for row_number, (engagement, rows) in enumerate(found.groupby("engagement", sort=False)):
        base = -row_number
        ticks.append(base)
        labels.append(f"{ROWS[engagement]} ({int(rows['cases'].max())})")
        for step, row in zip((0.26, 0, -0.26), rows.itertuples(), strict=True):
            marker, colour = FOREST_MARKS[row.votes]
            ax.hlines(base + step, row.low_distance, row.high_distance, color=colour, linewidth=2)
            ax.scatter(row.rho_distance, base + step, marker=marker, color=colour, s=48, zorder=3)
        each = listing(f"{_signed(r.rho_distance)} by {VOTES[r.votes]}" for r in rows.itertuples())
        said.append(f"{ENGAGEMENT[engagement][:1].upper()}{ENGAGEMENT[engagement][1:]}: {each}.")
    for votes, (marker, colour) in FOREST_MARKS.items():
        ax.scatter([], [], marker=marker, color=colour, s=48, label=VOTES[votes])
    ax.legend(loc="upper right", frameon=False, fontsize=9.5, borderaxespad=0.1)
    ax.set_yticks(ticks, labels, fontsize=9.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlim(-0.8, 0.8)
    ax.set_ylim(ticks[-1] - 0.55, 1.0)
    ax.set_xlabel(
        "rank correlation, distance held equal:  \u2190 falls   rises with nearness \u2192"
    )
    ax.set_title("Does Mongolia's engagement fall with nearness to Russia?", x=-0.26)
    source_line(
        fig,
        "In brackets: partners. Data: Correlates of War; our waivers; Passport Index; UN; Voeten; "
        "CEPII.",
    )
    below = int((found["high_distance"] < 0).sum())
    over = int((found["low_distance"] > 0).sum())
    first = (
        f"{len(found)} rank correlations of Mongolia's engagement with nearness to Russia in votes, "
        f"distance held equal: {below} lie below 0 with their whole interval, {over} above, and "
        f"{len(found) - below - over} reach across."
    )
    return fig, Description(first, tuple(said))


@view
def everywhere(year: int = 2012, fig=None) -> tuple[Figure, Description]:
    """Draw the test on trade for every state in Mongolia's place, by two measures of nearness."""
    if year not in (2012, 2014):
        raise BadSetting(f"The year cannot be {year!r}. It can be: 2012 or 2014.")
    fig, axes = plain_figure(
        fig, ncols=2, sharey=True,
        gridspec_kw={"left": 0.08, "right": 0.985, "top": 0.86, "bottom": 0.17, "wspace": 0.08},
    )  # fmt: skip
    said = []
    for ax, votes in zip(axes, ("ideal", "pi"), strict=True):
        found = measures.same_test_everywhere(year, votes)
        mine, below = found["MNG"], int((found < found["MNG"]).sum())
        ax.hist(found, bins=np.arange(-0.65, 0.70, 0.05), color="#C9CED3", edgecolor="white")
        ax.axvline(mine, color=colour_of("MNG"), linewidth=2.5)
        ax.axvline(found.median(), color=QUIET_INK, linestyle="--", linewidth=1.5)
        ax.axvline(0, color=QUIET_INK, linewidth=0.8)
        left = mine > 0 or mine < found.median()
        ax.annotate(
            "Mongolia", (mine, 0.97), xycoords=("data", "axes fraction"),
            xytext=(-6 if left else 6, 0), textcoords="offset points",
            ha="right" if left else "left", color=colour_of("MNG"), fontweight="bold",
        )  # fmt: skip
        ax.annotate(
            "median state", (found.median(), 0.90), xycoords=("data", "axes fraction"),
            xytext=(6 if mine < found.median() else -6, 0), textcoords="offset points",
            ha="left" if mine < found.median() else "right", color=QUIET_INK, fontsize=10,
        )  # fmt: skip
        ax.set_title(f"By {VOTES[votes]}", fontsize=11.5)
        ax.set_xlabel("rank correlation")
        ax.set_xlim(-0.7, 0.7)
        said.append(
            f"By {VOTES[votes]} Mongolia has {_signed(mine)}, the median state "
            f"{_signed(found.median())}, and {below} of {len(found)} states lie lower."
        )
    axes[0].set_ylabel("states")
    fig.text(0.012, 0.935, f"The same test for every state, trade in {year}", fontsize=13,
             fontweight="bold", color=INK)  # fmt: skip
    source_line(fig, "Trade over the benchmark by partner against the partner's nearness to Russia. "
                     "Data: Correlates of War; CEPII; Voeten.")  # fmt: skip
    first = (
        f"Two histograms of the correlation between trade over the benchmark in {year} and the "
        "partner's nearness to Russia, one state each."
    )
    return fig, Description(first, tuple(said))
