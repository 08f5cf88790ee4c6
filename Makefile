# Two commands to know: `make ask Q="..."` and `make test`. Both make the environment they need. `make help` lists the rest.

.DEFAULT_GOAL := help
.SUFFIXES:

# No model is ever fetched while we run: the weights come with the packages.
export HF_HUB_OFFLINE := 1

# A question holds quotes, dollars, backticks and line breaks. `value` keeps make from expanding it, and the environment
# carries it past the shell: the recipe never sees its text.
override Q := $(value Q)
export Q

PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)
PROBE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))

.PHONY: help setup setup-mpnet setup-tiny-model ask demo pictures test test-unit test-thorough test-slow lint types check bench lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

# What .venv was made from stands in .venv/.made-from, byte for byte; deploy/environment.py writes it.
setup: ## make .venv from requirements.lock; at once when nothing has changed
	@if [ -x .venv/bin/python ] && [ ! -e .venv/.unfinished ] \
	    && { pwd -P; cat requirements.lock pyproject.toml; } | cmp -s - .venv/.made-from; then exit 0; fi; \
	for name in $(PYTHONS); do \
	    if "$$name" -c '$(PROBE)' >/dev/null 2>&1; then exec "$$name" deploy/environment.py; fi; \
	done; \
	echo "canipost: needs Python 3.11 or newer with its venv module; found none as: $(PYTHONS)." \
	    "Install one (Debian, Ubuntu: apt install python3-venv) or name it: make setup PYTHON=/path/to/python3" >&2; \
	exit 1

setup-mpnet: setup ## add the stronger, slower encoder (about 400 MB)
	@.venv/bin/python deploy/environment.py mpnet

setup-tiny-model: setup ## add a tiny language model for `make test-slow` (about 100 MB)
	@.venv/bin/python deploy/environment.py tiny-model

ask: setup ## ask a question: make ask Q="can I post a photo of our office potluck?"
	@if [ -z "$$Q" ]; then echo 'canipost: no question. Ask like this: make ask Q="can I post this?"' >&2; exit 2; fi; \
	exec .venv/bin/canipost ask -- "$$Q"

demo: setup ## try it in a small Slack of your own, in the browser
	@exec .venv/bin/canipost slack demo

# Most scenarios wait more than they work, so two processes take half as long. A file stays in one of them: what is dear to
# make, a browser or an answerer, is made once for it.
test: setup ## run the tests, in two processes: unit, scenario, acceptance
	@.venv/bin/python -m pytest -n 2 --dist loadfile

test-unit: setup ## run the unit tests alone, in two processes; ends with the slowest of them and the time they took
	@.venv/bin/python -m pytest tests/unit -n 2 --dist worksteal --durations=10

test-thorough: setup ## run the unit tests with ten times as many examples of each property
	@TEST_EXAMPLES=thorough .venv/bin/python -m pytest tests/unit -n 2 --dist worksteal

test-slow: setup ## run the tests that take long
	@.venv/bin/python -m pytest -m slow

lint: setup ## check style and format
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check

types: setup ## check types
	@.venv/bin/python -m mypy --strict corpus index assistant deploy/environment.py deploy/lock.py deploy/runtime.py

check: lint types test ## everything a change must pass

bench: setup ## measure speed, search and growth; prints the tables of BENCHMARKS.md
	@.venv/bin/python tests/benchmarks/bench.py

pictures: setup ## remake the pictures of docs/pictures with a headless Chromium
	@.venv/bin/python -m tests.pictures

lock: setup ## remake requirements.lock from pyproject.toml (newer versions: make lock UPGRADE=1)
	@.venv/bin/python deploy/lock.py $(if $(UPGRADE),--upgrade)

clean: ## remove the environment and what the tools left behind
	@rm -rf .venv .venv-discarded build canipost.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
