"""The printed result does not depend on the number of workers, nor on the run (docs/semantics.md, sections 3 and 10)."""

import scenarios  # of tests/reference
from command import run_text, test_seed, without_what_may_differ

SCENARIOS = 40
MOST_TRIED = 1000


def many_symbols(seed):
    """Random configurations of at least three symbols, so that there is work to share."""
    found = 0
    for number in range(MOST_TRIED):
        config = scenarios.scenario(f"bytes {seed}", number)
        if len(config["ohlcv_data"]["main"]) >= 3:
            found += 1
            yield number, config
        if found == SCENARIOS:
            return


def test_same_bytes_for_any_number_of_workers():
    seed = test_seed()
    for number, config in many_symbols(seed):
        expected = without_what_may_differ(run_text({**config, "parallel_symbols": 1}, None))
        for workers in (2, 3, 8, None):
            actual = without_what_may_differ(run_text({**config, "parallel_symbols": workers}, None))
            assert actual == expected, f"seed {seed}, scenario {number}, parallel_symbols {workers}"


def test_same_bytes_for_repeated_runs():
    seed = test_seed()
    for number, config in many_symbols(seed + 1):
        first, second = (without_what_may_differ(run_text(config, None)) for _ in range(2))
        assert first == second, f"seed {seed}, scenario {number}"


def test_workers_are_echoed_as_they_were_given():
    _, config = next(many_symbols(1))
    assert '"parallel_symbols":3' in run_text({**config, "parallel_symbols": 3}).replace(" ", "")
