from collections.abc import Sequence
import enum
from typing import Annotated, Any

import numpy
import numpy.typing
from numpy.typing import NDArray

import strategyOrchestrator._names


__commit__: str
__version__: str

class Candle:
    """
    One candle: open_time in ms since 1970 (UTC), prices in quote currency, volume in base currency.
    """

    def __init__(self, open_time: int, open: float, high: float, low: float, close: float, volume: float = 0.0) -> None: ...

    @property
    def open_time(self) -> int:
        """ms since 1970, UTC"""

    @property
    def open(self) -> float: ...

    @property
    def high(self) -> float: ...

    @property
    def low(self) -> float: ...

    @property
    def close(self) -> float: ...

    @property
    def volume(self) -> float: ...

    def __repr__(self) -> str: ...

class TradeEventType(enum.Enum):
    """What an event of the timeline is."""

    OPEN = 0

    REDUCE = 1

    CLOSE = 2

    MODIFY_SLTP = 3

    FUNDING = 4

    LIQUIDATE = 5

    CUSTOM = 6

class OrderLeg:
    """
    One leg of an entry: a share of the size at reference * (1 - d * offset), d = 1 for a LONG and -1 for a SHORT.

    fraction: share of the size. offset: fraction of the reference price, positive is better for us. reference: "open", "close",
    "entry", a price, or a function of the first Candle. tif: "GTC", "IOC" or "FOK". expire_bars: detail candles it waits.
    when: n-th candle (int), a time in ms (float, or >= 1e11), or a predicate on a Candle.
    """

    def __init__(self, fraction: float = 1.0, offset: float = 0.0, reference: object = 'open', tif: str = 'GTC', expire_bars: int | None = None, when: object | None = None) -> None: ...

    @property
    def fraction(self) -> float: ...

    @property
    def offset(self) -> float: ...

    @property
    def expire_bars(self) -> int | None: ...

    @property
    def tif(self) -> str: ...

class TradeEvent:
    """
    One execution as the policies see it: price before slippage (quote currency), quantity in base currency or contracts.
    """

    def __init__(self, symbol: str, price: float, quantity: float, side: object = 1, ts: int = 0, type: TradeEventType = TradeEventType.OPEN, kind: str = 'MARKET', limit_price: float | None = None, tif: str = 'GTC', proposal_id: int = 0, leg: int = 0) -> None: ...

    @property
    def ts(self) -> int:
        """open time of the candle, ms"""

    @property
    def type(self) -> TradeEventType: ...

    @property
    def kind(self) -> str:
        """MARKET, LIMIT, TAKE_PROFIT, STOP, AT_MARKET or LIQUIDATION"""

    @property
    def side(self) -> strategyOrchestrator._names.Side:
        """BUY (1) or SELL (-1)"""

    @property
    def symbol(self) -> str: ...

    @property
    def price(self) -> float: ...

    @property
    def quantity(self) -> float: ...

    @property
    def limit_price(self) -> float:
        """of limit legs and take-profits: the price that must not be passed"""

    @property
    def tif(self) -> str: ...

    @property
    def proposal_id(self) -> int: ...

    @property
    def leg(self) -> int: ...

    @property
    def notional(self) -> float:
        """price * quantity, quote currency (linear contracts)"""

    def __repr__(self) -> str: ...

class TradeMeta:
    """
    What sizing and capacity learn about a proposal. Prices in quote currency; None: no such price.
    """

    def __init__(self, symbol: str, reference_price: float, direction: object = 'LONG', entry_price: float | None = None, tp_price: float | None = None, sl_price: float | None = None, confidence: float = 1.0, equity: float = 0.0, cash: float = 0.0, ts: int = 0, strategy_name: str = '', inverse: bool = False, multiplier: float = 1.0, proposal_id: int = 0) -> None:
        """entry_price: default the reference price."""

    @property
    def symbol(self) -> str: ...

    @property
    def strategy_name(self) -> str: ...

    @property
    def direction(self) -> strategyOrchestrator._names.Direction:
        """LONG (1) or SHORT (-1)"""

    @property
    def ts(self) -> int:
        """when it is tried, ms"""

    @property
    def reference_price(self) -> float:
        """price that the first leg is measured from"""

    @property
    def entry_price(self) -> float: ...

    @property
    def tp_price(self) -> float | None: ...

    @property
    def sl_price(self) -> float | None: ...

    @property
    def confidence(self) -> float: ...

    @property
    def equity(self) -> float:
        """before this instant"""

    @property
    def cash(self) -> float: ...

    @property
    def inverse(self) -> bool: ...

    @property
    def multiplier(self) -> float: ...

    @property
    def proposal_id(self) -> int: ...

    def __repr__(self) -> str: ...

