"""The benchmark: all flows of a year with what a gravity model needs to predict them."""

from __future__ import annotations

import functools

import numpy as np
import pandas as pd

from ..tables import load, stamp

YEARS = (2000, 2006, 2012, 2014)


def flows_of(year: int) -> pd.DataFrame:
    """Every directed dyad of one year that has a figure of trade and all usual covariates.

    Columns: exporter, importer, usd_million (current US dollars, whole millions), the logarithms
    log_gdp_exporter, log_gdp_importer (of current US dollars) and log_distance (of CEPII's
    population-weighted kilometres), and, 0 or 1, contiguous, common_official_language, colony,
    common_coloniser, both_ex_soviet (the Baltic states among them). Trade by Correlates of War,
    covariates by CEPII, product by the World Bank. A dyad without one of these is left out: it is
    not a zero. A fresh copy each time; empty for a year that the table of trade does not have.
    """
    return _flows(int(year), stamp()).copy()


@functools.lru_cache(maxsize=8)
def _flows(year: int, data: tuple) -> pd.DataFrame:
    flows = load("trade")
    flows = flows.loc[flows["year"] == year, ["exporter", "importer", "usd_million"]].dropna()
    pairs = load("pair_covariates").rename(columns={"iso3_a": "exporter", "iso3_b": "importer"})
    turned = pairs.rename(columns={"exporter": "importer", "importer": "exporter"})
    flows = flows.merge(pd.concat([pairs, turned]), on=["exporter", "importer"])
    product = load("country_years")
    product = product[product["year"] == year].set_index("iso3")["gdp_usd"]
    for side in ("exporter", "importer"):
        flows[f"log_gdp_{side}"] = np.log(flows[side].map(product))
    flows["log_distance"] = np.log(flows["distw_km"])
    soviet = set(load("countries").query("former_soviet")["iso3"])
    both = flows["exporter"].isin(soviet) & flows["importer"].isin(soviet)
    flows["both_ex_soviet"] = both.astype(int)
    columns = [
        *("exporter", "importer", "usd_million"),
        *("log_gdp_exporter", "log_gdp_importer", "log_distance", "contiguous"),
        *("common_official_language", "colony", "common_coloniser", "both_ex_soviet"),
    ]
    return flows[columns].dropna().reset_index(drop=True)
