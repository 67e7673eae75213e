# Each target does its own set-up: a machine with Python 3.11 or 3.12 is enough.
PYTHON ?= $(shell for p in python3.11 python3.12 python3; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
LOWEST := .venv-lowest/bin
# A worker on each core; idle ones take tests from the others.
PYTEST := -m pytest -n auto --dist worksteal
export TF_CPP_MIN_LOG_LEVEL ?= 3

.PHONY: quickstart test test-all test-lowest lint clean

quickstart: .venv/installed
	$(BIN)/python -m recipes.quickstart

test: .venv/installed-test
	$(BIN)/python $(PYTEST) -m "not slow"

test-all: .venv/installed-test
	$(BIN)/python $(PYTEST)

# The same suite with every direct dependency at the lowest version that pyproject.toml names;
# `make test-lowest TESTS=tests/text` runs a part.
test-lowest: .venv-lowest/installed
	$(LOWEST)/python $(PYTEST) -m "not slow" $(TESTS)

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed; set PYTHON=/path/to/it."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/installed: .venv/bin/python pyproject.toml
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# torch is the reference of the parity tests; the CPU build is enough where it can be had.
.venv/installed-test: .venv/installed pyproject.toml
	$(BIN)/python -m pip install --quiet "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@

# A fresh one each time: what is installed already would stay, however new.
.venv-lowest/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or 3.12 is needed; set PYTHON=/path/to/it."; exit 1; }
	rm -rf .venv-lowest
	$(PYTHON) -m venv .venv-lowest
	$(LOWEST)/python -m pip install --quiet uv "torch==2.13.0"
	$(LOWEST)/uv pip install --quiet --python $(LOWEST)/python --resolution lowest-direct \
		--editable ".[test]"
	touch $@

clean:
	rm -rf .venv .venv-lowest build *.egg-info
