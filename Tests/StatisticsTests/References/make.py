"""Makes the numbers that the tests compare with: `python make.py`, then look at the diff.

Needs mpmath, numpy, pandas, scipy and statsmodels; the tests need only the JSON files.
Distributions come from mpmath with 40 digits, as SciPy itself is good to 12 to 14; SciPy's values
are checked here to agree. Everything else comes from SciPy and statsmodels as users call them.
"""

import json
import pathlib

import mpmath as mp
import numpy as np
import pandas as pd
import scipy
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.optimize import brentq
from statsmodels.formula.api import ols
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

mp.mp.dps = 40
HERE = pathlib.Path(__file__).parent


def write(name, rows):
    header = (
        f"mpmath {mp.__version__}, SciPy {scipy.__version__}, statsmodels {statsmodels.__version__}"
    )
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    (HERE / f"{name}.json").write_text(f'{{"by": "{header}", "rows": [\n{lines}\n]}}\n')


def agree(exact, scipys, tolerance=1e-9):
    assert abs(float(exact) - scipys) <= tolerance * abs(float(exact)), (exact, scipys)
    return float(exact)


def t_tail(x, df):
    x, df = mp.mpf(x), mp.mpf(df)
    tail = mp.betainc(df / 2, 0.5, 0, df / (df + x * x), regularized=True) / 2
    return tail if x >= 0 else 1 - tail


def distributions():
    normal = [
        {"x": x, "upperTail": agree(mp.erfc(mp.mpf(x) / mp.sqrt(2)) / 2, stats.norm.sf(x))}
        for x in [-6, -1.5, -1e-9, 0, 0.1, 1, 1.959963984540054, 3, 8, 20, 37]
    ]
    write("normal", normal)
    t = [
        {"df": df, "x": x, "upperTail": agree(t_tail(x, df), stats.t.sf(x, df))}
        for df in [0.5, 1, 2, 3, 4.5, 9, 14, 29.5, 99, 1000, 1e6]
        for x in [-3, -0.001, 0, 1e-6, 0.2, 1, 2.5, 7, 40]
        if t_tail(x, df) > mp.mpf("1e-250")
    ]
    write("studentT", t)

    def t_quantile(p, df):
        start = stats.t.ppf(p, df)
        target = mp.mpf(p)
        return mp.findroot(lambda x: t_tail(-x, df) - target, (start, start * (1 + 1e-9)))

    quantiles = [
        {"df": df, "p": p, "quantile": agree(t_quantile(p, df), stats.t.ppf(p, df), 1e-8)}
        for df in [1, 2, 3, 4.5, 9, 29, 200]
        for p in [1e-10, 0.005, 0.025, 0.4, 0.75, 0.9, 0.95, 0.975, 0.999]
    ]
    write("studentTQuantile", quantiles)

    def f_tails(x, a, b):
        a, b, x = mp.mpf(a) / 2, mp.mpf(b) / 2, mp.mpf(x)
        y = a * x / (a * x + b)
        return mp.betainc(a, b, 0, y, regularized=True), mp.betainc(
            b, a, 0, 1 - y, regularized=True
        )

    f = []
    for a, b in [(1, 1), (2, 8), (4, 10), (3.5, 7.25), (23, 115), (200, 1000)]:
        for x in [0.01, 0.5, 1, 2, 9.5]:
            lower, upper = f_tails(x, a, b)
            f.append(
                {
                    "numerator": a,
                    "denominator": b,
                    "x": x,
                    "cdf": agree(lower, stats.f.cdf(x, a, b)),
                    "upperTail": agree(upper, stats.f.sf(x, a, b)),
                }
            )
    write("fisherF", f)

    def noncentral_tail(x, df, delta):
        x, df, delta = mp.mpf(x), mp.mpf(df), mp.mpf(delta)
        scale = 2 * (df / 2) ** (df / 2) / mp.gamma(df / 2)
        density = lambda s: scale * s ** (df - 1) * mp.exp(-df * s * s / 2)
        inner = lambda s: density(s) * mp.erfc((x * s - delta) / mp.sqrt(2)) / 2
        edges = [0, 0.05, *(k / 10 for k in range(1, 13)), 1.4, 1.7, 2, 3, 5, 9]
        return mp.quad(inner, edges)

    mp.mp.dps = 25
    noncentral = [
        {
            "df": df,
            "delta": delta,
            "x": x,
            "upperTail": agree(noncentral_tail(x, df, delta), stats.nct.sf(x, df, delta), 1e-6),
        }
        for df, delta, x in [
            (2, 0.5, 4.3),
            (2, 3, 4.3),
            (4, 1, 2.776),
            (4, 4, 2.776),
            (9, 2.5, 2.262),
            (9, 2.5, 0),
            (14, -1, 2.1),
            (29, 3, 2.045),
            (29, 6, 2.045),
            (99, 2.8, 1.98),
            (4, 2, -1.0),
            (9, -2, -2.262),
        ]
    ]
    mp.mp.dps = 40
    write("noncentralT", noncentral)


