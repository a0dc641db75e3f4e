"""A small Binance archive: candles, zips with checksums, and a local HTTP server that can misbehave as networks and servers do."""

import hashlib
import http.server
import io
import threading
import zipfile

import numpy as np
import pandas as pd

HEADER = "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore"
MINUTE_MS = 60_000


def random_candles(first, rows, interval_ms=MINUTE_MS, seed=1):
    """Valid candles with eight decimals, as the exchange writes them."""
    rng = np.random.default_rng(seed)
    close = np.round(100 * np.exp(np.cumsum(rng.normal(0, 1e-3, rows))), 8)
    opens = np.round(np.concatenate([[100.0], close[:-1]]), 8)
    high = np.round(np.maximum(opens, close) + rng.random(rows), 8)
    low = np.round(np.minimum(opens, close) - rng.random(rows), 8)
    time = pd.Timestamp(first, tz="UTC").value // 1_000_000 + interval_ms * np.arange(rows)
    volume = np.round(rng.random(rows) * 1000, 8)
    return pd.DataFrame({"open_time": time, "open": opens, "high": high, "low": low, "close": close, "volume": volume})


def binance_csv(frame, header=False, microseconds=False, interval_ms=MINUTE_MS):
    factor = 1000 if microseconds else 1
    lines = [HEADER] if header else []
    for row in frame.itertuples(index=False):
        prices = ",".join(f"{value:.8f}" for value in row[1:])
        lines.append(f"{row.open_time * factor},{prices},{(row.open_time + interval_ms) * factor - 1},1.5,7,0.5,0.7,0")
    return "\n".join(lines) + "\n"


def zip_bytes(name, text):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def checksum_text(data, name):
    return f"{hashlib.sha256(data).hexdigest()}  {name}\n"


class ArchiveServer:
    """Serves `files` (path -> bytes) on 127.0.0.1 with Range requests; `faults[path]` is a list of what to do wrong, one a request:
    an HTTP status, ("drop", n): n bytes of the body and a closed connection, ("drip", n, seconds): n bytes and silence, "no-range": the
    whole file whatever was asked. Every request is kept in `requests` as (path, Range header or None, status)."""

    def __init__(self):
        self.files = {}
        self.faults = {}
        self.requests = []
        self.lock = threading.Lock()
        self.released = threading.Event()
        archive = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_GET(self):
                archive.answer(self)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def close(self):
        self.released.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def add_zip(self, path, text, checksum=True):
        name = path.rsplit("/", 1)[-1]
        data = zip_bytes(name.replace(".zip", ".csv"), text)
        self.files[path] = data
        if checksum:
            self.files[path + ".CHECKSUM"] = checksum_text(data, name).encode()
        return data

    def add_klines(self, market, symbol, interval, period, frame, kind="klines", **csv_options):
        folder = "spot" if market == "spot" else f"futures/{market}"
        step = "monthly" if len(period) == 7 else "daily"
        path = f"data/{folder}/{step}/{kind}/{symbol}/{interval}/{symbol}-{interval}-{period}.zip"
        self.add_zip(path, binance_csv(frame, **csv_options))
        return path

    def count(self, path, status=None, ranged=None):
        with self.lock:
            return sum(
                1
                for asked, range_header, answered in self.requests
                if asked == path and status in (None, answered) and ranged in (None, range_header is not None)
            )

    def note(self, path, range_header, status):
        with self.lock:
            self.requests.append((path, range_header, status))

    def answer(self, handler):
        path = handler.path.lstrip("/")
        range_header = handler.headers.get("Range")
        with self.lock:
            fault = self.faults[path].pop(0) if self.faults.get(path) else None
        if isinstance(fault, int):
            self.note(path, range_header, fault)
            return handler.send_error(fault)
        if path not in self.files:
            self.note(path, range_header, 404)
            return handler.send_error(404)
        data = self.files[path]
        begin = int(range_header.removeprefix("bytes=").split("-")[0]) if range_header and fault != "no-range" else 0
        if begin >= len(data) > 0:
            self.note(path, range_header, 416)
            return handler.send_error(416)
        status = 206 if begin else 200
        self.note(path, range_header, status)
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(data) - begin))
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        handler.end_headers()
        return self.send_body(handler, data[begin:], fault)

    def send_body(self, handler, body, fault):
        if not isinstance(fault, tuple):
            handler.wfile.write(body)
            return
        handler.wfile.write(body[: fault[1]])
        handler.wfile.flush()
        if fault[0] == "drip":
            self.released.wait(fault[2])
        handler.close_connection = True