class FillRecord:
    """
    What was filled: a price (quote currency) and a quantity > 0; the side tells the sign, the fee is in cash currency.
    """

    def __init__(self, price: float, quantity: float, side: object = 1, fee: float = 0.0, ts: int = 0, overflow: bool = False, proposal_id: int = 0, leg: int = 0) -> None: ...

    @property
    def ts(self) -> int: ...

    @property
    def side(self) -> strategyOrchestrator._names.Side: ...

    @property
    def price(self) -> float: ...

    @property
    def quantity(self) -> float: ...

    @property
    def fee(self) -> float: ...

    @property
    def overflow(self) -> bool:
        """more than the offered depth, filled at the worst level"""

    @property
    def proposal_id(self) -> int: ...

    @property
    def leg(self) -> int: ...

    def __repr__(self) -> str: ...

class TradePlan:
    """Legs and exit rules that a decision brings along, as `plan`."""

    @property
    def legs(self) -> list[OrderLeg]: ...

    @property
    def crossing_policy(self) -> str: ...

    @property
    def max_holding_bars(self) -> int | None:
        """decision bars; None: no limit"""

    @property
    def trailing_stop_pct(self) -> float | None:
        """fraction of the best price since entry; None: none"""

    @property
    def has_exit_resolver(self) -> bool:
        """whether it replaces the bracket rules"""

class TradeProposalBuilder:
    """
    Builds a trade plan step by step: TradeProposalBuilder("BTCUSDT", 1.0, "LONG").scale_in(3, 0.0, 0.01)
    .bracket_exit(0.05, 0.02).set_entry_params(price, None, None, ts).build(detail).
    """

    def __init__(self, symbol: str, size: float = 1.0, direction: object = 'LONG') -> None:
        """size: base currency (contracts when inverse), > 0."""

    def scale_in(self, n: int, start_pct: float = 0.0, step_pct: float = 0.0, reference: object = 'open') -> TradeProposalBuilder:
        """
        n legs of size/n at reference * (1 - d * (start_pct + k * step_pct)); fractions. Replaces earlier legs.
        """

    def bracket_exit(self, tp: float | None, sl: float | None, crossing_policy: object = 'prefer_sl', exit_resolver: object | None = None) -> TradeProposalBuilder:
        """
        Take-profit and stop as fractions of the entry price; None: no such exit.
        """

    def set_entry_params(self, entry_price: float, tp_price: object | None = None, sl_price: object | None = None, entry_ts: int = 0) -> TradeProposalBuilder:
        """
        The decision: its price (quote currency), its bracket where given as prices, its time T (ms).
        """

    def build(self, detail: object, interval: str | None = None, strategy_name: str = '', confidence: float = 1.0, decision_bar: Candle | None = None) -> TradeProposal:
        """
        The proposal on detail candles: a frame or mapping with open_time (ms), open, high, low, close, volume. interval: theirs, where it can't be told from their times. decision_bar: what a leg's reference function sees; default: the newest candle before the decision.
        """

class CapacityState:
    """What is open or waiting when a proposal is tried."""

    def __init__(self, filled_legs: int = 0, waiting_legs: int = 0, active_symbols: int = 0, symbol_active: bool = False) -> None: ...

    @property
    def filled_legs(self) -> int:
        """filled legs of open trades"""

    @property
    def waiting_legs(self) -> int:
        """admitted, not filled, still live"""

    @property
    def active_symbols(self) -> int:
        """symbols with either"""

    @property
    def symbol_active(self) -> bool:
        """the proposal's symbol is one of them"""

class CapacityVerdict:
    """
    Whether a proposal is admitted, with the values compared (shown by `explain`).
    """

    def __init__(self, admitted: bool, needed: float = float('nan'), limit: float = float('nan')) -> None: ...

    @property
    def admitted(self) -> bool: ...

    @property
    def needed(self) -> float: ...

    @property
    def limit(self) -> float: ...

class Book:
    """
    The market as a fill sees it: the candle of the event, and the fraction by which its price slips.
    """

    def __init__(self, candle: Candle, slippage: float = 0.0) -> None: ...

    @property
    def candle(self) -> Candle: ...

    @property
    def slippage(self) -> float:
        """fraction of price, 0 for limit legs and take-profits"""

    @property
    def volume(self) -> float: ...

class RealizedTrade:
    """What a proposal came to on its own."""

    @property
    def fills(self) -> list[FillRecord]:
        """its fills in order, fees included"""

    @property
    def trade(self) -> dict[str, Any] | None:
        """a row as of `trade_log`; None when no leg filled"""

