"""`schema`, `components` and `completion`: what they say is true, and the written reference is up to date."""

import json
import os
import shutil
import subprocess

import pytest
from engine_command import BINARY, ROOT, TIMEOUT_S, orchestrator

KINDS = {"strategy", "fee_model", "slippage_model", "fill_policy", "sizing_model", "capacity_policy"}


def schema():
    return json.loads(orchestrator("schema").stdout)


def test_configuration_reference_is_up_to_date():
    written = (ROOT / "docs/configuration.md").read_text()
    assert written == orchestrator("schema", "--markdown").stdout, "run: orchestrator schema --markdown > docs/configuration.md"


def every_property(node, path=""):
    for key, part in node.get("properties", {}).items():
        yield f"{path}/{key}", part
        yield from every_property(part, f"{path}/{key}")
    if isinstance(node.get("additionalProperties"), dict):
        yield from every_property(node["additionalProperties"], f"{path}/*")


def test_every_key_of_the_schema_is_explained():
    keys = dict(every_property(schema()))
    assert len(keys) > 60
    for path, part in keys.items():
        assert part.get("title"), path
        assert part.get("description"), path
        assert {"type", "anyOf", "enum"} & set(part), path


def test_schema_examples_and_defaults_are_taken():
    properties = schema()["properties"]
    candles = properties["ohlcv_data"]["examples"][0]
    for key, part in properties.items():
        for value in [*part.get("examples", []), *([part["default"]] if "default" in part else [])]:
            config = {"symbols": ["BTCUSDT"], "interval": "1d", "strategy": "ema_cross", "ohlcv_data": candles, key: value}
            if isinstance(value, dict) and "module" in value:
                continue
            failed = json.loads(orchestrator("run", "--quiet", text=json.dumps(config), status=None).stdout)
            # One candle is no back-test: what matters is that the configuration was not refused.
            assert failed["status"] == "ok" or failed["error"]["code"] in ("no_decision_bars", "series_not_found"), (key, value, failed)


def test_components_lists_every_kind_with_parameters():
    components = json.loads(orchestrator("components", "--json").stdout)
    assert {component["kind"] for component in components} == KINDS
    strategies = {component["token"] for component in components if component["kind"] == "strategy"}
    assert strategies >= {"peak_ema_reversal", "momentum", "ensemble", "ema_cross", "rsi_reversion"}
    assert strategies >= {"bollinger_breakout", "donchian_breakout", "buy_and_hold", "scheduled"}
    listing = orchestrator("components").stdout
    for component in components:
        assert component["summary"]
        assert f"{component['token']} / {component['class']}" in listing
        for parameter in component["parameters"]:
            assert parameter["doc"]
            assert parameter["name"] in listing


def test_components_of_one_kind():
    listing = orchestrator("components", "fee_model").stdout
    assert "per_symbol" in listing
    assert "ema_cross" not in listing


@pytest.mark.parametrize(
    "typed, expected",
    [
        (["can"], {"candles"}),
        (["run", "--out"], {"--output"}),
        (["che"], {"check-strategy"}),
        (["check-strategy", "--b"], {"--bars"}),
        (["check-strategy", "--config", ""], set()),
        (["candles", "imp"], {"import"}),
        (["new", "str"], {"strategy"}),
        (["candles", "list", "--market", "u"], {"um"}),
        (["completion", "f"], {"fish"}),
        (["components", "siz"], {"sizing_model"}),
        (["run", "--config", ""], set()),  # nothing of ours: the shell offers files
        (["run", "-o", ""], set()),
    ],
)
def test_bash_completion(typed, expected, tmp_path):
    script = tmp_path / "completion.bash"
    script.write_text(orchestrator("completion", "bash").stdout)
    words = " ".join(f"'{word}'" for word in ["orchestrator", *typed])
    command = f'source {script}; COMP_WORDS=({words}); COMP_CWORD={len(typed)}; _orchestrator; echo "${{COMPREPLY[@]}}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=TIMEOUT_S, check=True)
    assert set(done.stdout.split()) == expected


@pytest.mark.skipif(not shutil.which("fish"), reason="fish is not installed")
@pytest.mark.parametrize(("typed", "expected"), [("candles im", ["import"]), ("candles list --market ", ["cm", "spot", "um"])])
def test_fish_completion(typed, expected, tmp_path):
    script = tmp_path / "completion.fish"
    script.write_text(orchestrator("completion", "fish").stdout)
    command = f"source {script}; complete -C 'orchestrator {typed}'"
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(["fish", "-c", command], capture_output=True, text=True, timeout=TIMEOUT_S, check=True, env=environment)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == expected


def test_zsh_completion_leaves_the_search_path_alone():
    assert "local path" not in orchestrator("completion", "zsh").stdout  # $path is $PATH there


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_are_valid_and_name_every_command(shell, tmp_path):
    script = orchestrator("completion", shell).stdout
    commands = subprocess.run([BINARY, "--help"], capture_output=True, text=True, timeout=TIMEOUT_S, check=True).stdout
    for command in commands.split("Subcommands:")[1].split("\n\n")[0].split("\n"):
        if command.strip():
            assert command.split()[0] in script
    if shutil.which(shell):
        path = tmp_path / "script"
        path.write_text(script)
        subprocess.run([shell, "-n", path], check=True, timeout=TIMEOUT_S)
