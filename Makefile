# Everything starts here: `make run`. Each target sets up what it needs first.
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
PYTEST_ARGS ?= -n 2

.PHONY: help setup run test check fmt lock access-docs compose-check screenshots bench soak

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Make .venv from the lock and compile the translations
	@scripts/setup --messages

run: ## Run it all with demo data on http://127.0.0.1:8000 (PORT=…), until Ctrl-C
	@scripts/setup
	@exec $(BIN)/python -m schoolsafety.run

test: setup ## Check and test everything (PYTEST_ARGS="-x tests/core" and the like)
	@scripts/test-system
	@$(MAKE) --no-print-directory check
	@exec $(BIN)/pytest $(PYTEST_ARGS)

check: setup ## Linters, types, import contracts, migrations, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py messages --check

fmt: setup ## Format the code
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: setup ## Renew requirements*.txt from requirements*.in (UPGRADE=1 takes newer versions)
	$(BIN)/uv pip compile $(LOCK) requirements.in -o requirements.txt
	$(BIN)/uv pip compile $(LOCK) requirements-dev.in -o requirements-dev.txt
LOCK = --quiet --python-version 3.11 --generate-hashes --no-header $(if $(UPGRADE),--upgrade)

access-docs: setup ## Write docs/access.md from the roles
	$(BIN)/python manage.py access_docs

compose-check: setup ## Hold docker-compose.yml against the settings, and ask docker if there is one
	$(BIN)/pytest -q tests/platform/test_compose.py
	@if docker compose version >/dev/null 2>&1; then docker compose config --quiet && echo "docker compose accepts it"; \
	else echo "docker compose is not here, so docker itself was not asked"; fi

screenshots: setup ## Make README's pictures anew: the story in Chromium, kept in docs/screenshots
	@scripts/test-system
	@rm -f docs/screenshots/*.png
	@SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/journeys/test_story.py tests/journeys/test_pages.py

bench: setup ## Fill a large board and time each page on it (BENCH_PUPILS=100000 BENCH_ARGS=--fresh)
	@$(BIN)/python -W ignore manage.py bench --pupils $(or $(BENCH_PUPILS),20000) $(BENCH_ARGS)

soak: setup ## Walk random sequences through cases (SOAK_SEQUENCES=10000 SOAK_PROCESSES=2 SOAK_SEED=1)
	@SOAK_SEQUENCES=$(or $(SOAK_SEQUENCES),10000) SOAK_PROCESSES=$(or $(SOAK_PROCESSES),2) \
	$(BIN)/pytest -q -n $(or $(SOAK_PROCESSES),2) tests/meldcode/test_stateful.py -k soak
	@cat var/soak/part*.json
