# `make help` explains every target.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON := /usr/bin/python3
STACK := $(PYTHON) Tools/stack
VENV := .build/venv
SEED ?= 2026
COUNT ?= 2000
KILLS ?= 500
TIMES ?= 100
SECONDS ?= 60
WORLDS ?= 1000000

.PHONY: help
help: ## Explain the targets
	@echo "Leadline, an open lead exchange. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' Makefile
	@echo "Variables of the demo: COUNT=$(COUNT) and SEED=$(SEED) of generated leads; or LEADS=FILE, a CSV of leads,"
	@echo "with MAPPING=FILE (columns to fields), MARKET=FILE and CHANNEL=ID of your own (else those of Examples/education)."
	@echo "Variables of chaos and drain: KILLS=$(KILLS), TIMES=$(TIMES), SEED."
	@echo "Of fuzz: SECONDS=$(SECONDS) for each parser. Of worlds: WORLDS=$(WORLDS), split over six seeds."

.PHONY: build
build: toolchain packages ## Build every program for release
	Tools/build-release

.PHONY: toolchain
toolchain:
	@Tools/check-toolchain

.PHONY: packages
packages: ## Install the Debian packages that building and running need
	@Tools/install-packages build run

.PHONY: demo
demo: build ## Sell leads from beginning to end, explain one sold and one unsold, show the books
	@$(STACK) demo --seed $(SEED) --count $(COUNT) $(if $(LEADS),--leads "$(LEADS)") \
		$(if $(MAPPING),--mapping "$(MAPPING)") $(if $(MARKET),--market "$(MARKET)") \
		$(if $(CHANNEL),--channel "$(CHANNEL)")

.PHONY: up
up: build ## Start PostgreSQL and the five services, and keep them running; TLS=1: over TLS
	@$(STACK) up $(if $(TLS),--tls)

.PHONY: down
down: ## Stop what `make up` started; the data stay
	@$(STACK) down

.PHONY: status
status: ## Say what of `make up` runs, and what is pending
	@$(STACK) status

.PHONY: secrets
secrets: ## Write .env with random secrets for docker compose, once
	@Tools/install-packages scripts
	@$(STACK) secrets

.PHONY: test
test: test-packages lint test-swift test-interop test-conformance test-system test-bench test-chaos ## Run every test, on private PostgreSQL clusters

.PHONY: test-packages
test-packages:
	@Tools/install-packages build run test partner containers

.PHONY: test-swift
test-swift: toolchain ## Run the Swift tests, one module after the other, so that each has the machine to itself
	swift build --build-tests
	@set -e; for tests in Tests/*Tests; do Tools/test-module $$(basename $$tests); done

.PHONY: test-system
test-system: $(VENV)/ready ## Run the tests of the real programs, with Python peers
	swift build --build-tests
	$(VENV)/bin/python -m pytest -q Tests/System

.PHONY: test-bench
test-bench: $(VENV)/ready ## Test that the benchmarks' own checks can fail
	$(VENV)/bin/python -m pytest -q Benchmarks/tests

.PHONY: test-chaos
test-chaos: $(VENV)/ready ## Run the short fault tests: kills, broken links, stops, outages, clocks
	swift build --build-tests
	SEED=$(SEED) $(VENV)/bin/python -m pytest -q Tests/Chaos

.PHONY: chaos
chaos: build $(VENV)/ready ## Kill everything KILLS times while leads flow, and check every promise
	LEADLINE_BIN=.build/release $(VENV)/bin/python Tests/Chaos --seed $(SEED) storm --kills $(KILLS)

.PHONY: drain
drain: build $(VENV)/ready ## Stop services TIMES times under load, and count the calls that fail
	LEADLINE_BIN=.build/release $(VENV)/bin/python Tests/Chaos --seed $(SEED) drains --times $(TIMES)

.PHONY: worlds
worlds: toolchain packages ## Run WORLDS random markets with answers, silences and crashes through the reducer, and check the books
	swift build --build-tests
	WORLDS=$$(( ($(WORLDS) + 5) / 6 )) swift test --skip-build --filter SagaPropertyTests

.PHONY: test-interop
test-interop: $(VENV)/ready ## Run gRPC's interoperability cases against its official peers
	swift build --build-tests
	$(VENV)/bin/python -m pytest -q Tests/Interop

.PHONY: partner-c
partner-c: ## Build the partner in C, Examples/c/build/leadline-submit
	@Tools/install-packages partner
	$(MAKE) -C Examples/c

.PHONY: test-conformance
test-conformance: $(VENV)/ready ## Send what HTTP/2 forbids, and what hurts, to a running service
	swift build --build-tests
	$(VENV)/bin/python -m pytest -q Tests/Conformance

.PHONY: abuse
abuse: $(VENV)/ready ## Measure what attacks cost an innocent client (5 minutes, wants a quiet machine)
	Tools/build-release --product rpcbench
	LEADLINE_BIN=.build/release $(VENV)/bin/python Tests/Conformance/abuse.py

.PHONY: compose-test
compose-test: $(VENV)/ready ## Build the images, sell leads through docker compose, kill and restart every container, move it to TLS
	@Tools/install-packages scripts
	$(VENV)/bin/python Tools/compose-test

.PHONY: fuzz
fuzz: packages ## Fuzz every parser for SECONDS each, with the address sanitizer
	Tools/fuzz $(SECONDS)

.PHONY: sanitize
sanitize: test-packages $(VENV)/ready ## Run the Swift tests under the thread and the address sanitizer, and the programs under the second (half an hour)
	Tools/sanitize thread
	Tools/sanitize address

.PHONY: lint
lint: ## Check layout and style (generated code says itself that it is left out)
	swift format lint --strict --parallel --recursive Package.swift Sources Tests

.PHONY: verify
verify: test-packages ## Check that generated code agrees with Protos/
	Protos/generate --check

.PHONY: generate
generate: test-packages ## Generate Swift from Protos/
	Protos/generate

.PHONY: bench
bench: build $(VENV)/bench ## Measure against peers, in the same run
	@Tools/install-packages bench
	$(VENV)/bin/python Benchmarks/bench

.PHONY: growth
growth: build $(VENV)/ready ## Measure how it grows: sellers, buyers' streams, stored leads; draws docs/growth.svg (20 minutes, 15 GB)
	@Tools/install-packages bench
	$(VENV)/bin/pip install -q --disable-pip-version-check "matplotlib>=3.8,<4"
	$(VENV)/bin/python Benchmarks/growth

$(VENV)/ready: Tests/System/requirements.txt
	@Tools/install-packages test partner
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install -q --disable-pip-version-check -r $<
	@touch $@

$(VENV)/bench: Benchmarks/peers/python/requirements.txt $(VENV)/ready
	$(VENV)/bin/pip install -q --disable-pip-version-check -r $<
	@touch $@

.PHONY: clean
clean: ## Stop what `make up` started; remove its data, and what was built
	@$(STACK) forget
	rm -rf .build
