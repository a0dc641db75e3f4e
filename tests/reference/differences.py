"""Readable differences between the model's result and the engine's."""

RELATIVE = 1e-10  # of a trade's numbers
EQUITY = 1e-12  # of equity itself
MOVED = 2e-13  # of the initial cash and all that was traded: what rounding leaves in equity
METRIC = 1e-11  # of metrics of the same curve and trades
NOTIONAL = 1e-12  # of what a trade moved: what a difference of its prices is known to
DATA_ERROR = 3  # exit status of the command
EXACT = ("symbol", "proposal_id", "direction", "entry_time", "exit_time", "exit_type", "bars_held")
PRICES = ("entry_price", "exit_price", "size", "fees", "confidence")
PERCENTAGES = ("return_pct", "mae", "mfe")
WARNINGS = ("no_bars", "leg_dropped")


def close(a, b, relative=RELATIVE, floor=0.0):
    """Equal within a relative tolerance, or within an absolute floor where digits cancel; None equals None only."""
    if a is None or b is None:
        return a is b
    return abs(a - b) <= max(relative * max(abs(a), abs(b)), floor)


def differences(expected, actual, run_of):
    """Lines that tell what differs; empty when the results agree. `run_of` is the model's run, whose result `expected` is."""
    if expected["status"] != actual.get("status"):
        return [f"status: model {expected['status']} {expected.get('error', '')}, engine {str(actual)[:1500]}"]
    if expected["status"] == "failed":
        return unequal("exit status", DATA_ERROR, actual["exit_status"])
    scale = run_of.config["initial_cash"] + sum(map(row_notional, expected["trade_log"]))
    found = []
    for key in ("rejections", "counts", "detail_interval"):
        found += unequal(key, expected[key], actual.get(key))
    found += rejected(expected["rejected_proposals"], actual.get("rejected_proposals", []))
    found += trades(expected["trade_log"], actual["trade_log"])
    found += curve(expected, actual, scale)
    found += warnings(expected["warnings"], actual.get("warnings", []))
    found += intrabar(expected.get("intrabar_report"), actual.get("intrabar_report"), NOTIONAL * scale)
    return found or metrics(actual, run_of)  # of curve and trades that differ, the metrics say nothing more


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
    for key in EXACT:
        found += unequal(f"{place}.{key}", mine[key], theirs.get(key))
    for keys, floor in ((PRICES, 0.0), (("pnl", "funding"), NOTIONAL * row_notional(mine)), (PERCENTAGES, 1e-10)):
        for key in keys:
            if key not in theirs or not close(mine[key], theirs[key], floor=floor):
                found.append(f"{place}.{key}: model {mine[key]!r}, engine {theirs.get(key)!r}")
    # A profit of rounding errors has no sign that both must have: the word is held against the engine's own number.
    return found or unequal(f"{place}.result", word_for(theirs["pnl"]), theirs.get("result"))


def word_for(pnl):
    return "WIN" if pnl > 0 else "LOSS" if pnl < 0 else "EVEN"


def row_notional(row):
    return abs(row["pnl"] / row["return_pct"] * 100) if row["return_pct"] else row["size"] * row["entry_price"]


def curve(expected, actual, scale):
    """Equity at every point and at the end, which the last point is (6.k)."""
    mine, theirs = expected["equity_curve"], actual["equity_curve"]
    if [p["time"] for p in mine] != [p["time"] for p in theirs]:
        return [f"equity_curve: times differ (model {len(mine)} points, engine {len(theirs)})"]
    if theirs and theirs[-1]["equity"] != actual["final_cash"]:
        return [f"final_cash: {actual['final_cash']!r} is not the last point of the engine's curve, {theirs[-1]['equity']!r}"]
    wrong = [(a, b) for a, b in zip(mine, theirs, strict=True) if not same_equity(a["equity"], b["equity"], scale)]
    if wrong:
        first = wrong[0]
        return [
            f"equity_curve: {len(wrong)} of {len(mine)} points differ, the first at {first[0]['time']}: "
            f"model {first[0]['equity']!r}, engine {first[1]['equity']!r}"
        ]
    return (
        []
        if same_equity(expected["final_cash"], actual["final_cash"], scale)
        else unequal("final_cash", expected["final_cash"], actual["final_cash"])
    )


def same_equity(a, b, scale):
    return close(a, b, EQUITY, MOVED * scale)


def metrics(actual, run_of):
    """The engine's metrics against what the model computes from the engine's own curve and trades. The rounding by which the two curves
    may differ is no matter then, however small the changes that a ratio divides by."""
    expected, errors = run_of.metrics_of(actual["final_cash"], actual["equity_curve"], actual["trade_log"])
    found = []
    if expected.keys() != actual["metrics"].keys():
        found.append(f"metrics: keys differ: {sorted(expected.keys() ^ actual['metrics'].keys())}")
    for key in sorted(expected.keys() & actual["metrics"].keys()):
        mine, theirs = expected[key], actual["metrics"][key]
        if not close(mine, theirs, METRIC, errors.get(key, 0.0)):
            found.append(f"metrics.{key}: model {mine!r} of the engine's curve and trades, engine {theirs!r}")
    return found


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
