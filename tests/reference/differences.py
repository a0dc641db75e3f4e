"""Readable differences between the model's result and the engine's."""

RELATIVE = 1e-9
METRIC = 1e-8
DATA_ERROR = 3  # exit status of the command
EXACT = ("symbol", "proposal_id", "direction", "entry_time", "exit_time", "exit_type", "bars_held")
PRICES = ("entry_price", "exit_price", "size", "fees", "confidence")
PERCENTAGES = ("return_pct", "mae", "mfe")
DURATION = "max_drawdown_duration_ms"
SIGNED = ("win_rate", "average_win", "average_loss", "profit_factor")  # depend on the sign of each profit
WARNINGS = ("no_bars", "leg_dropped")
NOISE = 1e-11
SMALLEST = 1e-13  # relative noise of an equity value: what is computed from its changes is known no better


def close(a, b, relative=RELATIVE, floor=0.0):
    """Equal within a relative tolerance, or within an absolute floor where digits cancel; None equals None only."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= max(relative * max(abs(a), abs(b)), floor)


def differences(expected, actual, config):
    """Lines that tell what differs; empty when the results agree."""
    if expected["status"] != actual.get("status"):
        return [f"status: model {expected['status']} {expected.get('error', '')}, engine {str(actual)[:1500]}"]
    if expected["status"] == "failed":
        return unequal("exit status", DATA_ERROR, actual["exit_status"])
    scale = config.get("initial_cash", config.get("initial_capital", 10000))
    scale += sum(row["size"] * row["entry_price"] for row in expected["trade_log"])
    found = []
    for key in ("rejections", "counts", "detail_interval"):
        found += unequal(key, expected[key], actual.get(key))
    found += rejected(expected["rejected_proposals"], actual.get("rejected_proposals", []))
    found += trades(expected["trade_log"], actual["trade_log"])
    found += curve(expected["equity_curve"], actual["equity_curve"], 1e-12 * scale)
    if not close(expected["final_cash"], actual["final_cash"], floor=1e-12 * scale):
        found += unequal("final_cash", expected["final_cash"], actual["final_cash"])
    found += metrics(expected["metrics"], actual["metrics"], scale, any(map(is_even, expected["trade_log"])))
    if not is_noise(DURATION, expected["metrics"]) and actual["metrics"].get(DURATION) not in expected["acceptable_durations"]:
        found += unequal(f"metrics.{DURATION}", expected["metrics"][DURATION], actual["metrics"].get(DURATION))
    found += warnings(expected["warnings"], actual.get("warnings", []))
    found += intrabar(expected.get("intrabar_report"), actual.get("intrabar_report"), 1e-12 * scale)
    return found


def unequal(name, expected, actual):
    return [] if expected == actual else [f"{name}: model {expected!r}, engine {actual!r}"]


def rejected(expected, actual):
    """The same reasons for the same proposals."""
    mine = {r["proposal_id"]: r["reason"] for r in expected}
    theirs = {r["proposal_id"]: r["reason"] for r in actual}
    return [
        f"proposal {number}: model rejects it for {mine.get(number)}, engine for {theirs.get(number)}"
        for number in sorted(mine.keys() | theirs.keys())
        if mine.get(number) != theirs.get(number)
    ]


def trades(expected, actual):
    found = []
    if len(expected) != len(actual):
        found.append(f"trade_log: model {len(expected)} rows, engine {len(actual)}")
    for place, (mine, theirs) in enumerate(zip(expected, actual, strict=False)):
        found += trade(f"trade_log[{place}]", mine, theirs)
    return found


def trade(place, mine, theirs):
    """Times, labels and ids exactly; numbers within the tolerance, profits also within that of what was traded."""
    found = []
    notional = row_notional(mine)
    for key in EXACT:
        found += unequal(f"{place}.{key}", mine[key], theirs.get(key))
    for keys, floor in ((PRICES, 0.0), (("pnl", "funding"), 1e-12 * notional), (PERCENTAGES, 1e-10)):
        for key in keys:
            if key not in theirs or not close(mine[key], theirs[key], floor=floor):
                found.append(f"{place}.{key}: model {mine[key]!r}, engine {theirs.get(key)!r}")
    if not is_even(mine):
        found += unequal(f"{place}.result", mine["result"], theirs.get("result"))
    return found


def curve(expected, actual, floor):
    if [p["time"] for p in expected] != [p["time"] for p in actual]:
        return [f"equity_curve: times differ (model {len(expected)} points, engine {len(actual)})"]
    wrong = [(a, b) for a, b in zip(expected, actual, strict=False) if not close(a["equity"], b["equity"], floor=floor)]
    if not wrong:
        return []
    first = wrong[0]
    return [
        f"equity_curve: {len(wrong)} of {len(expected)} points differ, the first at {first[0]['time']}: "
        f"model {first[0]['equity']!r}, engine {first[1]['equity']!r}"
    ]


def is_even(row):
    """Whether a trade's profit is no more than rounding errors, which have no sign."""
    return abs(row["pnl"]) <= 1e-12 * row_notional(row)