def paired():
    random = np.random.default_rng(20240601)
    rows = []
    for n, round_to in [
        (2, 6),
        (3, 4),
        (5, 4),
        (8, 6),
        (10, 4),
        (12, 6),
        (20, 3),
        (30, 3),
        (49, 8),
        (60, 6),
        (10, 3),
        (70, 3),
    ]:
        shared = random.normal(0.97, 0.004, n)
        first = (shared + random.normal(0.001, 0.002, n)).round(round_to)
        second = (shared + random.normal(0, 0.002, n)).round(round_to)
        t = stats.ttest_rel(first, second)
        interval = t.confidence_interval(0.95)
        difference = first - second
        d = difference.mean() / difference.std(ddof=1)
        j = (
            0
            if n == 2
            else float(
                mp.gamma(mp.mpf(n - 1) / 2)
                / (mp.sqrt(mp.mpf(n - 1) / 2) * mp.gamma(mp.mpf(n - 2) / 2))
            )
        )
        # Nadeau and Bengio's test with 10 folds' ratio, written out.
        error = np.sqrt(difference.var(ddof=1) * (1 / n + 1 / 9))
        corrected = difference.mean() / error
        # Rounded so that ties are ties: SciPy ranks the differences as they are.
        exact = np.round(difference, 10)
        isExact = np.count_nonzero(exact) <= 50
        wilcoxon = stats.wilcoxon(exact, method="approx", correction=True)
        wilcoxonP = signed_rank_p(exact) if isExact else wilcoxon.pvalue
        rows.append(
            {
                "first": first.tolist(),
                "second": second.tolist(),
                "t": t.statistic,
                "p": t.pvalue,
                "lower": interval.low,
                "upper": interval.high,
                "d": d,
                "g": None if n == 2 else d * j,
                "correctedT": corrected,
                "correctedP": 2 * stats.t.sf(abs(corrected), n - 1),
                "wilcoxon": wilcoxon.statistic,
                "wilcoxonP": wilcoxonP,
                "exact": bool(isExact),
            }
        )
    write("paired", rows)


def signed_rank_p(differences):
    """The share of sign patterns at least this unequal, ties and all: counted in whole numbers.

    SciPy counts them too: `exact` where there are no ties, else by trying all patterns.
    """
    kept = differences[differences != 0]
    ranks = [int(rank) for rank in 2 * stats.rankdata(np.abs(kept))]
    below = min(sum(r for r, x in zip(ranks, kept) if (x > 0) == sign) for sign in (True, False))
    patterns = {0: 1}
    for rank in ranks:
        more = dict(patterns)
        for total, count in patterns.items():
            more[total + rank] = more.get(total + rank, 0) + count
        patterns = more
    tail = sum(count for total, count in patterns.items() if total <= below)
    p = min(1.0, float(mp.mpf(2 * tail) / mp.mpf(2) ** len(kept)))
    if len(set(ranks)) == len(ranks):
        agree(p, stats.wilcoxon(kept, method="exact").pvalue)
    elif len(kept) <= 15:
        every = stats.PermutationMethod(n_resamples=np.inf)
        agree(p, stats.wilcoxon(kept, method=every).pvalue)
    return p


