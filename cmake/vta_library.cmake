# SPDX-License-Identifier: Apache-2.0
#
# vta_library(NAME SOURCES a.cpp b.cpp [DEPS x y])   a static library of the project
# vta_test(NAME SOURCES a_test.cpp [DEPS x y] [LABELS l] [TIMEOUT s] [FULL filter] [OPTIONAL])
#                                                    a GoogleTest program, one ctest entry per test;
#                                                    those that match FULL run in `make sim-full` only;
#                                                    OPTIONAL: all of them, and only who names the
#                                                    target builds it
#
# Includes are written from the root of the tree. DEPS are the arrows that docs/architecture.md allows.

add_library(vta_warnings INTERFACE)
target_compile_options(vta_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror)
if(SANITIZE)
  target_compile_options(vta_warnings INTERFACE
    -fsanitize=${SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_link_options(vta_warnings INTERFACE -fsanitize=${SANITIZE})
endif()

if(VTA_FUZZ)
  # clang takes !"text", as in a check that always fails, for a mistake.
  target_compile_options(vta_warnings INTERFACE -fsanitize=fuzzer-no-link -Wno-string-conversion)
endif()

# The parts of the product whose lines are counted; tests are not.
add_library(vta_counted INTERFACE)
if(VTA_COVERAGE)
  # Optimized as much as keeps lines apart. Among counters gcc takes an optional that is asked first for
  # one without a value; the build without counters is the one to judge warnings by.
  target_compile_options(vta_counted INTERFACE
    --coverage -fprofile-update=atomic -O1 -Wno-maybe-uninitialized)
  target_link_options(vta_warnings INTERFACE --coverage)
endif()

function(vta_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPS;PRIVATE_DEPS" ${ARGN})
  vta_overlay(ARG_SOURCES)
  add_library(${name} STATIC ${ARG_SOURCES})
  target_include_directories(${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS} PRIVATE vta_warnings ${ARG_PRIVATE_DEPS})
  if(NOT CMAKE_CURRENT_SOURCE_DIR MATCHES "^${PROJECT_SOURCE_DIR}/tests(/|$)")
    target_link_libraries(${name} PRIVATE vta_counted)
  endif()
endfunction()

function(vta_test name)
  cmake_parse_arguments(ARG "OPTIONAL" "TIMEOUT;FULL" "SOURCES;DEPS;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  add_executable(${name} ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE vta_warnings ${ARG_DEPS} GTest::gtest GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE
    VTA_SOURCE_DIR="${PROJECT_SOURCE_DIR}" VTA_TEST_DATA="${PROJECT_SOURCE_DIR}/tests/data")
  if(SANITIZE)
    math(EXPR ARG_TIMEOUT "5 * ${ARG_TIMEOUT}")
  endif()
  # Parameterized tests carry their index, as in Seeds/X.Y/3, not a printed value.
  set(discover ${name} TEST_PREFIX "${name}/" DISCOVERY_TIMEOUT 60 NO_PRETTY_VALUES)
  if(ARG_FULL)
    gtest_discover_tests(${discover} TEST_LIST ${name}_FULL_TESTS TEST_FILTER "${ARG_FULL}"
      PROPERTIES TIMEOUT ${ARG_TIMEOUT})
    set(rest TEST_FILTER "-${ARG_FULL}")
  endif()
  gtest_discover_tests(${discover} TEST_LIST ${name}_TESTS ${rest}
    PROPERTIES TIMEOUT ${ARG_TIMEOUT})
  if(ARG_OPTIONAL)
    set_target_properties(${name} PROPERTIES EXCLUDE_FROM_ALL ON)
    list(APPEND ARG_LABELS full)
  endif()
  # gtest_discover_tests keeps only the first of several labels, so they are set behind it. It makes
  # one test that fails of a program that is not there.
  set(labels_file ${CMAKE_CURRENT_BINARY_DIR}/${name}_labels.cmake)
  file(CONFIGURE OUTPUT ${labels_file} @ONLY CONTENT
       "if(DEFINED @name@_TESTS)
  set_tests_properties(\${@name@_TESTS} PROPERTIES LABELS \"@ARG_LABELS@\")
else()
  set_tests_properties(@name@_NOT_BUILT PROPERTIES LABELS \"@ARG_LABELS@\")
endif()
if(DEFINED @name@_FULL_TESTS)
  set_tests_properties(\${@name@_FULL_TESTS} PROPERTIES LABELS \"@ARG_LABELS@;full\")
endif()
")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels_file})
endfunction()
