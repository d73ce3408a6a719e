# SPDX-License-Identifier: Apache-2.0
#
# vta_shared_library(NAME OUTPUT file EXPORTS map SOURCES a.cpp b.cpp [DEPS x y])
#
# Makes lib<file>.so at the top of the build directory, with the symbols that the version script
# `map` names and no others. Everything of ours that it is linked from becomes position independent;
# models of Verilator must have been made so (vta_verilate() with PIC).

function(vta_shared_library name)
  cmake_parse_arguments(ARG "" "OUTPUT;EXPORTS" "SOURCES;DEPS" ${ARGN})
  add_library(${name} SHARED ${ARG_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE vta_warnings vta_counted ${ARG_DEPS})
  if(TARGET vta_arc4random)  # of cmake/pynq
    target_link_libraries(${name} PRIVATE -Wl,-u,arc4random vta_arc4random)
  endif()
  cmake_path(ABSOLUTE_PATH ARG_EXPORTS)
  target_link_options(${name} PRIVATE -Wl,--version-script=${ARG_EXPORTS} -Wl,-z,defs -Wl,-z,text)
  set_target_properties(${name} PROPERTIES
    OUTPUT_NAME ${ARG_OUTPUT} LINK_DEPENDS ${ARG_EXPORTS}
    LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR} BUILD_RPATH "$ORIGIN")
  # When all libraries are known. (The arguments of a deferred call are expanded when it is made.)
  cmake_language(EVAL CODE "cmake_language(DEFER DIRECTORY [[${PROJECT_SOURCE_DIR}]]
                                           CALL vta_make_position_independent ${name})")
endfunction()

# A library and all of ours that it is linked from. A call of a function that another library might
# replace could not be put in line; nobody replaces ours, so the simulators lose nothing.
function(vta_make_position_independent name)
  get_property(done GLOBAL PROPERTY VTA_POSITION_INDEPENDENT)
  if(NOT TARGET ${name} OR ${name} IN_LIST done)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY VTA_POSITION_INDEPENDENT ${name})
  get_target_property(imported ${name} IMPORTED)
  if(imported)
    return()
  endif()
  get_target_property(type ${name} TYPE)
  set(property INTERFACE_LINK_LIBRARIES)
  if(NOT type STREQUAL INTERFACE_LIBRARY)
    set(property LINK_LIBRARIES)
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_compile_options(${name} PRIVATE -fno-semantic-interposition)
  endif()
  get_target_property(libraries ${name} ${property})
  foreach(library IN LISTS libraries)
    vta_make_position_independent("${library}")
  endforeach()
endfunction()
