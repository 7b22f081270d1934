# Everything a person or a machine does with this checkout. `make help` lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# uv installs faster; pip does the same with the same hashes.
UV := $(shell command -v uv 2>/dev/null)
INSTALL := $(if $(UV),uv pip install --quiet --python $(BIN)/python,$(BIN)/pip install --quiet --disable-pip-version-check)
LOCKED := --require-hashes --only-binary :all:
# setuptools warns of folders that we do have on purpose.
EDITABLE := PYTHONWARNINGS=ignore $(INSTALL) --no-deps --no-build-isolation -e .
# A release is a week old before we take it.
COOL_DOWN ?= 1 week
COMPILE := env -u UV_INDEX -u UV_INDEX_URL -u UV_EXTRA_INDEX_URL -u UV_DEFAULT_INDEX -u UV_FIND_LINKS \
	-u UV_CONSTRAINT -u UV_OVERRIDE -u UV_EXCLUDE_NEWER \
	$(BIN)/uv pip compile --no-config --quiet --universal --generate-hashes --no-emit-index-url \
	--python-version 3.11 --custom-compile-command "make lock" --exclude-newer "$(COOL_DOWN)"
# tests/conftest.py puts the files in order.
PYTEST := $(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder
TYPED := crypto journal config

.DEFAULT_GOAL := help
.PHONY: help demo demo-clean test test-long check format attack-report bench diagrams screenshots translations lock clean
.DELETE_ON_ERROR:

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## an invented house on this machine, with its addresses and log-ins
	@$(BIN)/journal demo

demo-clean: ## remove the invented house
	rm -rf .demo

test: check ## format, lint, types, imports, then every test; the rules of the house by turns on one engine
	@$(PYTEST) $(TESTS)

test-long: check ## the same tests with their full numbers, each on both engines
	@JOURNAL_TEST_LONG=1 $(PYTEST) $(TESTS)

check: $(VENV)/.installed-dev ## format, lint, types and the import rules, without the tests
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --strict $(TYPED)
	@$(BIN)/lint-imports

format: $(VENV)/.installed-dev ## bring the code into shape
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format .

attack-report: $(VENV)/.installed-dev ## what finds which attack on the log, and what attacks on published tables learn
	@PYTHONPATH=tests/support $(BIN)/pytest -q -p attack_report tests/journal/vault/test_attacks.py tests/journal/exports/test_attacks.py

bench: $(VENV)/.installed-dev ## measure the service against its twins
	@$(BIN)/python -m bench

diagrams: $(VENV)/.installed-dev ## draw the states in docs/domain.md from the tables of the code
	@$(BIN)/python tests/support/diagrams.py

screenshots: $(VENV)/.installed-dev ## pictures of every screen, into screenshots/
	@PYTHONPATH=tests/support $(BIN)/python tests/journeys/screenshots.py

translations: $(VENV)/.installed-dev ## collect the texts of the screens and compile both languages
	@$(BIN)/pybabel --quiet extract --mapping-file journal/translations/babel.cfg --keyword NN_:1,2 --no-location --sort-output \
		--output-file journal/translations/messages.pot journal config migrations
	@$(BIN)/pybabel --quiet update --input-file journal/translations/messages.pot \
		--output-dir journal/translations --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(BIN)/pybabel --quiet compile --directory journal/translations

lock: $(VENV)/.installed-dev ## pin the dependencies again, with their hashes
	@$(COMPILE) pyproject.toml --group build --output-file requirements.txt
	@$(COMPILE) pyproject.toml --group build --all-extras --constraints requirements.txt \
		--output-file requirements-dev.txt
	@$(COMPILE) pyproject.toml --group build --extra postgres --constraints requirements-dev.txt \
		--output-file requirements-postgres.txt

clean: demo-clean ## remove everything that was made here
	rm -rf $(VENV) build dist screenshots *.egg-info .cache .hypothesis .import_linter_cache \
		.mypy_cache .pytest_cache .ruff_cache

$(VENV)/.installed-postgres: requirements-postgres.txt pyproject.toml | $(VENV)/.installed
	@echo "Installing the PostgreSQL driver ..."
	@$(INSTALL) $(LOCKED) -r requirements-postgres.txt
	@touch $@

# One stamp for what the service needs and one for what its makers need. The second installs the
# same pins and more, so neither undoes the other.
$(VENV)/.installed: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the service needs ..."
	@$(INSTALL) $(LOCKED) -r requirements.txt
	@$(EDITABLE)
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the tests need ..."
	@$(INSTALL) $(LOCKED) -r requirements-dev.txt
	@$(EDITABLE)
	@touch $@ $(VENV)/.installed

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is missing: sudo apt install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$(PYTHON) is older than 3.11: install a newer one and run make PYTHON=/path/to/it" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python lacks its venv module: sudo apt install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)