def row_notional(row):
    return abs(row["pnl"] / row["return_pct"] * 100) if row["return_pct"] else row["size"] * row["entry_price"]


def metrics(expected, actual, scale, has_even_trade):
    found = []
    if expected.keys() != actual.keys():
        found.append(f"metrics: keys differ: {sorted(expected.keys() ^ actual.keys())}")
    for key in (expected.keys() & actual.keys()) - {DURATION}:
        if (key in SIGNED and has_even_trade) or is_noise(key, expected):
            continue
        if not close(expected[key], actual[key], *metric_tolerance(key, expected, scale)):
            found.append(f"metrics.{key}: model {expected[key]!r}, engine {actual[key]!r}")
    return found


def is_noise(key, expected):
    """Whether a metric divides by changes of equity that are no more than rounding errors."""
    steady = expected["max_drawdown"] is not None and expected["max_drawdown"] < NOISE
    calm = expected["annual_volatility"] is not None and expected["annual_volatility"] < NOISE
    return (key in ("calmar", "sortino", DURATION) and steady) or (key in ("sharpe", "sortino", "sqn") and calm)


def metric_tolerance(key, expected, scale):
    """(relative, floor): ratios of small changes of equity are known no better than those changes."""
    relative, floor = METRIC, 1e-12
    if key in ("sharpe", "sortino", "annual_volatility"):
        relative += SMALLEST / max(expected["annual_volatility"] or 1, SMALLEST)
    if key in ("calmar", "max_drawdown"):
        relative += SMALLEST / max(expected["max_drawdown"] or 1, SMALLEST)
    if key == "sqn":
        relative += 1e-11 * abs(expected["sqn"] or 0)  # nearly equal profits: their spread is what rounding leaves
    if key in ("total_return", "cagr"):
        floor = 1e-11  # of 1: what the growth itself is known to, grown over a year
    if key in ("expectancy", "average_win", "average_loss", "fees_paid"):
        floor = 1e-12 * scale
    return relative, floor


def warnings(expected, actual):
    codes = {warning["code"] for warning in actual}
    return [
        f"warning {code}: model {code in expected}, engine {code in codes}" for code in WARNINGS if (code in expected) != (code in codes)
    ]


def intrabar(expected, actual, floor):
    if expected is None or actual is None:
        return unequal("intrabar_report", expected, actual)
    found = unequal("intrabar_report.ambiguous_exits", expected["ambiguous_exits"], actual.get("ambiguous_exits"))
    for key in ("final_equity_prefer_sl", "final_equity_prefer_tp"):
        if not close(expected[key], actual.get(key), floor=floor):
            found.append(f"intrabar_report.{key}: model {expected[key]!r}, engine {actual.get(key)!r}")
    return found
