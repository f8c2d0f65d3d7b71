# What you can do with this checkout. `make` alone lists it.
# Every target sets up what it needs: .venv from the hashed lock, and Chromium for the browser tests.

PYTHON ?= python3
PORT ?= 8000
NAME ?= scan
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/run.stamp
DEV_STAMP := $(VENV)/dev.stamp
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input install

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run demo test test-all check format bench docs messages lock clean browser tools

help: ## list the targets
	@echo "Trede: make TARGET [NAME=value]"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1 \2/p' $(firstword $(MAKEFILE_LIST)) | awk '{name=$$1; $$1=""; printf "  %-10s%s\n", name, $$0}'

run: $(RUN_STAMP) ## serve the site on this machine [PORT=8000]
	$(BIN)/trede serve --port $(PORT)

demo: $(RUN_STAMP) ## fill a fresh demonstration database with fictional firms and serve it [PORT=8000]
	$(BIN)/trede demo --port $(PORT)

test: $(DEV_STAMP) browser tools ## the whole suite, as CI runs it: checks, PostgreSQL, SQLite, browser
	@bash scripts/test

test-all: $(DEV_STAMP) browser tools ## the whole suite in its long form: more examples, slow tests
	@TREDE_LONG=1 bash scripts/test

check: $(DEV_STAMP) ## lint, format, types, import contract, licences, packs, policy cases
	@bash scripts/check

format: $(DEV_STAMP) ## let ruff format and fix what it can
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

bench: $(DEV_STAMP) ## measure one thing against a floor [NAME=scan]
	@$(BIN)/python -m bench $(NAME)

docs: $(DEV_STAMP) ## write the generated pages of docs/reference
	@$(BIN)/python -m scripts.docs

messages: $(DEV_STAMP) ## bring the English of the desks up to date, and name what has none yet
	@$(BIN)/python -m scripts.messages

lock: $(DEV_STAMP) ## resolve pyproject.toml again into both lock files
	@$(PIP) "uv>=0.13"
	@bash scripts/lock

clean: ## remove the virtual environment and what tools left behind (never var/)
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache tests/browser/out bench/out

browser:
	@bash scripts/chromium

tools:
	@bash scripts/spectral

$(RUN_STAMP): requirements.lock pyproject.toml
	@bash scripts/venv "$(PYTHON)" $(VENV)
	@echo "Installing what Trede needs (once)…"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(RUN_STAMP)
	@echo "Installing what the tests need (once)…"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@
