# SPDX-License-Identifier: Apache-2.0
#
# The commands of the project. Each sets up, configures and builds what it needs.

.DEFAULT_GOAL := help
.PHONY: help setup build conv2d sim sim-full formal bench coverage mutate fuzz-parsers threads valgrind lint format clean
.PHONY: pynq-driver wave wave-shot synth asic
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# Variables for the command line.
ARGS     ?=
ONLY     ?=
SANITIZE ?=
JOBS     ?= $(shell nproc)
SETUP    ?= scripts/setup.sh
CMAKE    ?= cmake

comma := ,
BUILD := build$(if $(SANITIZE),/sanitize-$(subst $(comma),-,$(SANITIZE)))
# A geometry of hw/config, when CONFIG names one or its file.
GEOMETRIES := $(sort $(patsubst hw/config/%.json,%,$(wildcard hw/config/*.json)))
GIVEN      := $(if $(filter command environment,$(firstword $(origin CONFIG))),$(CONFIG))
GEOMETRY   := $(if $(word 2,$(GIVEN)),,$(filter $(GEOMETRIES),$(patsubst $(CURDIR)/hw/config/%.json,%,\
                $(if $(filter %.json,$(GIVEN)),$(abspath $(GIVEN)),$(GIVEN)))))
NINJA := ninja -C $(BUILD) -j $(JOBS)
CTEST := ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-tests=error --no-label-summary

help:
	@echo 'make conv2d     the main job: a ResNet-18 convolution on the simulated hardware, checked'
	@echo '                ARGS="..." goes to the command, for example ARGS="--target golden"'
	@echo 'make wave       waves of a small layer in GTKWave; LAYER=C2 for a named one (docs/waves.md)'
	@echo 'make wave-shot  the same on a screen that nobody sees: a picture, build/wave/shot.png'
	@echo 'make sim        all tests but the longest (ctest label full)'
	@echo '                CONFIG=NAME: those of a geometry of hw/config alone (docs/geometries.md)'
	@echo 'make sim-full   all tests in all geometries, fuzz-parsers, threads, and the programs of pynq-driver under qemu'
	@echo 'make formal     the proofs of tests/formal; ONLY=vta_fifo for one module'
	@echo 'make bench      cycles of every layer, speed of simulators and compiler, a roofline: build/bench/'
	@echo '                ARGS=--quick for a few layers (docs/performance.md)'
	@echo 'make coverage   what the tests of make sim execute of the RTL and of our C++; another build'
	@echo 'make mutate     faults injected into RTL and compiler: how many do the tests notice?'
	@echo '                ARGS="--seed S --rtl N --compiler N --only NAME --again" (docs/mutation.md)'
	@echo 'make fuzz-parsers   everything that reads files and words of strangers under libFuzzer, with'
	@echo '                sanitizers; SECONDS_EACH=60 for each target'
	@echo 'make threads    the tests of what has threads, with the thread sanitizer'
	@echo 'make valgrind   convolutions on each device under valgrind'
	@echo 'make synth      area and timing on an xc7z020 with Yosys, by module (docs/fpga.md); CONFIG=1x8x8 for'
	@echo '                another geometry of hw/config, or a path; within hw/fpga/yosys/bounds.json'
	@echo 'make asic       area and logic delay in standard cells of 0.18 um with Yosys and abc, by module, without'
	@echo '                memories (docs/asic.md); CONFIG=small by default'
	@echo 'make pynq-driver    command, daemon and libraries for a Pynq, as one archive in build/pynq/'
	@echo '                (docs/pynq.md)'
	@echo 'make docs       the pages and pictures that are made of the sources: docs/rtl, docs/diagrams'
	@echo 'make build      everything; the command is then build/vta'
	@echo 'make setup      install the Debian packages that build and tests need'
	@echo 'make lint       RTL and C++ checks; the report is one line per check'
	@echo 'make format     clang-format over our C++'
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

# Neither needs the tests to be built. A layer is one of --layer; ARGS goes to the command, too.
WAVE = scripts/gtkwave/wave.sh
wave wave-shot: configure
	@$(SETUP) wave
	$(NINJA) vta
	@$(WAVE) $(if $(filter wave-shot,$@),--shot $(BUILD)/wave/shot.png) $(BUILD)/vta $(BUILD)/wave \
	  $(if $(LAYER),--layer $(LAYER)) $(ARGS)

# ctest speaks last: its closing line is the verdict. The tests of pynq-driver's programs are there when
# its archive is (tests/pynq).
ifeq ($(GIVEN),)
# The page of --report is tested in a browser.
sim: build
	@$(SETUP) browser
	@$(CTEST) -LE '^full$$'

sim-full: build fuzz-parsers threads pynq-driver
	$(NINJA) geometries
	@$(SETUP) browser
	@$(SETUP) wave
	@$(CTEST)
else ifneq ($(GEOMETRY),)
# Nothing else is built. sim leaves out more of the same random programs.
sim sim-full: configure
	$(NINJA) geometry_$(GEOMETRY)
	@$(CTEST) -L '^on-$(GEOMETRY)$$' $(if $(filter sim,$@),-LE '^more$$')
else
sim sim-full:
	@echo "make: CONFIG is '$(GIVEN)'; it must be one of $(GEOMETRIES), or the file of one, as" \
	  "hw/config/pynq.json" >&2; exit 1
endif

formal: setup
	@scripts/formal.py --jobs $(JOBS) $(ONLY)

# What it writes is for scripts/performance.py, too.
bench: configure
	@$(SETUP) bench
	$(NINJA) bench_performance
	$(BUILD)/bench/bench_performance --output $(BUILD)/bench $(ARGS)
	@cd $(BUILD)/bench && gnuplot $(CURDIR)/bench/roofline.gp
	@echo 'exact.md, timed.md, performance.json and roofline.svg are in $(BUILD)/bench/'

# Counters cost time, so this is a build of its own; netlists execute nothing of rtl/.
coverage: setup
	@$(SETUP) coverage
	$(CMAKE) -S . -B build/coverage -G Ninja -DVTA_COVERAGE=ON -DVTA_NETLISTS=OFF
	ninja -C build/coverage -j $(JOBS)
	@scripts/coverage/run.py build/coverage --jobs $(JOBS)

# The tests are built once more, on a mutated copy of the sources, in build/mutate.
mutate: setup
	@$(SETUP) mutate
	@python3 scripts/mutate --jobs $(JOBS) $(ARGS)

# A build of its own: clang, and nothing but the targets of tests/fuzz.
SECONDS_EACH ?= 60
fuzz-parsers: setup
	@$(SETUP) fuzz
	@[ -f build/fuzz/build.ninja ] || CC=clang-14 CXX=clang++-14 $(CMAKE) -S . -B build/fuzz -G Ninja \
	  -DVTA_FUZZ=ON -DSANITIZE=address,undefined >/dev/null
	@ninja -C build/fuzz -j $(JOBS) fuzzers
	@scripts/fuzz_parsers.sh build/fuzz $(SECONDS_EACH)

# A build of its own, of nothing but the tests with the label `threads`.
threads: setup
	@[ -f build/threads/build.ninja ] || $(CMAKE) -S . -B build/threads -G Ninja -DSANITIZE=thread >/dev/null
	@ninja -C build/threads -j $(JOBS) driver_parallel_test driver_abi_threads_test replay_bundles_test
	@ctest --test-dir build/threads -L '^threads$$' --output-on-failure --no-tests=error

# A build of its own, for armhf. Nothing is installed for it but the cross compiler: libraries are
# unpacked into a folder.
PYNQ := build/pynq
pynq-driver: setup
	@$(SETUP) pynq
	@scripts/pynq/sysroot.sh $(PYNQ)/sysroot
	@[ -f $(PYNQ)/build/build.ninja ] || $(CMAKE) -S . -B $(PYNQ)/build -G Ninja \
	  --toolchain cmake/pynq/toolchain.cmake -DVTA_SYSROOT=$(CURDIR)/$(PYNQ)/sysroot \
	  -DVTA_RTL=OFF -DVTA_ABI_REMOTE=OFF -DVTA_TESTS=OFF -DVTA_NATIVE=OFF >/dev/null
	@ninja -C $(PYNQ)/build -j $(JOBS) vta vta_driver_shared vta_runtime_shared
	@scripts/pynq/archive.sh $(PYNQ)/build $(PYNQ)/sysroot $(PYNQ)

# Nothing is built. CONFIG is a name of hw/config, or a path.
synth: setup
	@python3 hw/fpga/yosys/synth.py $(or $(CONFIG),pynq) $(ARGS)

# As synth, with a library of standard cells.
asic: setup
	@$(SETUP) asic
	@python3 hw/asic/asic.py $(or $(CONFIG),small) $(ARGS)

# A build of its own: valgrind does not know every instruction of a modern machine.
valgrind: setup
	@$(SETUP) valgrind
	$(CMAKE) -S . -B build/valgrind -G Ninja -DVTA_NATIVE=OFF -DVTA_TESTS=OFF -DCMAKE_CXX_FLAGS=-g
	ninja -C build/valgrind -j $(JOBS) vta
	@scripts/valgrind.sh build/valgrind/vta

# After a change of the RTL, of its tests, or of a diagram. Tests say when this is due.
.PHONY: docs
docs:
	@$(SETUP) docs
	@scripts/rtl_pages.py
	@scripts/diagrams.py

lint: build
	@scripts/lint.sh $(BUILD)

format:
	@$(SETUP) lint
	@scripts/format.sh

clean:
	rm -rf build
