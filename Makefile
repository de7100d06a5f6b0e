# Everything that a newcomer needs. Python 3.11 (or newer), make and git are enough to start.
PYTHON ?= python3.11
HOST ?= 127.0.0.1
PORT ?= 5000
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app app
WITH_DATABASE := tests/faults tests/storage tests/usecases tests/web tests/cli tests/browser tests/rules/test_migrations.py tests/rules/test_imports.py
export HOST PORT

.DEFAULT_GOAL := help
.PHONY: help run serve install test test-postgres soak lint format sbom bench bench-million translations

help: ## this list
	@echo "make run starts a demo site on http://$(HOST):$(PORT)/ from nothing. The targets:"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.runtime: requirements.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) 2>/dev/null || python3 -m venv $(VENV)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@echo "Installing what the site needs into $(VENV) (once)."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Installing what the tests need into $(VENV) (once)."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/.bench: $(VENV)/.dev requirements-bench.txt
	@echo "Installing what the bench stands beside into $(VENV) (once)."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

install: $(VENV)/.runtime ## .venv with the runtime requirements only

run: install ## a demo site on http://HOST:PORT, set up from nothing
	@$(FLASK) db upgrade
	@$(FLASK) place load
	@$(FLASK) demo load --if-empty
	@exec $(FLASK) serve --demo --worker --host $(HOST) --port $(PORT)

serve: install ## production: needs LOFTE_SECRET_KEY, and `db upgrade` and `place load` done
	@exec $(FLASK) serve --host $(HOST) --port $(PORT)

test: $(VENV)/.dev ## everything that must pass, in Chromium too
	@sh tests/browser/install_chromium.sh
	@sh tests/browser/install_html_checker.sh
	@$(BIN)/pytest -q -n auto --dist worksteal

test-postgres: $(VENV)/.dev ## every test that has a database, on a PostgreSQL of its own
	@sh tests/browser/install_chromium.sh
	@sh tests/install_postgresql.sh
	@$(BIN)/python -m tests.postgresql $(BIN)/pytest -q -n auto --dist worksteal $(WITH_DATABASE)

soak: $(VENV)/.dev ## faults and crowds at length, half an hour: 25 kills, 20,000 requests, slow clients
	@$(BIN)/pytest -q -m soak tests/faults

lint: $(VENV)/.dev ## ruff, mypy, import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev ## ruff's formatting and safe fixes
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

translations: $(VENV)/.dev ## read texts into the catalogues and compile them
	@sh webapp/translations/update.sh

sbom: $(VENV)/.runtime ## what the site is made of, as CycloneDX in instance/sbom.json
	@$(BIN)/python -m venv $(VENV)/parts && $(VENV)/parts/bin/pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m venv $(VENV)/sbom && $(VENV)/sbom/bin/pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	@mkdir -p instance && $(VENV)/sbom/bin/cyclonedx-py environment --output-reproducible -o instance/sbom.json $(VENV)/parts/bin/python
	@echo "instance/sbom.json"

bench: $(VENV)/.bench ## one table of ratios beside named peers, and bench/results.json
	@$(BIN)/python -m bench

bench-million: $(VENV)/.dev ## a million suggestions in one place: half an hour and several GB
	@$(BIN)/python -m bench.million
