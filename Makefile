# Everything a newcomer needs, each with one target. Only Python 3.11+ and make have to be there.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEMO := demo/preview.html
ACME := examples/acme/nameplate.yaml

# The first Python that is new enough; `make PYTHON=/path/to/python3 setup` names another.
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$python >/dev/null && $$python -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$python && break; done)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check format build bench clean

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with nameplate and everything its tests and checks need

$(READY): pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; name it: make PYTHON=/path/to/python3"; exit 1; }
	@if command -v uv >/dev/null; then \
		test -x $(BIN)/python || uv venv --quiet --python $(PYTHON) $(VENV); \
		uv pip install --quiet --python $(BIN)/python --editable '.[all]' --group dev; \
	else \
		test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
			|| { rm -rf $(VENV); echo "On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }; \
		$(BIN)/python -m pip --version | awk '{ split($$2, at, "."); exit !(at[1] * 100 + at[2] >= 2501) }' \
			|| $(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'; \
		$(BIN)/python -m pip install --quiet --editable '.[all]' --group dev; \
	fi
	@touch $@

demo: $(READY) ## Preview what would change in the example organization
	@mkdir -p $(dir $(DEMO))
	@$(BIN)/nameplate -c $(ACME) preview --out demo/preview.plan
	@$(BIN)/nameplate show demo/preview.plan --format html > $(DEMO)
	@echo; echo "The same, with search and filters: $(CURDIR)/$(DEMO)"

test: $(READY) ## Run all tests
	$(BIN)/pytest -n 2 --dist loadgroup $(ARGS)

check: $(READY) ## Look over format, lint, types and imports
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Format the code and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

build: $(READY) ## Build the wheel and the source distribution into dist/
	$(BIN)/python -m hatchling build -d dist

bench: $(READY) ## Measure how fast it is, on made-up people
	@for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

clean: ## Remove what these targets made, but for .venv
	rm -rf demo dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