class TradeProposal:
    """
    A proposal with every price resolved, and the detail candles that it is filled on: what TradeProposalBuilder.build makes.
    """

    @property
    def symbol(self) -> str: ...

    @property
    def direction(self) -> strategyOrchestrator._names.Direction:
        """LONG (1) or SHORT (-1)"""

    @property
    def size(self) -> float:
        """base currency (contracts when inverse)"""

    @property
    def entry_price(self) -> float:
        """the decision's, quote currency"""

    @property
    def tp_price(self) -> float | None:
        """None: no such exit"""

    @property
    def sl_price(self) -> float | None:
        """None: no such exit"""

    @property
    def entry_ts(self) -> int:
        """the decision's time T, ms"""

    @property
    def confidence(self) -> float: ...

    @property
    def strategy_name(self) -> str: ...

    def build_events(self, decision_interval: str | None = None) -> list[TradeEvent]:
        """
        The trade's events before costs: an OPEN for each leg that fills, and the CLOSE. decision_interval: "1h"; default: that of the detail candles.
        """

    def realize(self, fee_model: object | None = None, slippage_model: object | None = None, fill_policy: object | None = None, decision_interval: str | None = None) -> RealizedTrade:
        """
        What the trade comes to alone: no portfolio, all the cash that it needs. Policies as a configuration names them, or Python objects.
        """

class Position:
    """
    Signed quantity, average price and realised profit of one symbol. A fill that crosses zero closes the old side and opens the new one.
    """

    def __init__(self, inverse: bool = False, multiplier: float = 1.0) -> None:
        """inverse: a coin-margined contract of `multiplier` quote currency."""

    def apply(self, side: object, price: float, quantity: float) -> float:
        """
        Applies a fill: side "BUY" or "SELL" (1, -1), quantity > 0. Returns the profit it realised, before fees.
        """

    @property
    def quantity(self) -> float:
        """signed: > 0 long"""

    @property
    def average_price(self) -> float:
        """of the open quantity; 0 when flat"""

    @property
    def realised(self) -> float:
        """profit so far, before fees"""

    def unrealised(self, mark: float) -> float:
        """Profit of the open quantity at a price."""

    def __repr__(self) -> str: ...

class TransactionLedger:
    """
    What was filled, and what it did to cash: a Position for each symbol. Amounts in cash currency.
    """

    def __init__(self, market: str, symbols: Sequence[str], inverse: bool = False, multiplier: float = 1.0) -> None:
        """
        market: "SPOT" or "PERP". inverse, multiplier: of every symbol's contract.
        """

    def ingest(self, symbol: str, fill: FillRecord) -> None:
        """Books a fill, its fee included."""

    def ingest_funding(self, amount: float) -> None:
        """Books a funding payment: positive is paid, negative received."""

    def current_cash_delta(self) -> float:
        """What cash changed by since the last pop_cash_delta()."""

    def pop_cash_delta(self) -> float:
        """The same, and begins anew at 0."""

    def unrealised_pnl(self, symbol: str, mark: float) -> float: ...

    def position(self, symbol: str) -> Position:
        """As it is now: a copy."""

    def get_fills(self) -> list[FillRecord]:
        """Every fill in order."""

    @property
    def symbols(self) -> list[str]: ...

    @property
    def realised(self) -> float: ...

    @property
    def fees(self) -> float: ...

    @property
    def funding(self) -> float:
        """paid minus received"""

    @property
    def traded_notional(self) -> float: ...

    @property
    def open_cost(self) -> float:
        """quantity * average price of what is open"""

def native_params(kind: str, builtin: str, params: dict[str, Any]) -> dict[str, Any]:
    """
    A built-in's parameters with the defaults filled in; None: it has no value.
    """

class NativeStrategy:
    """
    One of the engine's strategies. `strategyOrchestrator.entities.strategies` has classes around it.
    """

    def __init__(self, spec: dict[str, Any], members: dict[str, Any]) -> None: ...

    def lookback(self, interval: str) -> int: ...

    def required_indicators(self, interval: str) -> list[tuple[str, list[float]]]: ...

    def indicator_periods(self, interval: str) -> dict[str, list[float]]: ...

    def decide(self, candles: tuple[Any, ...], indicators: list[Any], interval: str, tp_ratio: float, sl_ratio: float, symbol: str) -> dict[str, Any]:
        """
        candles: open_time (int64, ms), open, high, low, close, volume (float64). indicators: an array a request, or None to have it computed.
        """

    def fit(self, candles: tuple[Any, ...], interval: str) -> None: ...

    def reset(self) -> None: ...

class NativeCostModel:
    """One of the engine's fee or slippage models."""

    def __call__(self, event: TradeEvent) -> float: ...

class NativeSizingModel:
    """One of the engine's sizing models."""

    def __call__(self, meta: TradeMeta, action: TradeEventType) -> float: ...

class NativeCapacityPolicy:
    """One of the engine's capacity policies."""

    def admit(self, meta: TradeMeta, new_legs: int, state: CapacityState) -> CapacityVerdict: ...

class NativeFillPolicy:
    """One of the engine's fill policies."""

    def fill(self, event: TradeEvent, book: Book) -> list[FillRecord]: ...

    def worst_price(self, event: TradeEvent, slippage: float) -> float: ...