def effect_intervals():
    rows = []
    for n, d in [(5, 0.4), (10, -1.2845), (30, 0.8), (12, 2.5)]:
        t = d * np.sqrt(n)
        limit = lambda q: brentq(
            lambda nc: stats.nct.sf(t, n - 1, nc) - q, t - 12, t + 12, xtol=1e-13
        ) / np.sqrt(n)
        rows.append({"n": n, "d": d, "lower": limit(0.025), "upper": limit(0.975)})
    write("effectInterval", rows)


def holm():
    families = [
        [0.01, 0.04, 0.03, 0.005],
        [0.5],
        [0.2, 0.2, 0.9, 1.0],
        [0.0001, 0.8, 0.012, 0.012, 0.04, 0.3],
    ]
    write(
        "holm",
        [{"p": p, "adjusted": multipletests(p, method="holm")[1].tolist()} for p in families],
    )


def power():
    """TTestPower's power; its own solver stops after 6 digits, so brentq solves here."""

    def solve(f, far):
        """The root above a point, in small steps as SciPy's far noncentral tails are NaN."""
        while f(far) < 0:
            far *= 1.25
        return brentq(f, far / 1.25, far, xtol=1e-13, rtol=1e-14)

    def strength(effect, n, alpha):
        return float(TTestPower().power(effect, n, alpha))

    cases = [(0.5, 10, 0.05), (1, 3, 0.05), (2, 5, 0.01), (0.3, 60, 0.05), (0.8, 15, 0.001)]
    rows = []
    for effect, n, alpha in cases:
        rows.append(
            {
                "effect": effect,
                "n": n,
                "alpha": alpha,
                "power": strength(effect, n, alpha),
                "detectable": solve(lambda e: strength(e, n, alpha) - 0.8, 0.1),
                "pairs": solve(lambda m: strength(effect, m, alpha) - 0.9, 2),
            }
        )
    write("power", rows)


def crossed():
    """Balanced two-way tables, their mean squares by statsmodels' analysis of variance."""
    random = np.random.default_rng(7)
    rows = []
    for r, c, a, b in [(3, 5, 0.002, 0.006), (10, 5, 0.0, 0.004), (4, 10, 0.003, 0.0)]:
        table = (
            0.97
            + random.normal(0, a, (r, 1))
            + random.normal(0, b, (1, c))
            + random.normal(0, 0.003, (r, c))
        )
        frame = pd.DataFrame(
            [{"row": i, "column": j, "y": 100 * table[i, j]} for i in range(r) for j in range(c)]
        )
        anova = sm.stats.anova_lm(ols("y ~ C(row) + C(column)", frame).fit())
        squares = anova["mean_sq"]
        rows.append(
            {
                "table": (100 * table).tolist(),
                "rows": float(squares["C(row)"]),
                "columns": float(squares["C(column)"]),
                "residual": float(squares["Residual"]),
                "rowsP": float(anova["PR(>F)"]["C(row)"]),
                "columnsP": float(anova["PR(>F)"]["C(column)"]),
            }
        )
    write("crossed", rows)


def descriptions():
    random = np.random.default_rng(11)
    rows = []
    for n in [2, 3, 4, 7, 15, 100]:
        x = random.normal(0.98, 0.002, n)
        interval = stats.t.interval(0.99, n - 1, x.mean(), stats.sem(x))
        rows.append(
            {
                "values": x.tolist(),
                "mean": x.mean(),
                "std": x.std(ddof=1),
                "sem": stats.sem(x),
                "median": np.median(x),
                "quartile": np.quantile(x, 0.25),
                "ninth": np.quantile(x, 0.9),
                "lower": interval[0],
                "upper": interval[1],
            }
        )
    write("description", rows)


for make in [distributions, paired, effect_intervals, holm, power, crossed, descriptions]:
    make()
