# SPDX-License-Identifier: Apache-2.0
#
# vta_systemc_kernel: SystemC and TLM-2.0, when they are wanted and there; else there is no such
# target. Debian's library is built as C++17 and says so in a symbol; the definition asks for that one
# from C++20, too. Exceptions on the stacks of its coroutines confuse the address sanitizer
# (docs/systemc.md), so there is no SystemC in builds with sanitizers.

option(VTA_SYSTEMC "Build the SystemC modules, if there is a SystemC library" ON)

function(vta_find_systemc)
  if(NOT VTA_SYSTEMC)
    message(STATUS "SystemC modules: not built, VTA_SYSTEMC is off")
    return()
  endif()
  if(SANITIZE)
    message(STATUS "SystemC modules: not built, sanitizers do not understand SystemC's coroutines")
    return()
  endif()
  if(DEFINED VTA_RTL AND NOT VTA_RTL)
    message(STATUS "SystemC modules: not built, VTA_RTL is off")
    return()
  endif()
  find_path(SYSTEMC_INCLUDE_DIR tlm_utils/simple_target_socket.h)
  find_library(SYSTEMC_LIBRARY systemc)
  mark_as_advanced(SYSTEMC_INCLUDE_DIR SYSTEMC_LIBRARY)
  if(NOT SYSTEMC_INCLUDE_DIR OR NOT SYSTEMC_LIBRARY)
    message(STATUS "SystemC modules: not built, there is no SystemC library (Debian: libsystemc-dev)")
    return()
  endif()
  add_library(vta_systemc_kernel INTERFACE)
  target_include_directories(vta_systemc_kernel SYSTEM INTERFACE ${SYSTEMC_INCLUDE_DIR})
  target_compile_definitions(vta_systemc_kernel INTERFACE SC_CPLUSPLUS=201703L)
  target_link_libraries(vta_systemc_kernel INTERFACE ${SYSTEMC_LIBRARY})
endfunction()

vta_find_systemc()
