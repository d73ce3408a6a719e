# SPDX-License-Identifier: Apache-2.0
#
# The commands of the project. Each sets up, configures and builds what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup build conv2d sim sim-full lint format coverage clean
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Variables for the command line.
ARGS     ?=
SANITIZE ?=
JOBS     ?= $(shell nproc)
SETUP    ?= scripts/setup.sh
CMAKE    ?= cmake

comma := ,
BUILD := build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
NINJA := ninja -C $(BUILD) -j $(JOBS)
CTEST := ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-tests=error --no-label-summary

help:
	@echo 'make conv2d     the main job: a ResNet-18 convolution on the simulated hardware, checked'
	@echo '                ARGS="..." goes to the command, for example ARGS="--target golden"'
	@echo 'make sim        all tests but the longest (ctest label full)'
	@echo 'make sim-full   all tests'
	@echo 'make build      everything; the command is then build/vta'
	@echo 'make setup      install the Debian packages that build and tests need'
	@echo 'make lint       RTL and C++ checks; the report is one line per check'
	@echo 'make format     clang-format over our C++'
	@echo 'make coverage   what the tests of make sim execute of the RTL and of our C++; another build'
	@echo 'make clean      remove build/'
	@echo
	@echo 'SANITIZE=address,undefined   another build, with sanitizers (build/sanitize-...)'
	@echo 'JOBS=N                       how many jobs and tests at once (now $(JOBS))'
	@echo 'SETUP=true                   do not look at Debian packages'

setup:
	@$(SETUP) build

# The list of CMake files is a prerequisite, so that a folder that was added is seen.
$(BUILD)/build.ninja: CMakeLists.txt $(wildcard cmake/*.cmake \
                        */CMakeLists.txt */*/CMakeLists.txt */*/*/CMakeLists.txt)
	$(CMAKE) -S . -B $(BUILD) -G Ninja -DSANITIZE='$(SANITIZE)'
	@touch $@

.PHONY: configure
configure: setup
	@$(MAKE) $(BUILD)/build.ninja SANITIZE='$(SANITIZE)'

build: configure
	$(NINJA)

conv2d: configure
	$(NINJA) vta
	$(BUILD)/vta conv2d $(ARGS)

# ctest speaks last: its closing line is the verdict.
sim: build
	@$(CTEST) -LE '^full$$'

sim-full: build
	@$(CTEST)

lint: build
	@scripts/lint.sh $(BUILD)

format:
	@$(SETUP) lint
	@scripts/format.sh

# Counters cost time, so this is a build of its own.
coverage:
	@$(SETUP) build
	@$(SETUP) coverage
	$(CMAKE) -S . -B build/coverage -G Ninja -DVTA_COVERAGE=ON
	ninja -C build/coverage -j $(JOBS)
	@scripts/coverage/run.py build/coverage --jobs $(JOBS)

clean:
	rm -rf build
