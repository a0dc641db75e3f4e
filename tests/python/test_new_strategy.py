"""`orchestrator new strategy`: the project builds at once and passes its own test, against the build tree and against an installation."""

import json
import shutil
import subprocess

import engine_command
import pytest
from engine_command import BUILD, ROOT, TIMEOUT_S, configuration, orchestrator

pytestmark = pytest.mark.skipif(shutil.which("cmake") is None, reason="cmake is not installed")


def shell(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def build_and_test(folder):
    shell("cmake", "-B", "build", cwd=folder)
    shell("cmake", "--build", "build", cwd=folder)
    report = shell("ctest", "--test-dir", "build", "--output-on-failure", cwd=folder)
    assert "100% tests passed, 0 tests failed out of 2" in report


def test_project_builds_and_passes_its_own_test(tmp_path):
    said = orchestrator("new", "strategy", "MyIdea", "--lang", "cpp", cwd=tmp_path).stdout
    assert "my_idea" in said
    folder = tmp_path / "my_idea"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        "CMakeLists.txt",
        "README.md",
        "my_idea.cpp",
        "test/config.json",
    ]
    build_and_test(folder)
    spec = {"module": str(folder / "build/my_idea.so"), "class": "MyIdea", "params": {"period": 5}}
    assert engine_command.run(configuration(strategy=spec))["strategy"] == "MyIdea"


def test_project_of_an_installed_engine_needs_nothing_else(tmp_path, monkeypatch):
    prefix = tmp_path / "prefix"
    shell("cmake", "--install", BUILD, "--prefix", prefix, cwd=tmp_path)
    monkeypatch.setattr(engine_command, "BINARY", str(prefix / "bin/orchestrator"))
    orchestrator("new", "strategy", "Installed", "--dir", "here", cwd=tmp_path)
    assert str(prefix) in (tmp_path / "here/CMakeLists.txt").read_text()
    assert str(ROOT) not in (tmp_path / "here/CMakeLists.txt").read_text()
    build_and_test(tmp_path / "here")


def test_example_plugin_builds_and_trades(tmp_path):
    shell("cmake", "-S", ROOT / "examples/plugin", "-B", tmp_path, f"-Dorchestrator_DIR={BUILD}", cwd=tmp_path)
    shell("cmake", "--build", tmp_path, cwd=tmp_path)
    module = str(tmp_path / "my_plugin.so")
    result = engine_command.run(
        configuration(
            strategy={"module": module, "class": "ThreeInARow"},
            fee_model={"module": module, "class": "MakerTakerFee", "params": {"taker": 0.001}},
        )
    )
    first = result["trade_log"][0]
    # The wave rises from its first bar on: bought at the open after three rises, sold at the open after three falls.
    assert [first["entry_price"], first["exit_price"], first["exit_type"]] == [103.0, 117.0, "SIGNAL"]
    assert first["fees"] == pytest.approx(0.001 * first["size"] * (103 + 117))


@pytest.mark.parametrize("name", ["", "my strategy", "lower", "9Lives", "Semi;colon", "../Up", "Under__Score"])
def test_names_that_are_no_class_names_are_refused(name, tmp_path):
    done = orchestrator("new", "strategy", name, cwd=tmp_path, status=2)
    assert json.loads(done.stdout)["error"]["code"] == "bad_name"
    assert not list(tmp_path.iterdir())


def test_existing_folders_are_left_alone(tmp_path):
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken/file").write_text("mine")
    done = orchestrator("new", "strategy", "Taken", cwd=tmp_path, status=2)
    assert json.loads(done.stdout)["error"]["code"] == "folder_exists"
    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["file"]
