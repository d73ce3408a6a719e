# SPDX-License-Identifier: Apache-2.0
#
# VTA_OVERLAY names a folder whose files stand in for those of the same path in the tree. `make mutate`
# builds the tests this way on a mutated copy of rtl/ and compiler/.
#
# vta_overlay(LIST): replaces in the list variable LIST each file that the overlay has.

set(VTA_OVERLAY "" CACHE PATH "A folder whose files stand in for those of the tree")

if(VTA_OVERLAY)
  link_libraries(vta_mutant)  # tests/mutation: the mutated code asks it which mutant is on
endif()

function(vta_overlay list)
  if(NOT VTA_OVERLAY)
    return()
  endif()
  set(result "")
  foreach(path IN LISTS ${list})
    cmake_path(ABSOLUTE_PATH path NORMALIZE OUTPUT_VARIABLE full)
    cmake_path(RELATIVE_PATH full BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE name)
    if(EXISTS ${VTA_OVERLAY}/${name})
      set(path ${VTA_OVERLAY}/${name})
      set_source_files_properties(${path} PROPERTIES COMPILE_OPTIONS "-w;-Wno-narrowing")
    endif()
    list(APPEND result ${path})
  endforeach()
  set(${list} ${result} PARENT_SCOPE)
endfunction()
