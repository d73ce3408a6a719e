# SPDX-License-Identifier: Apache-2.0
#
# vta_verilate(NAME TOP module SOURCES files... [PREFIX class] [CONFIG json] [TRACE] [PIC]
#              [PARAMS -GName=value ...] [FLAGS flags...])
#
# Makes the library NAME with the class PREFIX (default V<module>; header "<class>.h"). Models that
# are linked into one program need different prefixes. CONFIG names the geometry
# (default hw/config/pynq.json): its constants are generated into the build tree and found before
# rtl/vta_config.svh. TRACE compiles FST tracing in. PIC: the model can be part of a shared library,
# one that is loaded late included. FLAGS go to the command behind -Wall. With
# VTA_COVERAGE the models count lines and toggles (docs/coverage.md).

find_program(VERILATOR verilator REQUIRED)
execute_process(COMMAND ${VERILATOR} --getenv VERILATOR_ROOT
                OUTPUT_VARIABLE VERILATOR_ROOT OUTPUT_STRIP_TRAILING_WHITESPACE)
find_package(Python3 REQUIRED COMPONENTS Interpreter)

add_library(verilated_runtime STATIC
  ${VERILATOR_ROOT}/include/verilated.cpp
  ${VERILATOR_ROOT}/include/verilated_threads.cpp
  ${VERILATOR_ROOT}/include/verilated_fst_c.cpp)
target_include_directories(verilated_runtime SYSTEM PUBLIC
  ${VERILATOR_ROOT}/include ${VERILATOR_ROOT}/include/vltstd)
target_compile_definitions(verilated_runtime PUBLIC
  VM_TRACE=1 VM_TRACE_FST=1 VM_COVERAGE=$<BOOL:${VTA_COVERAGE}> VM_SC=0)
target_compile_options(verilated_runtime PRIVATE -w)
target_link_libraries(verilated_runtime PUBLIC Threads::Threads ZLIB::ZLIB)
if(SANITIZE MATCHES "undefined" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # Verilated::t_s is a thread_local without dynamic initialization. gcc reads it through a wrapper
  # that asks for one, and its sanitizer then takes the address that the wrapper gives for null.
  target_compile_options(verilated_runtime INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-fno-extern-tls-init>)
endif()

set(VTA_MODEL_FLAGS "-O2")
if(VTA_NATIVE)
  set(VTA_MODEL_FLAGS "-O2 -march=native")
endif()
set(VTA_MODEL_SLOW_FLAGS "-O1")
set(VTA_MODEL_COVERAGE "")
if(VTA_COVERAGE)
  # Building the counters takes longer than running them, so models are not optimized as well; the
  # function that registers them has one call per bit. Up to the width of an instruction every bit is
  # watched; wider are elements and rows of counters, whose parts are signals of their own, and
  # memories. A process is not split into several: 5.006 takes the counters of a function that it has
  # put in line for a part of their own, and lets them count before the arguments are there
  # (tests/coverage/counters_test.cpp).
  set(VTA_MODEL_FLAGS "-O1")
  set(VTA_MODEL_SLOW_FLAGS "-O0")
  set(VTA_MODEL_COVERAGE --coverage-line --coverage-toggle --coverage-max-width 128
      -fno-split)
  target_sources(verilated_runtime PRIVATE
    ${VERILATOR_ROOT}/include/verilated_cov.cpp ${PROJECT_SOURCE_DIR}/sim/rtl/coverage.cpp)
  target_include_directories(verilated_runtime PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(verilated_runtime PUBLIC vta_coverage_file)
endif()

function(vta_verilate name)
  cmake_parse_arguments(ARG "TRACE;PIC" "TOP;PREFIX;CONFIG" "SOURCES;PARAMS;FLAGS" ${ARGN})
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX V${ARG_TOP})
  endif()
  vta_overlay(ARG_SOURCES)
  set(overlay "")
  if(VTA_OVERLAY)  # mutated expressions need not be tidy
    set(overlay -Wno-lint -Wno-style -Wno-fatal -Wno-ENUMVALUE
                ${PROJECT_SOURCE_DIR}/tests/mutation/registers.vlt)
  endif()
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir)
  set(includes -I${PROJECT_SOURCE_DIR}/rtl)
  set(depends ${ARG_SOURCES} ${PROJECT_SOURCE_DIR}/rtl/vta_isa.svh
              ${PROJECT_SOURCE_DIR}/rtl/vta_config.svh ${PROJECT_SOURCE_DIR}/rtl/vta_assert.svh
              ${PROJECT_SOURCE_DIR}/rtl/lint.vlt)
  set(prepare "")
  if(ARG_CONFIG)
    set(includes -I${dir}/config ${includes})
    set(prepare COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/hw/isa/generate.py
                        --config ${ARG_CONFIG} --svh ${dir}/config/vta_config.svh)
    list(APPEND depends ${ARG_CONFIG} ${PROJECT_SOURCE_DIR}/hw/isa/generate.py)
  endif()
  set(trace "")
  if(ARG_TRACE)
    set(trace --trace-fst --trace-structs --trace-max-array 8 --trace-max-width 256)
  endif()
  set(pic "")
  if(ARG_PIC)
    set(pic " -fPIC -fno-semantic-interposition")
  endif()
  set(objcache "")
  if(CCACHE)
    set(objcache OBJCACHE=${CCACHE})
  endif()
  set(archive ${dir}/${ARG_PREFIX}__ALL.a)
  add_custom_command(
    OUTPUT ${archive} ${dir}/${ARG_PREFIX}.h
    ${prepare}
    COMMAND ${VERILATOR} --cc -Wall ${ARG_FLAGS} -O3 --x-assign fast --x-initial fast --assert
            ${overlay} ${trace} ${VTA_MODEL_COVERAGE} ${includes} --Mdir ${dir} --top-module ${ARG_TOP}
            --prefix ${ARG_PREFIX} ${ARG_PARAMS}
            ${PROJECT_SOURCE_DIR}/rtl/lint.vlt ${ARG_SOURCES}
    COMMAND ${CMAKE_COMMAND} -E env --unset=MAKEFLAGS --unset=MAKELEVEL
            make --silent -C ${dir} -f ${ARG_PREFIX}.mk ${ARG_PREFIX}__ALL.a -j2 ${objcache}
            "OPT_FAST=${VTA_MODEL_FLAGS}${pic}" "OPT_SLOW=${VTA_MODEL_SLOW_FLAGS}${pic}" "OPT_GLOBAL=-O2"
    DEPENDS ${depends}
    COMMENT "Verilating ${name}"
    VERBATIM)
  add_custom_target(${name}_verilate DEPENDS ${archive} ${dir}/${ARG_PREFIX}.h)
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_verilate)
  target_include_directories(${name} SYSTEM INTERFACE ${dir})
  target_link_libraries(${name} INTERFACE ${archive} verilated_runtime)
endfunction()
