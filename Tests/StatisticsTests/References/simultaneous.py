"""Makes the numbers that tests of simultaneous claims compare with: `python simultaneous.py`.

Needs numpy and scipy. Tukey's quantiles are SciPy's; Dunnett's come from sums over dense grids, as
no library gives them to more than four digits. Least squares with gaps is numpy's `lstsq` on the
design matrix; variances, pools and priors are written down here again from the text of the
procedure, with SciPy's distributions.
"""

import json
import pathlib

import numpy as np
from scipy import integrate, optimize, special, stats

HERE = pathlib.Path(__file__).parent
Z = np.linspace(-9, 9, 4001)
PHI = np.exp(-Z * Z / 2) / np.sqrt(2 * np.pi) * (Z[1] - Z[0])


def write(name, rows):
    lines = ",\n".join("  " + json.dumps(row) for row in rows)
    (HERE / f"{name}.json").write_text(f'{{"by": "SciPy {__import__("scipy").__version__}", "rows": [\n{lines}\n]}}\n')


def dunnett_tail(family, t, means, df):
    m = means - 1
    u = np.linspace(-14 if df < 30 else -3, 2.5, 1601)
    log = np.log(2) + df / 2 * np.log(df / 2) - special.gammaln(df / 2) + df * u - df * np.exp(2 * u) / 2
    u, log = u[log > -50], log[log > -50]
    total = 0.0
    for x, density in zip(np.sqrt(2) * t * np.exp(u), np.exp(log)):
        if family == "best":
            inner = -np.expm1(m * special.log_ndtr(Z + x))
        else:
            out = np.minimum(1, special.ndtr(-Z - x) + special.ndtr(Z - x))
            with np.errstate(divide="ignore"):
                inner = -np.expm1(m * np.log1p(-out))
        total += density * (PHI * inner).sum()
    return total * (u[1] - u[0])


def quantiles():
    rows = []
    for means in [2, 3, 20, 1000]:
        for df in [2, 3, 5, 30, 1000, 10000]:
            for alpha in [0.05, 0.001]:
                q = stats.studentized_range.ppf(1 - alpha, means, df) / np.sqrt(2)
                if means == 2:  # exactly Student's
                    q = stats.t.ppf(1 - alpha / 2, df)
                rows.append({"family": "allPairs", "means": means, "df": df, "alpha": alpha, "value": q})
    for family in ["control", "best"]:
        for means, df in [(2, 2), (3, 5), (5, 8), (20, 38), (50, 98), (1000, 2), (1000, 2000)]:
            q = optimize.brentq(
                lambda t: np.log(dunnett_tail(family, t, means, df) / 0.05), 0.5, 60, xtol=1e-9
            )
            rows.append({"family": family, "means": means, "df": df, "alpha": 0.05, "value": q})
    write("maximumT", rows)
    write(
        "chiSquare",
        [
            {"df": df, "p": p, "quantile": stats.chi2.ppf(p, df)}
            for df in [0.5, 1, 2, 7, 30.5, 1000, 20000]
            for p in [1e-6, 0.05, 0.2, 0.5, 0.9, 0.999]
        ],
    )


def additive(y, rows):
    """Least squares of configuration + block on the cells that are there."""
    cells = [(i, b) for i in rows for b in range(y.shape[1]) if np.isfinite(y[i, b])]
    used = sorted({b for _, b in cells})
    x = np.zeros((len(cells), len(rows) + len(used)))
    for c, (i, b) in enumerate(cells):
        x[c, rows.index(i)] = 1
        x[c, len(rows) + used.index(b)] = 1
    target = np.array([y[i, b] for i, b in cells])
    beta = np.linalg.lstsq(x, target, rcond=None)[0]
    rest = target - x @ beta
    means = beta[: len(rows)] + beta[len(rows) :].mean()
    return means, float(rest @ rest), len(cells) - np.linalg.matrix_rank(x)


def pair(y, i, j):
    d = y[i] - y[j]
    d = d[np.isfinite(d)]
    return d, len(d), d.mean() if len(d) else 0.0, d.var(ddof=1) if len(d) > 1 else None


