"""`orchestrator run` at the level of the command: documents, logs, files, exit statuses."""

import json
import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pyarrow
import pytest
from engine_command import BINARY, BUILD, TIMEOUT_S, configuration, orchestrator, run, wave

LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z \[Backtest_[0-9A-F]{8}\] (info|warning|error): .+")


def test_one_document_on_stdout_and_tagged_lines_on_stderr():
    done = orchestrator("run", text=json.dumps(configuration()))
    assert json.loads(done.stdout)["counts"]["trades"] > 5
    assert done.stdout.count("\n") == 1
    lines = done.stderr.splitlines()
    assert len(lines) >= 2
    assert all(LOG_LINE.match(line) for line in lines), lines
    assert len({re.search(r"Backtest_\w+", line)[0] for line in lines}) == 1


def test_quiet_says_nothing_but_errors():
    assert orchestrator("run", "--quiet", text=json.dumps(configuration())).stderr == ""
    done = orchestrator("run", "--quiet", text=json.dumps(configuration(interval="2m")), status=2)
    assert LOG_LINE.match(done.stderr)
    assert json.loads(done.stdout)["error"]["code"] == "bad_interval"


def test_file_stdin_and_pretty_say_the_same(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(configuration()))
    documents = [
        json.loads(orchestrator("run", "--config", path).stdout),
        json.loads(orchestrator("run", "--config", path, "--pretty").stdout),
        json.loads(orchestrator("run", "--config", "-", text=path.read_text()).stdout),
        json.loads(orchestrator("run", text=path.read_text()).stdout),
    ]
    for document in documents:
        del document["timings"]
    assert all(document == documents[0] for document in documents)


def test_set_changes_single_values():
    changed = run(configuration(), "--set", "strategy.params.fast=3", "--set", "strategy.params.slow=5", "--set", "name=x y=z")
    direct = run(configuration(strategy={"builtin": "ema_cross", "params": {"fast": 3, "slow": 5}}))
    assert changed["config_hash"] == direct["config_hash"]
    assert changed["trade_log"] == direct["trade_log"]
    assert run(configuration())["trade_log"] != direct["trade_log"]


def test_output_folder_holds_the_result_and_its_tables(tmp_path):
    folder = tmp_path / "deep" / "out"
    document = run(configuration(equity_curve="none"), "--output", folder)
    assert json.loads((folder / "result.json").read_text()) == document
    trades = pyarrow.ipc.open_file(folder / "trades.arrow").read_all().to_pylist()
    assert [t["pnl"] for t in trades] == [t["pnl"] for t in document["trade_log"]]
    equity = pyarrow.ipc.open_file(folder / "equity.arrow").read_all()
    assert equity.num_rows == 400
    assert equity["equity"][-1].as_py() == document["final_cash"]
    assert sorted(path.name for path in folder.iterdir()) == ["equity.arrow", "result.json", "trades.arrow"]


def test_a_failed_run_does_not_leave_an_older_result(tmp_path):
    run(configuration(), "--output", tmp_path)
    failed = run(configuration(interval="2m"), "--output", tmp_path, status=2)
    assert json.loads((tmp_path / "result.json").read_text()) == failed
    assert failed["status"] == "failed"


def test_output_that_cannot_be_written_is_found_before_the_run(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    failed = run(configuration(), "--output", blocked, status=2)
    assert failed["error"]["code"] == "unwritable_output"
    assert failed["error"]["where"] == "--output"


def test_missing_configuration_file():
    done = orchestrator("run", "--config", "no/such.json", status=2)
    assert json.loads(done.stdout)["error"]["code"] == "config_not_found"


def test_closed_stdout_is_an_error_not_a_crash():
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [BINARY, "run"], input=json.dumps(configuration()).encode(), stdout=writer, stderr=subprocess.PIPE, timeout=TIMEOUT_S, check=False
    )
    os.close(writer)
    assert done.returncode == 3
    assert b"output_failed" in done.stderr


def test_full_stdout_is_an_error():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [BINARY, "run"], input=json.dumps(configuration()).encode(), stdout=full, stderr=subprocess.PIPE, timeout=TIMEOUT_S, check=False
        )
    assert done.returncode == 3
    assert b"No space left" in done.stderr


def plugin(class_name, **params):
    return {"module": str(BUILD / "plugins/sample_plugin.so"), "class": class_name, "params": params}


needs_plugins = pytest.mark.skipif(
    not (BUILD / "plugins/sample_plugin.so").exists(), reason="the test plug-ins are not built (they come with unit_tests)"
)


@needs_plugins
@pytest.mark.parametrize("rows", [400, 40000])
def test_ctrl_c_ends_with_130_and_says_so(rows):
    # The strategy itself raises SIGINT: no waiting, no luck.
    candles = {"main": {"BTCUSDT": wave(rows)}}
    failed = run(configuration(strategy=plugin("Interrupting"), ohlcv_data=candles), status=130)
    assert failed["status"] == "failed"
    assert failed["error"]["code"] == "interrupted"


@needs_plugins
def test_an_exception_of_a_strategy_fails_the_run_or_is_counted():
    failed = run(configuration(strategy=plugin("Raising")), status=4)
    assert "no idea what to do" in failed["error"]["message"]
    assert "BTCUSDT" in failed["error"]["message"] + failed["error"]["where"]
    counted = run(configuration(strategy=plugin("Raising"), on_strategy_error="skip"))
    assert counted["counts"]["strategy_errors"] == 400
    assert counted["counts"]["trades"] == 0


