# The commands of the house. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
WORKERS ?= 2
TESTS ?= tests
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libthai0 fontconfig
COMPILE := .venv/tools/bin/uv --quiet pip compile --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

# Demo and tests start many processes of Python: each would compile all it imports anew where nothing is written down.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX := $(CURDIR)/.var/bytecode

# Settings of production with values that open nothing: for the checks only.
PRODUCTION := DJANGO_SETTINGS_MODULE=config.settings.production ALLOWED_HOSTS=fund.example \
  SECRET_KEY=for-checks-only-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM \
  NATIONAL_ID_KEYS=check:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= NATIONAL_ID_HASH_KEY=for-checks-only

.PHONY: help setup demo demo-reset test test-pg15 check requirements messages lock pictures bench-members bench-money bench-debt

help: ## this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | expand -t 16

setup: ## build .venv from the lock file (every other command does it where needed)
	@.ci/set_up

demo: setup ## run the whole system on this machine; Ctrl-C stops it (PORT=8000)
	@$(BIN)/python -m config.embedded demo $(if $(PORT),--port $(PORT))

demo-reset: setup ## stop the demo and delete its data
	@$(BIN)/python -m config.embedded reset

test: setup ## every test, on servers of its own (TESTS=tests/loans, WORKERS=2, BROWSER=no)
	@.ci/install_packages "to make papers as PDF and to read them" $(PANGO) poppler-utils
ifneq ($(BROWSER),no)
	@.ci/install_packages "for the browser tests (or leave them out: make test BROWSER=no)" chromium
endif
	@.ci/install_packages "to compare the translations with the code" gettext || true
	@$(BIN)/python -m config.embedded messages
	$(BIN)/python -m pytest $(TESTS) -n $(WORKERS) --dist loadgroup $(if $(filter no,$(BROWSER)),-m "not browser")

test-pg15: setup ## every test, on Debian's PostgreSQL 15
	@# only its programs are wanted: where the package is new, it must not start a server of its own
	@if [ "$$(id -u)" -eq 0 ] && [ ! -e /etc/postgresql-common/createcluster.conf ]; then \
	  mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf; fi
	@.ci/install_packages "for the tests on PostgreSQL 15" postgresql-15
	@WEF_PG_BIN=/usr/lib/postgresql/15/bin $(MAKE) test

check: setup ## lint, layers, types, migrations, deployment settings, dependencies, templates, translations
	@.ci/install_packages "to make papers as PDF" $(PANGO)
	@.ci/install_packages "to compare the translations with the code" gettext || true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy thai $(wildcard */rules.py */rules)
	@$(BIN)/python -m config.embedded messages
	$(PRODUCTION) $(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING
	$(BIN)/deptry .
	$(BIN)/python -m pytest tests/house -q

requirements: setup ## which test holds which of the requirements
	@$(BIN)/python -m pytest --requirements tests

bench-members: setup ## load and search 1 million and 13.5 million invented members (BENCH_MEMBERS=sizes, BENCH_REPORT=file)
	@$(BIN)/python -m bench.members

bench-money: setup ## build 250,000 contracts, read what they owe, take in a bank file (BENCH_CONTRACTS, BENCH_LINES, BENCH_REPORT)
	@.ci/install_packages "to make papers as PDF" $(PANGO)
	@$(BIN)/python -m bench.money

bench-debt: setup ## build 250,000 contracts of which 90,000 are late, read until when each can be sued (BENCH_CONTRACTS, BENCH_REPORT)
	@.ci/install_packages "to make papers as PDF" $(PANGO)
	@$(BIN)/python -m bench.debt

STORIES = $(foreach who,story district_officer tambon_group provincial_secretary finance_officer debt_team september,tests/browser/test_$(who).py)
pictures: setup ## walk the browser stories and keep their pictures in docs/pictures
	@.ci/install_packages "to make papers as PDF and to draw them" $(PANGO) poppler-utils
	@.ci/install_packages "to walk the stories" chromium
	@$(BIN)/python -m config.embedded messages
	WEF_PICTURES=docs/pictures $(BIN)/python -m pytest $(STORIES) tests/browser/test_every_page.py -q

messages: setup ## collect the strings for translation into locale/en
	@.ci/install_packages "to collect strings" gettext
	$(PRODUCTION) $(MANAGE) makemessages --locale en --ignore tests --no-location --no-obsolete --no-wrap
	@$(BIN)/python -m config.embedded messages

lock: setup ## compile the lock files from pyproject.toml (UPGRADE=yes takes newer versions)
	$(COMPILE) $(if $(UPGRADE),--upgrade) pyproject.toml --extra embedded --group dev -o requirements.lock
	$(COMPILE) pyproject.toml -c requirements.lock --no-annotate -o requirements-production.lock
	echo uv | $(COMPILE) $(if $(UPGRADE),--upgrade) --no-annotate - -o requirements-tools.lock
