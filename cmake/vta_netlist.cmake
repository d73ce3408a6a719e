# SPDX-License-Identifier: Apache-2.0
#
# vta_netlist(NAME OF model TOP module SOURCES files... [PREFIX class] [CONFIG json] [TRACE]
#             [PARAMS -GName=value ...])
#
# Makes the library NAME, which defines the same class as the library `model` that vta_verilate()
# made in the same folder with the same arguments, from Yosys' netlist of the module instead of its
# RTL. The build compares the two headers, so objects compiled for one can be linked with the other.
#
# vta_netlist_test(NAME OF test MODEL library SOURCES objects... DEPS libraries [LABELS l] [OPTIONAL])
#
# Makes the twin NAME of a test: its objects, linked with the netlist MODEL; label gls.
#
# There are no netlists in a sanitized build: it would run the same instrumented objects again, and
# the classes that Verilator makes are not instrumented.

set(VTA_NETLISTS_DEFAULT ON)
if(SANITIZE)
  set(VTA_NETLISTS_DEFAULT OFF)
endif()
option(VTA_NETLISTS "Run the tests of RTL modules on Yosys' netlists, too" ${VTA_NETLISTS_DEFAULT})
if(VTA_NETLISTS)
  find_program(YOSYS yosys REQUIRED)
endif()

function(vta_netlist name)
  cmake_parse_arguments(ARG "TRACE" "OF;TOP;PREFIX;CONFIG" "SOURCES;PARAMS" ${ARGN})
  if(NOT ARG_PREFIX)
    set(ARG_PREFIX V${ARG_TOP})
  endif()
  set(dir ${CMAKE_CURRENT_BINARY_DIR}/${name}.yosys)
  set(src ${dir}/src)
  set(copied ${ARG_SOURCES})
  list(FILTER copied INCLUDE REGEX "[.]sv$")
  set(files "")
  foreach(source ${copied})
    cmake_path(GET source FILENAME file)
    string(APPEND files " ${src}/${file}")
  endforeach()
  set(parameters "")
  foreach(parameter ${ARG_PARAMS})
    string(REGEX REPLACE "^-G(.*)=(.*)$" " -chparam \\1 \\2" parameter ${parameter})
    string(APPEND parameters ${parameter})
  endforeach()
  set(map "maccmap -unmap\ntechmap -map ${PROJECT_SOURCE_DIR}/cmake/netlist_alu.v")
  configure_file(${PROJECT_SOURCE_DIR}/cmake/netlist.ys.in ${dir}/netlist.ys @ONLY)

  # Yosys looks for an include beside the including file first, so another geometry needs a copy.
  set(headers ${PROJECT_SOURCE_DIR}/rtl/vta_isa.svh ${PROJECT_SOURCE_DIR}/rtl/vta_config.svh
              ${PROJECT_SOURCE_DIR}/rtl/vta_assert.svh)
  set(geometry "")
  if(ARG_CONFIG)
    set(geometry COMMAND ${Python3_EXECUTABLE} ${PROJECT_SOURCE_DIR}/hw/isa/generate.py
                         --config ${ARG_CONFIG} --svh ${src}/vta_config.svh)
  endif()
  add_custom_command(
    OUTPUT ${dir}/netlist.v
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${src}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${src}
    COMMAND ${CMAKE_COMMAND} -E copy ${copied} ${headers} ${src}
    ${geometry}
    COMMAND ${YOSYS} -q -s ${dir}/netlist.ys
    DEPENDS ${copied} ${headers} ${ARG_CONFIG} ${PROJECT_SOURCE_DIR}/hw/isa/generate.py
            ${dir}/netlist.ys ${PROJECT_SOURCE_DIR}/cmake/netlist_alu.v
    COMMENT "Synthesizing ${name}"
    VERBATIM)
  set(trace "")
  if(ARG_TRACE)
    set(trace TRACE)
  endif()
  vta_verilate(${name} TOP ${ARG_TOP} PREFIX ${ARG_PREFIX} SOURCES ${dir}/netlist.v ${trace}
               FLAGS -Wno-lint -Wno-style -Wno-UNOPTFLAT)

  # The class must be the same for whoever uses it: same ports, same types, same order.
  set(of ${CMAKE_CURRENT_BINARY_DIR}/${ARG_OF}.dir/${ARG_PREFIX}.h)
  set(netlist ${CMAKE_CURRENT_BINARY_DIR}/${name}.dir/${ARG_PREFIX}.h)
  add_custom_command(
    OUTPUT ${dir}/same_ports
    COMMAND ${CMAKE_COMMAND} -DA=${of} -DB=${netlist} -P ${PROJECT_SOURCE_DIR}/cmake/same_ports.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${dir}/same_ports
    DEPENDS ${of} ${netlist} ${PROJECT_SOURCE_DIR}/cmake/same_ports.cmake
    COMMENT "Comparing the ports of ${name} with those of the RTL"
    VERBATIM)
  add_custom_target(${name}_same_ports DEPENDS ${dir}/same_ports)
  add_dependencies(${name}_same_ports ${ARG_OF}_verilate ${name}_verilate)
  add_dependencies(${name} ${name}_same_ports)
  set_property(GLOBAL APPEND PROPERTY VTA_NETLIST_MODULES ${dir}/modules.txt)
endfunction()

function(vta_netlist_test name)
  cmake_parse_arguments(ARG "OPTIONAL" "OF;MODEL;TIMEOUT" "SOURCES;DEPS;LABELS" ${ARGN})
  set(optional "")
  if(ARG_OPTIONAL)
    set(optional OPTIONAL)
  endif()
  list(FILTER ARG_SOURCES INCLUDE REGEX "TARGET_OBJECTS")
  vta_test(${name} ${optional} SOURCES $<TARGET_OBJECTS:${ARG_OF}> ${ARG_SOURCES}
           DEPS ${ARG_MODEL} ${ARG_DEPS} LABELS gls ${ARG_LABELS} TIMEOUT ${ARG_TIMEOUT})
  set_target_properties(${name} PROPERTIES LINKER_LANGUAGE CXX)
endfunction()
