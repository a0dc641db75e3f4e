"""CCXT's names of symbols tell the market, wherever a command takes them."""

from archive_server import random_candles
from store_command import candles, is_stored, report


def test_generate_puts_every_symbol_into_its_market(tmp_path):
    names = "BTC/USDT,BTC/USDT:USDT,BTC/USD:BTC"
    made = report("generate", "--symbols", names, "--interval", "1h", "--rows", 100, "--root", tmp_path)
    assert [(s["market"], s["symbol"], s["kind"]) for s in made["series"]] == [
        ("cm", "BTCUSD_PERP", "candles"),
        ("cm", "BTCUSD_PERP", "funding"),
        ("spot", "BTCUSDT", "candles"),
        ("um", "BTCUSDT", "candles"),
        ("um", "BTCUSDT", "funding"),
    ]
    assert candles("show", "BTCUSD_PERP", "--interval", "1h", "--root", tmp_path)  # a name that only coin-margined perpetuals have


def test_import_stores_a_perpetual_as_a_perpetual(tmp_path):
    random_candles("2024-01-01", 10).to_csv(tmp_path / "mine.csv", index=False)
    options = ["--interval", "1m", "--root", tmp_path / "data"]
    candles("import", tmp_path / "mine.csv", "--symbol", "BTC/USDT:USDT", *options)
    assert is_stored(tmp_path / "data", "um", "BTCUSDT", "1m")
    assert not is_stored(tmp_path / "data", "spot", "BTCUSDT", "1m")
    candles("import", tmp_path / "mine.csv", "--symbol", "ETH/USDT:USDT", "--market", "spot", *options)
    assert is_stored(tmp_path / "data", "spot", "ETHUSDT", "1m")  # --market is explicit


def test_import_of_a_perpetual_leaves_the_spot_folder_alone(tmp_path):
    for folder in ("spot", "futures/um"):
        (tmp_path / "archive" / folder).mkdir(parents=True)
        random_candles("2024-01-01", 10).to_csv(tmp_path / "archive" / folder / "BTCUSDT-1m.csv", index=False)
    got = report("import", tmp_path / "archive", "--symbol", "BTC/USDT:USDT", "--root", tmp_path / "data")
    assert [s["market"] for s in got["series"]] == ["um"]
    assert [s["reason"] for s in got["skipped"]] == ["its market is not um"]
