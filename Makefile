# Every task of a day's work. `make help` lists them. The work itself is in scripts/, so that each can be read and run alone.
SHELL := /bin/bash
.DEFAULT_GOAL := build

# Folder with your own candles for `make demo` (Binance zips or CSVs, freqtrade files, Parquet).
DATA ?=
# Seconds that `make fuzz` gives each target.
FUZZ_SECONDS ?= 300

.PHONY: help setup build wheel demo test bench lint format fuzz clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='|' read -r target text; do printf '  make %-8s %s\n' "$$target" "$$text"; done

setup: ## install everything that is missing, for all targets
	@scripts/setup build test lint fuzz

build: ## build build/release/bin/orchestrator (installs what that needs)
	@scripts/setup build
	@scripts/build release orchestrator_cli

wheel: ## build the Python package into out/wheel
	@scripts/setup build test
	@scripts/wheel

demo: build ## run a back-test over a year of generated candles, or over your own: make demo DATA=folder
	@scripts/demo "$(DATA)"

test: ## run every test
	@scripts/setup test
	@scripts/build release orchestrator_cli test_binaries orchestrator_python
	@scripts/test

bench: ## measure speed and memory
	@scripts/setup test
	@scripts/build release orchestrator_cli engine_bench
	@benchmarks/run

lint: ## check format, clang-tidy, include arrows, determinism, Python and shell code
	@scripts/setup lint
	@scripts/lint

format: ## bring all sources into the house format
	@scripts/setup lint
	@scripts/format

fuzz: ## search for inputs that break the readers: make fuzz FUZZ_SECONDS=300
	@scripts/setup build fuzz test
	@scripts/fuzz $(FUZZ_SECONDS)

clean: ## remove what was built and run (keeps .venv)
	@rm -rf build out
