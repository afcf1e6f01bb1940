# The only list of commands: CI and people call the same targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q

.PHONY: help setup setup-dev serve build test lint types imports unit chromium frontend screenshots terms docs golden lock bench bench-serve soak clients identical clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.run: requirements/run.lock pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes -r requirements/run.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements/dev.lock .venv/.run
	$(PIP) install --require-hashes -r requirements/dev.lock
	@touch $@

setup: .venv/.run ## Make .venv from the hash-pinned run lock

setup-dev: .venv/.dev ## The same with the tools that tests need

serve: build ## Build the graph from data/ and serve it at http://127.0.0.1:8000 (KG_PORT moves it)
	$(BIN)/kg serve

build: setup ## Build a release from data/ into build/
	$(BIN)/kg build

test: lint types imports unit ## Everything that CI runs

lint: setup-dev ## Format and lint checks (ruff)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup-dev ## Type checks (mypy strict)
	$(BIN)/mypy

imports: setup-dev ## Import contracts (import-linter)
	$(BIN)/lint-imports

server/frontend/node_modules: server/frontend/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix server/frontend --ignore-scripts --no-audit --no-fund && touch $@; \
	else echo "no Node here: the editor's bundle is compared with its manifest, not rebuilt" >&2; fi

unit: setup-dev chromium server/frontend/node_modules ## All tests (pytest)
	$(BIN)/pytest -n 2 -q -rs

chromium: ## The system's Chromium for the browser tests; from Debian's packages when root
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || test -x "$$CHROMIUM" || \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -y -q --no-install-recommends chromium; \
	  else echo "no Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM=/path/to/it" >&2; exit 1; fi

frontend: server/frontend/node_modules ## Rebuild the query page's script from server/frontend (needs Node)
	npm run build --prefix server/frontend

screenshots: setup-dev chromium ## A picture of every kind of page, into build/screenshots
	$(BIN)/python tests/browser/screenshots.py

terms: setup-dev ## Regenerate src/kg_builder/terms.py from ontology/*.ttl
	$(BIN)/python ontology/make_terms.py

docs: setup-dev ## Regenerate docs/reference from the schemas and the command line
	$(BIN)/python docs/make_reference.py

golden: setup-dev ## Regenerate the approved outputs; review the diff
	$(BIN)/pytest -q --golden

bench: setup ## Time reading, checking, mapping and loading at 10^3 to 10^6 figures
	$(BIN)/python -m benchmarks.build

bench-serve: setup ## Measure the SPARQL service beside its peers (they live in a folder of their own)
	$(BIN)/python -m benchmarks.serve

soak: build ## Three minutes of mixed good and hostile load: nothing lost, memory flat
	$(BIN)/python -m benchmarks.soak --minutes 3

clients: build setup-dev ## Other people's clients against the real server (some need Node or Debian's packages)
	$(BIN)/python -m benchmarks.clients

identical: setup-dev ## Both supported Pythons build the same bytes; PYTHON2=… names the other
	CI=1 PYTHON2=$(PYTHON2) $(BIN)/pytest -q tests/build/test_two_pythons.py

lock: ## Recompute requirements/*.lock (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header --group build pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header --group build --group dev pyproject.toml -o requirements/dev.lock

clean: ## Remove what was built
	rm -rf build .venv