@needs_plugins
def test_plugins_of_every_kind_work_together():
    result = run(
        configuration(
            strategy=plugin("EveryNth", every=7),
            fee_model=plugin("RateFee", rate=0.001),
            slippage_model=plugin("RateSlippage", rate=0.0),
            fill_policy=plugin("AtPrice"),
            sizing_model=plugin("OneUnit"),
            capacity_policy=plugin("OneAtATime"),
            exit_resolver=plugin("AtClose"),
        )
    )
    assert result["strategy"] == "EveryNth"
    assert {trade["exit_type"] for trade in result["trade_log"]} == {"BELL"}
    assert {trade["size"] for trade in result["trade_log"]} == {1.0}
    fees = [0.001 * (trade["entry_price"] + trade["exit_price"]) for trade in result["trade_log"]]
    assert [trade["fees"] for trade in result["trade_log"]] == pytest.approx(fees)
    assert result["counts"]["trades"] > 50


def test_terminal_shows_a_hint_when_it_waits_for_a_configuration():
    master, slave = pty.openpty()
    process = subprocess.Popen([BINARY, "run"], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.close(slave)
    hint = process.stderr.readline()
    assert b"Ctrl-D" in hint
    os.write(master, b"\x04")
    stdout, _ = process.communicate(timeout=TIMEOUT_S)
    os.close(master)
    assert process.returncode == 2
    assert json.loads(stdout)["error"]["code"] == "bad_json"


def test_ctrl_c_while_waiting_for_a_configuration_ends_it():
    master, slave = pty.openpty()
    process = subprocess.Popen([BINARY, "run"], stdin=slave, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    os.close(slave)
    process.stderr.readline()
    process.send_signal(signal.SIGINT)
    stdout, _ = process.communicate(timeout=TIMEOUT_S)
    os.close(master)
    assert process.returncode == 130
    assert json.loads(stdout)["error"]["code"] == "interrupted"


def test_summary_goes_to_stderr():
    done = orchestrator("run", "--summary", "--quiet", text=json.dumps(configuration()))
    assert json.loads(done.stdout)["status"] == "ok"
    assert "EMACrossStrategy · 1 symbol · 1h" in done.stderr
    assert "█" in done.stderr
    assert re.search(r"total return +[+-]\d", done.stderr)


def test_summary_groups_large_counts():
    flips = [{"time": candle[0], "signal": "BUY", "tp_price": None, "sl_price": None} for candle in wave(1300)]
    config = configuration(strategy={"builtin": "scheduled", "params": {"signals": flips}}, ohlcv_data={"main": {"BTCUSDT": wave(1301)}})
    summary = orchestrator("run", "--summary", "--quiet", text=json.dumps(config)).stderr
    assert re.search(r"proposals +1,300 ", summary)
    assert "rejected: capacity 1,295" in summary


def test_version_names_release_and_commit():
    version = orchestrator("--version").stdout
    assert re.fullmatch(r"orchestrator \d+\.\d+\.\d+ \(commit ([0-9a-f]{12}(-dirty)?|unknown)\)\n", version)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "one of run, check-strategy, candles"),
        (["candels", "list"], "did you mean 'candles'?"),
        (["candles"], "one of generate, import"),
        (["candles", "imprt", "x.csv"], "did you mean 'import'?"),
        (["run", "--confg", "x.json"], "did you mean '--config'?"),
        (["run", "--outptu=x"], "did you mean '--output'?"),
        (["--vers"], "did you mean '--version'?"),
        (["run", "config.json"], "--config config.json"),
        (["candles", "generate", "--days", "-1"], "1000000"),  # the largest; how the range is worded is up to the library's version
        (["components", "strategist"], "strategist not in {strategy,"),
        (["completion", "tcsh"], "`orchestrator completion --help`"),
        (["new"], "one of strategy"),
    ],
)
def test_wrong_command_lines_end_with_2_and_a_hint(arguments, said):
    done = orchestrator(*arguments, status=2)
    assert said in done.stderr
    error = json.loads(done.stdout)["error"]
    assert error["code"] == "bad_command_line"
    assert said in error["message"] + error["hint"]


def test_a_symbol_that_is_stored_in_another_market_is_pointed_at(tmp_path):
    orchestrator("candles", "generate", "--symbols", "BTCUSDT", "--interval", "1h", "--rows", "50", "--root", tmp_path, "--quiet")
    stored = configuration(market="PERP", symbols=["BTCUSDT"], data={"root": str(tmp_path)})
    del stored["ohlcv_data"]
    failed = run(stored, status=3)
    assert failed["error"]["code"] == "series_not_found"
    assert "spot 1h" in failed["error"]["hint"]


def test_on_a_terminal_an_error_is_said_once():
    master, slave = pty.openpty()
    done = subprocess.run([BINARY, "frobnicate"], stdout=slave, stderr=subprocess.PIPE, timeout=TIMEOUT_S, check=False)
    os.close(slave)
    assert done.returncode == 2
    assert b"frobnicate" in done.stderr
    with pytest.raises(OSError):  # the terminal is closed, and nothing was written to it
        os.read(master, 1000)
    os.close(master)
