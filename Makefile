# make gate   set up on first use, then the main job: is the tree clean? (exit status of `proofbook gate`; make adds its own)
# make test   set up on first use, then every check and test of this repository
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
# One run of the tests shows all that is wrong, not only what came first.
MAKEFLAGS += --keep-going

# The Python that makes the environments: PYTHON=... if given, else the first on PATH that will do.
PYTHON_FOUND := $(shell for name in $(PYTHON) python3.11 python3.12 python3; do \
	"$$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null && { echo "$$name"; break; }; done)

BIN := .venv/bin
PACKAGES := gate fuzz slither_detectors properties
SOLIDITY := contracts properties tests/solidity
PROFILE ?= quick
# The engines find forge, solc, echidna and slither on PATH, as in an activated environment.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export FOUNDRY_SOLC := $(CURDIR)/gate/toolchain/bin/solc

.PHONY: help setup ready doctor gate test lint python-lint types solidity-lint solidity-test python-test detectors-matrix
.PHONY: format lock clean

help:
	@sed -n 's/^# make /make /p' Makefile
	@echo "make setup  doctor  lint  format  lock  clean"

# Set up, and look at what earlier set-ups have left: mends a tool that was removed since.
setup: python
	@$(PYTHON_FOUND) -m gate.toolchain.setup --verify

# What the other targets need: milliseconds where the lock files have not changed.
ready: python
	@$(PYTHON_FOUND) -m gate.toolchain.setup

.PHONY: python
python:
	@test -n "$(PYTHON_FOUND)" || { echo "setup: no Python 3.11 or 3.12 on PATH: install one, or name it: make PYTHON=..." >&2; exit 2; }

doctor: ready
	@$(BIN)/proofbook doctor

gate: ready
	@$(BIN)/proofbook gate --profile $(PROFILE)

test: lint solidity-test python-test

lint: python-lint types solidity-lint

python-lint: ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: ready
	$(BIN)/mypy --strict $(PACKAGES)

solidity-lint: ready
	forge fmt --check $(SOLIDITY)
	node_modules/.bin/solhint --disc --noPoster --max-warnings 0 $(SOLIDITY:%='%/**/*.sol')

# The same unit suite on the build for Base and on the one that Echidna and Manticore run.
solidity-test: ready
	forge test
	FOUNDRY_PROFILE=paris forge test

python-test: ready
	$(BIN)/pytest -n 2

# The plugin beside three releases of Slither, each in an environment of its own; minutes: for the night.
detectors-matrix: ready
	$(BIN)/python tests/detectors/matrix.py

format: ready
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	forge fmt $(SOLIDITY)

# The lock files, from the direct dependencies; needs pip-compile (pip-tools) on PATH.
PIP_COMPILE := CUSTOM_COMPILE_COMMAND="make lock" pip-compile --quiet --generate-hashes --no-emit-index-url \
	--no-emit-find-links --strip-extras
lock:
	$(PIP_COMPILE) --allow-unsafe --output-file=requirements.txt requirements.in
	$(PIP_COMPILE) --unsafe-package pysha3 --output-file=gate/toolchain/manticore/requirements.txt gate/toolchain/manticore/requirements.in
	npm install --package-lock-only

clean:
	rm -rf build crytic-export .hypothesis .mypy_cache .ruff_cache .pytest_cache
