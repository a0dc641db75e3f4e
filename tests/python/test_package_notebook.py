"""The examples of the Python package, run as a user runs them, and what notebooks show."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from ipykernel.kernelspec import install
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "python"
TIMEOUT_S = 300


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    """The name of a kernel of this interpreter."""
    folder = tmp_path_factory.mktemp("kernels")
    install(prefix=str(folder), kernel_name="tested")
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = str(folder / "share" / "jupyter")
    yield "tested"
    os.environ.pop("JUPYTER_PATH")
    if before is not None:
        os.environ["JUPYTER_PATH"] = before


def execute(notebook, kernel, folder):
    client = NotebookClient(notebook, timeout=TIMEOUT_S, kernel_name=kernel, resources={"metadata": {"path": str(folder)}})
    return client.execute()


def outputs(notebook):
    """{id of a cell: what it shows, by MIME type}."""
    shown = {}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data") or {output.get("name", output.output_type): output.get("text", "")}
            shown.setdefault(cell.id, {}).update(data)
    return shown


def test_the_quickstart_runs(kernel, tmp_path):
    notebook = nbformat.read(EXAMPLES / "quickstart.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells), "examples are kept without what they show"
    shown = outputs(execute(notebook, kernel, tmp_path))
    assert "<svg" in shown["run"]["text/html"] and "EMACrossStrategy" in shown["run"]["text/plain"]
    assert "Sharpe Ratio" in shown["stats"]["text/plain"]
    assert "exit_type" in shown["trades"]["text/html"]
    figure = shown["plot"]["application/vnd.plotly.v1+json"]
    assert figure["data"][0]["type"] == "candlestick" and any(trace.get("name") == "equity" for trace in figure["data"])
    assert "breakout" in shown["own"]["text/plain"]
    assert "did you mean 'ema_cross'?" in shown["errors"]["stdout"]
    assert "stderr" not in {name for data in shown.values() for name in data}


FAILING = """
import strategyOrchestrator as so
from made_frames import pandas_frame

class Failing(so.BaseStrategy):
    def decide(self, df, interval, **kwargs):
        return self.no_such_thing

so.run(strategy=Failing, data={"BTCUSDT": pandas_frame(300)})
"""


def test_an_error_in_a_notebook_is_readable(kernel, tmp_path):
    """Message, place, hint and the traceback of the user's code; no frames of the package."""
    setup = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(setup + FAILING)])
    with pytest.raises(CellExecutionError):
        execute(notebook, kernel, tmp_path)
    (error,) = [output for output in notebook.cells[0].outputs if output.output_type == "error"]
    lines = "\n".join(error.traceback).splitlines()
    assert lines[0].startswith("BacktestError (strategy_failed): ") and "no_such_thing" in lines[0]
    assert "BTCUSDT 1h bar" in lines[1] and "line 7, in decide" in lines[2]
    assert lines[4].startswith("Traceback") and "AttributeError" in lines[-1]
    assert not any("_run.py" in line for line in lines)


def test_the_first_strategy_runs(tmp_path):
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / "first_strategy.py"), "plot.html"],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "Sharpe Ratio" in done.stdout and " trades; the plot is in plot.html" in done.stdout
    assert " 0 trades" not in done.stdout and done.stderr == ""
    assert "BTCUSDT 1h" in (tmp_path / "plot.html").read_text()
