# Stoa. `make demo` is all a newcomer needs; see README.md.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo serve test lint format bench-pages bench-cache bench-search lock clean reset venv venv-dev preflight

PORT ?= 8000
# Who may reach the site: this machine; 0.0.0.0 for all who reach it.
HOST ?= 127.0.0.1
export HOST
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3.14 python3,$(if $(shell $(name) -c 1 2>/dev/null && echo yes),$(name))) python3)
VENV := .venv
BIN := $(VENV)/bin
export STOA_DATA_DIR ?= $(CURDIR)/var
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUNBUFFERED := 1

# Prints "12 of 67: django" while pip works, and pip's own words when it fails.
PROGRESS = awk -v total="$$(grep -c '^[a-zA-Z0-9]' $(1))" \
	'/^Collecting/ { n++; printf "  package %d of %d: %s\n", n, total, $$2; fflush(); next } /^(ERROR|error)/ { print; fflush() }'

help: ## Show the commands.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

preflight:
	@$(PYTHON) config/preflight.py "$(PORT)" "$$STOA_DATA_DIR"

demo: preflight venv ## Run the whole product with a demo shop: make demo [PORT=8000] [HOST=127.0.0.1].
	@STOA_DEBUG=0 PORT=$(PORT) $(BIN)/python manage.py serve --demo

serve: preflight venv ## Serve the site in the data folder without loading anything.
	@STOA_DEBUG=0 PORT=$(PORT) $(BIN)/python manage.py serve

test: venv-dev ## Run the quick tests (embedded database and search, under five minutes).
	@$(BIN)/pytest -n 2 -q

lint: venv-dev ## Style, types, layers, templates, migrations, production settings.
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash .ci/lint

format: venv-dev ## Format the code.
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench-pages: venv-dev ## Requests a second of the main pages beside a bare view (needs wrk).
	@$(BIN)/python -m tests.bench.pages

bench-cache: venv-dev ## What reading costs while others write.
	@$(BIN)/python -m tests.bench.cache_under_writes

bench-search: venv-dev ## Quality and speed of search, embedded and on servers (needs ../shared/data).
	@$(BIN)/python -m tests.bench.search_quality
	@$(BIN)/python -m tests.bench.search_speed --times 1 10

lock: venv-dev ## Renew the hashed locks from pyproject.toml.
	@PATH="$(CURDIR)/$(BIN):$$PATH" bash .ci/lock

clean: ## Remove what is built; keeps the data folder.
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

reset: ## Remove the data folder, so that the next demo starts afresh.
	rm -rf "$$STOA_DATA_DIR"

venv:
	@$(call install,requirements.txt)

venv-dev:
	@$(call install,requirements-dev.txt)

# Installs a lock once: the stamp carries its checksum.
define install
stamp="$(VENV)/.$(1)-$$(cksum < $(1) | tr ' ' '-')"; \
if [ ! -e "$$stamp" ]; then \
	[ -x $(BIN)/python ] || { echo "Making the virtual environment ..."; $(PYTHON) -m venv $(VENV); }; \
	echo "Installing packages (once) ..."; \
	$(BIN)/pip install --require-hashes --no-input --progress-bar off -r $(1) 2>&1 | $(call PROGRESS,$(1)); \
	rm -f $(VENV)/.$(1)-*; touch "$$stamp"; \
fi
endef