def native_fee_model(builtin: str, params: dict[str, Any], seed: int = 0) -> NativeCostModel: ...

def native_slippage_model(builtin: str, params: dict[str, Any], seed: int = 0) -> NativeCostModel: ...

def native_sizing_model(builtin: str, params: dict[str, Any], seed: int = 0) -> NativeSizingModel: ...

def native_capacity_policy(builtin: str, params: dict[str, Any], seed: int = 0) -> NativeCapacityPolicy: ...

def native_fill_policy(builtin: str, params: dict[str, Any], seed: int = 0) -> NativeFillPolicy: ...

def indicator(name: str, parameters: Sequence[float], open: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], high: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], low: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], close: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)], volume: Annotated[NDArray[numpy.float64], dict(shape=(None,), order='C', device='cpu', writable=False)]) -> Annotated[NDArray[numpy.float64], dict(shape=(None,))]:
    """
    A column of an indicator over whole candle columns; NaN where it is not defined.
    """

def indicator_parameters() -> dict[str, dict[str, Any]]:
    """
    The engine's indicators: {name: {parameter: default, or None where there is none}}.
    """

class Portfolio:
    """
    A portfolio manager of the engine. `strategyOrchestrator.entities.portfolio` has classes around it.
    """

    def __init__(self, config: str, candles: dict[str, Any], objects: dict[str, Any]) -> None: ...

    def try_execute(self, proposal: object, now_ts: int | None, check_risk: object | None) -> bool: ...

    def close_longs(self, symbol: str, now_ts: int) -> None: ...

    def on_bar(self, ts: int) -> None: ...

    def apply_funding(self, ts: int) -> None: ...

    def finish(self) -> None: ...

    def results(self) -> RunResult: ...

    def ledger(self) -> TransactionLedger: ...

    def margin(self) -> float: ...

    @property
    def cash(self) -> float: ...

    @property
    def equity(self) -> float: ...

    @property
    def symbols(self) -> list[str]: ...

class RunResult:
    """A finished back-test, as the engine keeps it."""

    def to_json(self, pretty: bool = False) -> str:
        """The document that `orchestrator run` prints."""

    def json_without_curve(self) -> str: ...

    def equity_curve(self) -> list[dict[str, Any]]:
        """As in the JSON result."""

    def equity_values(self) -> numpy.typing.NDArray[numpy.float64]:
        """Every point of the curve: a view, float64, cash currency."""

    def equity_times(self) -> numpy.typing.NDArray[numpy.int64]:
        """Their times, int64, ms since 1970: the ends of the detail candles."""

    def json_head(self) -> str:
        """The values of the JSON result that are no lists of rows."""

    def trade_columns(self) -> dict:
        """
        The trade log as {key: array or list of text}; times are int64, ms since 1970.
        """

    def detail_candles(self, symbol: int) -> tuple:
        """
        (open_time, open, high, low, close, volume) of the candles on which the orders of symbols[symbol] were filled: views.
        """

    def summary(self, width: int = 100) -> str: ...

    def write_trades(self, path: str) -> None: ...

    def write_equity(self, path: str) -> None: ...

    @property
    def symbols(self) -> list[str]: ...

class StoredCandles:
    """The candle store's series of one exchange and market, read only."""

    def __init__(self, root: str = '', exchange: str = 'binance', market: str = 'spot') -> None: ...

    def fetch_candles(self, symbol: str, interval: str, limit: int = 0, begin: int | None = None, end: int | None = None, newest: bool = False) -> tuple:
        """
        (open_time, open, high, low, close, volume): read-only views of the mapped file, in time order. Of the candles with begin <= open_time < end the first `limit`
        (0: all), with `newest` the last. Times are ms since 1970.
        """

    def symbols(self) -> list: ...

    def stored_intervals(self, symbol: str) -> list: ...

    def describe(self) -> str: ...

def parse_time(text: str) -> int | None:
    """
    A time as configurations write it, in ms since 1970; None when it is no time.
    """

def market_of_symbol(name: str) -> str:
    """
    The candle store's market of a name that tells one: um of BTC/USDT:USDT; otherwise empty.
    """

def interval_lengths() -> dict:
    """{name: ms}, shortest first."""

def run(config: str, folder: str, objects: dict[str, Any], candles: object | None, on_progress: object | None) -> RunResult:
    """
    One back-test. config: JSON. folder: the configuration's own, for relative paths. objects: {JSON pointer: Python component}. candles: None, or
    {section: {symbol: arrays}}. on_progress: called with (phase, bars done, bars in all).
    """

def command(arguments: Sequence[str]) -> int:
    """The `orchestrator` command; returns its exit status."""

def schema() -> str:
    """The configuration's JSON Schema."""
