# The two commands: `make demo` shows the product on real input, `make test` runs every test. Both set everything up.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# No display and no sound card are needed: Qt draws to memory unless a display is there and asked for.
export QT_QPA_PLATFORM ?= $(if $(DISPLAY)$(WAYLAND_DISPLAY),,offscreen)
ifeq ($(QT_QPA_PLATFORM),)
unexport QT_QPA_PLATFORM
endif

help: ## Say what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | column -t -s "$$(printf '\t')"

setup: $(STAMP) ## Put everything into .venv (system libraries through apt where that is possible)

$(STAMP): pyproject.toml uv.lock packaging/system-packages.txt packaging/setup.sh
	@PYTHON="$(PYTHON)" bash packaging/setup.sh $(VENV)
	@touch $(STAMP)

demo: setup ## Import the sample call with a real model and show its map
	@bash packaging/demo.sh $(BIN)

test: setup ## Run every test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup ## Linters, types, import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

CALLS ?= ../shared/calls
PHRASES ?= ../shared/phrases
SWDA ?= ../shared/data/swda/dev.tsv
SCRIPTS ?= packaging/models/scripts
CONVERSATIONS ?= packaging/models/conversations
FOLDS ?= 3
HEARD ?=
READ ?=
EXAMPLES ?=
measure: setup ## Measure what is found in calls, held out (CALLS, PHRASES, SWDA, FOLDS, HEARD: what was heard, READ: see read_calls.py, EXAMPLES: a page)
	$(BIN)/python tests/benchmarks/measure.py $(CALLS) $(PHRASES) --scripts $(SCRIPTS) --conversations $(CONVERSATIONS) --folds $(FOLDS) \
	  $(if $(HEARD),--heard $(HEARD)) $(if $(READ),--read $(READ)) $(if $(wildcard $(SWDA)),--swda $(SWDA)) \
  $(if $(EXAMPLES),--examples $(EXAMPLES))

screens: setup ## Draw docs/screens again from the sample call
	@bash packaging/screens.sh $(BIN)

clean: ## Remove what was built (the library and the models stay)
	rm -rf build dist $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help setup demo test check measure screens clean