def moderated(y):
    k, n = y.shape
    everyone = list(range(k))
    means, ss, nu = additive(y, everyone)
    pool, pm, pss, pnu = everyone, means, ss, nu
    while len(pool) > 2:
        s2 = pss / pnu
        limit = stats.studentized_range.ppf(0.95, k, pnu) / np.sqrt(2) * np.sqrt(2 * s2)
        best = pool[int(np.argmax(pm))]
        kept = [i for i in pool if i == best or pair(y, best, i)[2] <= limit / np.sqrt(pair(y, best, i)[1])]
        if len(kept) == len(pool) or len(kept) < 2:
            break
        m2, ss2, nu2 = additive(y, kept)
        if nu2 < n - 1:
            break
        pool, pm, pss, pnu = kept, m2, ss2, nu2
    if len(pool) < k:
        ratio = (ss - pss) / (nu - pnu) / (pss / pnu)
        if stats.f.sf(ratio, nu - pnu, pnu) >= 0.05:
            pool, pm, pss, pnu = everyone, means, ss, nu
    s2 = pss / pnu
    full = [i for i in pool if np.isfinite(y[i]).all()]
    pairs = [(i, j) for a, i in enumerate(full) for j in full[a + 1 :]]
    pairs = pairs[:: max(1, len(pairs) // 2000)]
    v = np.array([pair(y, i, j)[3] for i, j in pairs])
    d0, s0 = np.inf, 2 * s2
    if len(v) > 2 and v.mean() > 0:
        d, best = n - 1, -np.inf
        for w in [1, 2, 3, 4.5, 7, 11, 18, 32, 64, np.inf]:
            s = v.mean()
            x = np.maximum(v, 1e-12 * v.mean())
            if np.isinf(w):
                f = stats.chi2.logpdf(x * d / s, d) + np.log(d / s)
            else:
                for _ in range(12):
                    s = len(v) / ((w + d) / (w * s + d * v)).sum()
                f = stats.f.logpdf(x / s, d, w) - np.log(s)
            value = len(pool) / len(v) * f.sum() - 3 / w
            if value > best:
                best, d0, s0 = value, w, s
        if np.isinf(d0):
            s0 = 2 * s2
    result = []
    for i in range(k):
        for j in range(i):
            d, q, mean, own = pair(y, i, j)
            if q == 0:
                continue
            if i not in pool and j not in pool:
                if own is None or own == 0:
                    continue
                result.append([i, j, mean / np.sqrt(own / q), q - 1, False])
                continue
            df, var = (pnu, 2 * s2) if np.isinf(d0) else (
                min(pnu, d0 + q - 1),
                (d0 * s0 + (q - 1) * (own or 0)) / (d0 + q - 1),
            )
            if own is not None and own > stats.f.ppf(0.9, q - 1, df) * var:
                var = own
            result.append([i, j, mean / np.sqrt(var / q), df, bool(np.isinf(d0))])
    return {"means": means.tolist(), "df": int(nu), "pool": pool, "d0": None if np.isinf(d0) else d0, "pairs": [[int(a), int(b), float(t), float(f), p] for a, b, t, f, p in result]}


def models():
    random = np.random.default_rng(5)
    tables = []
    for k, n in [(3, 3), (5, 3), (8, 5), (20, 3)]:
        block = random.normal(0, 1, n)
        tables.append(random.normal(0, 1, (k, n)) + block + random.normal(0, 1, (k, 1)))
    noisy = random.normal(0, 1, (20, 3))
    noisy[15:] = -30 + 10 * random.normal(0, 1, (5, 3))  # poor and noisy
    tables.append(noisy)
    unlike = random.normal(0, 1, (12, 4)) * np.where(np.arange(12) % 2, 1, 8)[:, None]
    tables.append(unlike)
    gaps = random.normal(0, 1, (6, 4)) + random.normal(0, 2, 4)
    gaps[0, 1] = gaps[3, 0] = gaps[3, 2] = np.nan
    tables.append(gaps)
    tied = np.round(random.normal(0.95, 0.01, (7, 4)), 2)
    tied[2] = tied[1]
    tables.append(tied)
    rows = []
    for y in tables:
        y = np.round(y, 6)
        row = moderated(y)
        row["table"] = [[None if np.isnan(x) else x for x in r] for r in y.tolist()]
        rows.append(row)
    write("blockModel", rows)


def shrinkage():
    random = np.random.default_rng(9)
    rows = []
    for k, n, tau in [(5, 3, 0.5), (5, 5, 0), (8, 3, 1.5), (3, 6, 1)]:
        y = np.round(tau * random.normal(0, 1, (k, 1)) + random.normal(0, 1, (k, n)), 6)
        m, g = y.mean(1), y.mean()
        sse = ((y - m[:, None] - y.mean(0) + g) ** 2).sum()
        ssb = ((m - g) ** 2).sum()
        nu = (k - 1) * (n - 1)
        f = lambda b: b ** ((k - 1) / 2) * (sse + n * ssb * b) ** (-(nu + k - 1) / 2) / sse ** (-(nu + k - 1) / 2)
        whole = integrate.quad(f, 0, 1, epsabs=0)[0]
        share = integrate.quad(lambda b: b * f(b), 0, 1, epsabs=0)[0] / whole
        grid = np.linspace(0, 1, 100001)
        weights = f(grid)
        b = random.choice(grid, 1000000, p=weights / weights.sum())
        s2 = (sse + n * ssb * b) / random.chisquare(nu + k - 1, len(b))
        mu = (1 - b)[:, None] * (m - g) + np.sqrt((1 - b) * s2 / n)[:, None] * random.normal(size=(len(b), k))
        p = np.bincount(mu.argmax(1), minlength=k) / len(b)
        rows.append({"table": y.tolist(), "share": share, "probabilities": p.tolist(), "optimism": share * (m.max() - g) if k >= 5 else None})
    write("shrinkage", rows)


def crossed_differences():
    random = np.random.default_rng(13)
    rows = []
    for n, m in [(2, 10), (3, 40), (5, 25)]:
        d = random.integers(-1, 2, (n, m))
        r, x, g = d.mean(1), d.mean(0), d.mean()
        e = ((d - r[:, None] - x + g) ** 2).sum() / ((n - 1) * (m - 1))
        vs, vx, ve = r.var(ddof=1) / n, x.var(ddof=1) / m, e / (n * m)
        v = max(vs + vx - ve, vs, vx)
        df = max(n - 1, v**2 / (vs**2 / (n - 1) + vx**2 / (m - 1) + ve**2 / ((n - 1) * (m - 1))))
        rows.append({"table": d.tolist(), "error": np.sqrt(v), "df": df})
    write("crossedDifference", rows)


def small_tests():
    random = np.random.default_rng(21)
    rows = []
    for n in [3, 5, 8, 12, 18]:
        x = np.round(random.normal(0.4, 1, n), 2)
        positive, negative = int((x > 0).sum()), int((x < 0).sum())
        test = stats.permutation_test(
            (x,), np.mean, permutation_type="samples", n_resamples=np.inf, alternative="two-sided"
        )
        rows.append(
            {
                "values": x.tolist(),
                "sign": stats.binomtest(positive, positive + negative).pvalue,
                "permutation": test.pvalue,
            }
        )
    write("signs", rows)
    values = np.round(random.gamma(2, 1, 25), 3)
    interval = stats.bootstrap(
        (values,), np.mean, n_resamples=200000, method="BCa", random_state=1
    ).confidence_interval
    write("bootstrap", [{"values": values.tolist(), "lower": interval.low, "upper": interval.high}])


def reml():
    """Variance components with a source at the boundary: maximum of the restricted likelihood."""
    random = np.random.default_rng(17)
    rows = []
    for r, c, a, b in [(3, 5, 1.0, 2.0), (3, 5, 0.0, 1.0), (4, 5, 0.0, 0.0), (5, 4, 1.0, 0.0)]:
        y = np.round(random.normal(0, a, (r, 1)) + random.normal(0, b, (1, c)) + random.normal(0, 1, (r, c)), 4)
        zr, zc = np.kron(np.eye(r), np.ones((c, 1))), np.kron(np.ones((r, 1)), np.eye(c))
        one, t = np.ones((r * c, 1)), y.reshape(-1)

        def loss(p):
            v = p[0] * zr @ zr.T + p[1] * zc @ zc.T + p[2] * np.eye(r * c)
            w = np.linalg.inv(v)
            s = one.T @ w @ one
            e = t - (one @ np.linalg.solve(s, one.T @ w @ t[:, None]))[:, 0]
            return np.linalg.slogdet(v)[1] + np.log(s[0, 0]) + e @ w @ e

        best = min(
            (
                optimize.minimize(
                    loss, start, bounds=[(0, None), (0, None), (1e-6, None)], method="L-BFGS-B",
                    options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000},
                )
                for start in ([0.5, 0.5, 1], [0, 1, 1], [1, 0, 1], [0, 0, 1])
            ),
            key=lambda s: s.fun,
        )
        rows.append({"table": y.tolist(), "rows": best.x[0], "columns": best.x[1], "residual": best.x[2]})
    write("reml", rows)


for make in [models, shrinkage, crossed_differences, small_tests, reml, quantiles]:
    make()
