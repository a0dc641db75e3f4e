"""Writes seed files for the fuzz targets: make_corpus.py FOLDER (one folder below it for each target).

They are small on purpose: a mutation should hit something that matters."""

import io
import pathlib
import sys
import zipfile

import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_MS = 1704067200000
MINUTE_MS = 60_000
PRICES = [(100.0, 101.5, 99.0, 100.5, 12.0), (100.5, 102.0, 100.0, 101.0, 7.5), (101.0, 101.0, 98.5, 99.0, 0.0)]


def times() -> list[int]:
    return [START_MS + row * MINUTE_MS for row in range(len(PRICES))]


def csv_files() -> dict[str, str]:
    def kline(time: int, prices: tuple, unit: int) -> str:
        values = ",".join(str(value) for value in prices)
        return f"{time * unit},{values},{(time + MINUTE_MS) * unit - 1},1200.5,10,6.0,600.1,0"

    rows = list(zip(times(), PRICES, strict=True))
    header = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n"
    milliseconds = "".join(kline(time, prices, 1) + "\n" for time, prices in rows)
    named = "".join(f"2024-01-01T00:0{row}:00Z;{p[0]};{p[1]};{p[2]};{p[3]};{p[4]}\r\n" for row, p in enumerate(PRICES))
    return {
        "plain.csv": milliseconds,
        "header.csv": header + milliseconds,
        "microseconds.csv": "".join(kline(time, prices, 1000) + "\n" for time, prices in rows),
        "named.csv": "date;open;high;low;close;volume\r\n" + named,
        "quoted.csv": 'timestamp,"open","high","low","close"\n1704067200,"1e2",101, 99 ,100\n',
        "funding.csv": "calc_time,funding_interval_hours,last_funding_rate\n1704067200000,8,0.0001\n1704096000000,8,-0.00005\n",
    }


def zip_files() -> dict[str, bytes]:
    files = {}
    for name, method in (("stored.zip", zipfile.ZIP_STORED), ("deflated.zip", zipfile.ZIP_DEFLATED)):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as archive:
            archive.writestr("BTCUSDT-1m-2024-01.csv", csv_files()["plain.csv"])
            archive.writestr("folder/readme.txt", "x" * 500)
        files[name] = buffer.getvalue()
    return files


def candle_table(time_name: str, unit: str) -> pa.Table:
    scale = {"ms": 1, "us": 1000, "ns": 1_000_000}[unit]
    time = pa.array([time * scale for time in times()], pa.timestamp(unit, "UTC"))
    columns = {name: pa.array([prices[i] for prices in PRICES]) for i, name in enumerate(("open", "high", "low", "close", "volume"))}
    return pa.table({time_name: time, **columns})


def arrow_files() -> dict[str, bytes]:
    files = {}
    for compression in ("uncompressed", "lz4", "zstd"):
        buffer = io.BytesIO()
        pyarrow.feather.write_feather(candle_table("date", "ns"), buffer, compression=compression)
        files[f"{compression}.feather"] = buffer.getvalue()
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(candle_table("open_time", "us"), buffer)
    files["table.parquet"] = buffer.getvalue()
    return files


def store_files() -> dict[str, bytes]:
    buffer = io.BytesIO()
    table = candle_table("open_time", "ms").combine_chunks()
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    return {"series.arrow": buffer.getvalue()}


def configuration_files() -> dict[str, str]:
    rows = "[[1704067200000,100,101.5,99,100.5,12],[1704070800000,100.5,102,100,101,7.5]]"
    own = {
        "inline.json": f'{{"interval":"1h","strategy":{{"builtin":"ema_cross","params":{{"fast":2}}}},"ohlcv_data":{{"main":{{"BTCUSDT":{rows}}}}}}}',
        "full.json": '{"symbols":["BTC/USDT:USDT"],"interval":"1h","detail_interval":"1m","market":"PERP","start_date":"2024-01-01","leverage":3,'
        '"entry":{"reference":"close","legs":2,"start_pct":0.1,"tif":"GTC","when":5},"fee_model":0.0004,"capacity_policy":3,'
        '"instruments":{"BTCUSDT":{"tick_size":0.1,"type":"linear"}},"strategy":"momentum","equity_curve":{"max_points":10}}',
    }
    cases = sorted(ROOT.glob("tests/contract/*/config.json"))
    return own | {f"{path.parent.name}.json": path.read_text() for path in cases if path.stat().st_size < 4096}


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    makers = {"csv": csv_files, "zip": zip_files, "arrow": arrow_files, "store": store_files, "configuration": configuration_files}
    for target, make in makers.items():
        (folder / target).mkdir(parents=True, exist_ok=True)
        for name, content in make().items():
            (folder / target / name).write_bytes(content.encode() if isinstance(content, str) else content)


if __name__ == "__main__":
    main()
