# The only list of commands: CI and people call the same targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input -q

.PHONY: help setup setup-dev serve build test lint types imports unit terms docs golden lock bench clean

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

unit: setup-dev ## All tests (pytest)
	$(BIN)/pytest -n 2 -q

terms: setup-dev ## Regenerate src/kg_builder/terms.py from ontology/*.ttl
	$(BIN)/python ontology/make_terms.py

docs: setup-dev ## Regenerate docs/reference from the schemas and the command line
	$(BIN)/python docs/make_reference.py

golden: setup-dev ## Regenerate the approved outputs; review the diff
	$(BIN)/pytest -q --golden

bench: setup ## Time reading, checking, mapping and loading at 10^3 to 10^6 figures
	$(BIN)/python -m benchmarks.build

lock: ## Recompute requirements/*.lock (needs uv)
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header --group build pyproject.toml -o requirements/run.lock
	uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 --no-header --group build --group dev pyproject.toml -o requirements/dev.lock

clean: ## Remove what was built
	rm -rf build .venv
