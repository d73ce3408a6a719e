# SPDX-License-Identifier: Apache-2.0
#
# cmake -DA=header -DB=header -P same_ports.cmake
#
# Fails unless the two headers of Verilated classes are the same, but for the include that comes with
# functions of C++ called from inside: those change nothing for whoever uses the class.
foreach(header A B)
  file(READ ${${header}} text_${header})
  string(REPLACE "#include \"svdpi.h\"\n" "" text_${header} "${text_${header}}")
endforeach()
if(NOT text_A STREQUAL text_B)
  message(FATAL_ERROR "${A} and ${B} differ: the netlist has other ports than the RTL")
endif()
