# Each target does its own set-up: `make lab` and `make test` need a bare machine with Python 3.11 or newer, nothing else.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
BIN := $(VENV)/bin
# The first Python on this machine that is new enough.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
# A Python that is named is the one that is used: where the environment has another, say so.
ifneq ($(origin PYTHON),file)
ifneq ($(wildcard $(BIN)/python),)
VERSIONS := $(shell for p in $(BIN)/python $(PYTHON); do $$p -c 'import sys; print("%d.%d" % sys.version_info[:2])'; done)
ifneq ($(firstword $(VERSIONS)),$(lastword $(VERSIONS)))
$(error $(VENV) has Python $(firstword $(VERSIONS)): delete it, or name another folder, VENV=.venv-$(lastword $(VERSIONS)))
endif
endif
endif
# A file at a time, so that fixtures of a module are made once, in the order of tests/conftest.py; one worker more than
# there are cores, because attacks, browsers and servers are often waited for.
WORKERS ?= $(shell echo $$(($$(getconf _NPROCESSORS_ONLN) + 1)))
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt

.PHONY: help setup lab check test test-learner test-long test-binder test-processors lint notebooks release bench sizes clean

help:
	@echo "make lab        open the course in JupyterLab"
	@echo "make check      what a minute can tell of a change: lint, types, the quick tests"
	@echo "make test       every test, as CI runs them"
	@echo "make test-long  those of which make test takes a sample (minutes)"
	@echo "make test-learner  those of the learner's side, for machines that are not Linux"
	@echo "make test-binder  a launch as on Binder (minutes)"
	@echo "make test-processors  the chapters as other processors compute them (half an hour)"
	@echo "make notebooks  bring the chapters into their canonical form"
	@echo "make release    make the learners' notebooks from chapters/"
	@echo "make bench      the tables of docs/benchmarks.md"
	@echo "make sizes      how long files and functions are"

setup: $(VENV)/.course

$(VENV)/.course: pyproject.toml constraints.txt $(wildcard autograder/nbgrader/templates/*/*)
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "dlcourse needs Python 3.11 or newer, and $(if $(PYTHON),$(PYTHON) is none,none was found): install it, or name it: make lab PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) cannot make virtual environments: install its venv package (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Setting up $(VENV) (about a minute the first time) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) hatchling editables
	@$(PIP) --no-build-isolation --editable '.[instructor]'
	@touch $@

# The Python packages that the tests need besides.
$(VENV)/.tests: $(VENV)/.course
	@$(PIP) --no-build-isolation --editable '.[instructor,test]'
	@touch $@

# Chromium, bubblewrap, libseccomp and npm, where they are missing and can be had.
$(VENV)/.tools: $(VENV)/.tests
	@tests/install_tools.sh
	@touch $@

lab: setup
	@$(BIN)/dlcourse lab learn

release: setup
	@$(BIN)/autograder release

notebooks: setup
	@$(BIN)/python -m autograder.notebooks fix

lint: $(VENV)/.tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m autograder.notebooks check
	tests/javascript/check.sh

# What a minute or two can tell of a change; `make test` is what counts.
check: $(VENV)/.tools lint
	$(PYTEST) -q -m "not slow and not long and not browser and not binder"

test: $(VENV)/.tools lint
	$(PYTEST) -m "not binder and not long"

# The course without the grader's sandbox, which needs Linux, and without a browser.
test-learner: $(VENV)/.tests
	$(PYTEST) tests/dlcourse tests/chapters tests/test_wheel.py tests/test_without_torch.py

# What takes minutes and was told by a sample of it in `make test`.
test-long: $(VENV)/.tools
	$(PYTEST) -m long

# Builds and launches the course as Binder does; takes minutes, and downloads what Binder would.
test-binder: $(VENV)/.tools
	$(BIN)/python -m pytest -m binder

# Chapters and the tests of their claims as other processors compute them: make test-processors KERNELS="haswell zen".
test-processors: $(VENV)/.tests
	$(BIN)/python -m tests.processors $(KERNELS)

bench: $(VENV)/.tools
	@for b in $$(grep -l __main__ benchmarks/*.py); do $(BIN)/python -m benchmarks.$$(basename $$b .py) || exit 1; done

sizes: setup
	@$(BIN)/python -m benchmarks.sizes

clean:
	rm -rf build dist release .pytest_cache .mypy_cache .ruff_cache
