# Tongban. `make demo` starts a city, `make test` proves it, `make check` keeps the house in order.
PY := .venv/bin/python
# The commands that tests start would each compile the whole product anew.
unexport PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK = 1
SHELL := /bin/bash

.PHONY: setup demo test test-needs check audit bench lock style messages clean

setup: .venv/.ready src/tongban/base/pages/static/vendor/.ready src/tongban/main/locale/.ready

.venv/.ready: requirements.lock pyproject.toml
	python3 -m venv .venv
	$(PY) -m pip install -q --require-hashes -r requirements.lock
	$(PY) -m pip install -q --no-deps --no-build-isolation -e .
	touch $@

src/tongban/base/pages/static/vendor/.ready: package-lock.json tools/vendor.py | .venv/.ready
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(PY) tools/vendor.py
	touch $@

src/tongban/main/locale/.ready: $(wildcard src/tongban/main/locale/*/LC_MESSAGES/*.po) | .venv/.ready
	@mkdir -p $(@D)
	$(PY) -m babel.messages.frontend -q compile -d src/tongban/main/locale -D django
	@touch $@

demo: setup
	.venv/bin/tongban demo

# On two cores a third worker takes as long as two; on more it helps.
test: setup test-needs
	$(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test-needs:
	@tools/test-needs

check: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy src tools
	.venv/bin/lint-imports --no-logo

# Needs an advisory database (docs/how-to/protect-accounts.md); fails when it could not check. Not in CI.
audit: setup
	$(PY) tools/audit_dependencies.py

bench: setup
	.venv/bin/tongban bench

style: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages: setup
	$(PY) tools/messages.py

lock: .venv/.ready
	.venv/bin/pip-compile -q --strip-extras --allow-unsafe --generate-hashes --no-emit-index-url --no-emit-trusted-host --extra dev -o requirements.lock pyproject.toml

clean:
	rm -rf .venv node_modules var build src/tongban/base/pages/static/vendor
