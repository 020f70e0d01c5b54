# `make app` opens the page, `make test` checks everything; both set up .venv at the first call.
PYTHON ?= python3
BLENDER_PYTHON ?= python3.11
BIN := .venv/bin

.PHONY: app lint test test-slow fuzz crowd faults bench blender dist clean

app: .venv/app.stamp
	$(BIN)/sadcoeff app

lint: .venv/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy sadcoeff

test: lint
	$(BIN)/python -m pytest -n 3

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

# Blender is a Python package of several hundred MB, in a .venv of its own.
blender: .venv/test.stamp .venv-blender/stamp
	$(BIN)/python -m tools.blender .venv-blender/bin/python

# A wheel and an sdist; the tests in tests/dist install the wheel and run it.
dist: .venv/test.stamp
	rm -rf dist
	$(BIN)/python -m build --no-isolation

clean:
	rm -rf .venv .venv-blender dist

# "import venv" works where Debian has left ensurepip out, hence the look at that.
.venv/python.stamp:
	@$(PYTHON) -c 'import sys, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' || \
	  { echo 'Python 3.10 to 3.13 with venv is needed: install it, or name one with PYTHON=...'; exit 1; }
	$(PYTHON) -m venv .venv
	touch $@

.venv/app.stamp: requirements.txt pyproject.toml | .venv/python.stamp
	$(BIN)/python -m pip install --quiet -r requirements.txt --editable .
	touch $@

# The browser tests use the system's Chromium or Chrome, else the one that Playwright downloads.
.venv/test.stamp: requirements.txt pyproject.toml | .venv/python.stamp
	$(BIN)/python -m pip install --quiet -r requirements.txt --editable '.[test]'
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
	  $(BIN)/playwright install chromium || \
	  { echo 'The tests need a browser, and Playwright could not download one (see above): install'; \
	    echo 'Chromium (on Debian or Ubuntu: sudo apt install chromium) and run make again.'; exit 1; }
	touch $@ .venv/app.stamp

# Each version of Blender is built for one of Python: 5.0 for 3.11.
.venv-blender/stamp:
	@$(BLENDER_PYTHON) -c 'import sys, ensurepip; sys.exit(sys.version_info[:2] != (3, 11))' || \
	  { echo 'Blender 5.0 needs Python 3.11 with venv: install it, or name one with'; \
	    echo 'BLENDER_PYTHON=...'; exit 1; }
	$(BLENDER_PYTHON) -m venv .venv-blender
	.venv-blender/bin/python -m pip install --quiet bpy==5.0.1
	@.venv-blender/bin/python -c 'import bpy' || \
	  { echo 'Blender cannot start (see above): install the libraries it names (on Debian or Ubuntu:'; \
	    echo 'sudo apt install libxrender1 libxi6 libxkbcommon0 libsm6 libgl1) and run make again.'; exit 1; }
	touch $@
