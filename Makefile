# `make app` opens the page, `make test` checks everything; both set up .venv on first use.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: app test test-slow fuzz crowd faults bench clean

app: .venv/app.stamp
	$(BIN)/python app.py

test: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest

test-slow: .venv/test.stamp
	$(BIN)/python -m pytest -m slow

fuzz: .venv/test.stamp
	$(BIN)/python tools/fuzz.py

crowd: .venv/test.stamp
	$(BIN)/python -m tools.crowd

faults: .venv/test.stamp
	$(BIN)/python -m tools.faults

bench: .venv/test.stamp
	$(BIN)/python -m tools.bench

clean:
	rm -rf .venv

# "import venv" works where Debian has left ensurepip out, hence the look at that.
.venv/python.stamp:
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' || \
	  { echo 'Python 3.10 to 3.13 with venv is needed: install it, or name one with PYTHON=...'; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/app.stamp: requirements.txt pyproject.toml | .venv/python.stamp
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

.venv/test.stamp: requirements.txt pyproject.toml | .venv/python.stamp
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $@ .venv/app.stamp
