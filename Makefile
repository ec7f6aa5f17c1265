# Everything stands in .venv and ./var; nothing else on the machine is touched.
PYTHON ?= python3
BIN := .venv/bin
MEMBERS := libs/contracts libs/common services/registry services/followup services/allocation services/reporting demo
EDITABLE := $(foreach member,$(MEMBERS),-e $(member))

.DEFAULT_GOAL := help
.PHONY: help run test demo-reset cluster cluster-demo cluster-test crash bench bench-smoke compose-secrets lint types contracts lock clean

help: ## show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-16s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/runs ## the whole platform on http://127.0.0.1:8000 (PORT=… another), with the example data of 2023 and 2024
	@$(BIN)/finsam-demo

demo-reset: .venv/runs ## forget ./var; the next `make run` starts over
	@$(BIN)/finsam-demo --reset

test: .venv/tests ## every test that needs Python alone (SQLite, the local event log)
	$(BIN)/pytest -n auto

cluster: .venv/cluster ## the real cluster on this machine, until Ctrl-C: Kafka, PostgreSQL, two processes a service, gateway, issuer
	@$(BIN)/finsam-cluster up

cluster-demo: .venv/cluster ## the main job of `make run` on the cluster that is up
	@$(BIN)/finsam-cluster demo

cluster-test: .venv/cluster ## the tests that need the cluster; they start one of their own
	$(BIN)/pytest tests/cluster --ignore tests/cluster/crash --durations=15

crash: .venv/cluster ## kill everything at random under load, and check that nothing was lost: KILLS=30, SEED=… for the same again
	FINSAM_CRASH_KILLS=$(KILLS) FINSAM_CRASH_SEED=$(SEED) $(BIN)/pytest tests/cluster/crash

bench: .venv/cluster ## how fast it is beside its limits, as a table (LINES="single bulk": those alone); an hour, on an idle machine
	$(BIN)/python -m tests.bench $(LINES)

bench-smoke: .venv/cluster ## the same with tiny sizes: does everything work, is nothing lost
	$(BIN)/python -m tests.bench --smoke $(LINES)

compose-secrets: .venv/tests ## passwords, certificates and brokers' configuration for docker-compose.yml, in var/compose
	@$(BIN)/finsam-cluster secrets --folder var/compose

lint: .venv/tests ## ruff, and the boundaries between the rooms
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

types: .venv/tests ## mypy, strict
	$(BIN)/mypy libs/contracts/finsam_contracts libs/common/finsam_common services/*/finsam_* demo/finsam_demo deploy/local/finsam_cluster tests

contracts: .venv/tests ## write the snapshots of interfaces and events, and the table of rights, anew
	$(BIN)/python -m tests.contracts.snapshots

lock: ## pin the newest third-party packages with their hashes (maintainers; needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header -o requirements.lock requirements.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header -o requirements-dev.lock requirements-dev.in
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
		--no-header -o requirements-cluster.lock requirements-cluster.in

clean: ## remove the environment and the data
	rm -rf .venv var

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv

.venv/runs: requirements.lock $(addsuffix /pyproject.toml,$(MEMBERS)) | .venv/bin/python
	@echo "Setting up .venv (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps $(EDITABLE)
	@touch $@

.venv/tests: requirements-dev.lock deploy/local/pyproject.toml .venv/runs
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e deploy/local
	@touch $@

.venv/cluster: requirements-cluster.lock deploy/issuer/package-lock.json deploy/local/install.sh .venv/tests
	@deploy/local/install.sh
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-cluster.lock
	@npm ci --silent --prefix deploy/issuer
	@touch $@
