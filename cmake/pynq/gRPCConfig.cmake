# SPDX-License-Identifier: Apache-2.0
#
# gRPC::grpc++ from the archives in VTA_SYSROOT. gRPC's own configuration names shared libraries.

find_package(PkgConfig REQUIRED)
set(ENV{PKG_CONFIG_LIBDIR} ${VTA_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} ${VTA_SYSROOT})
pkg_check_modules(VTA_GRPC REQUIRED grpc++)

set(archives "")
foreach(name IN LISTS VTA_GRPC_STATIC_LIBRARIES)
  find_library(VTA_ARCHIVE_${name} NAMES lib${name}.a)
  mark_as_advanced(VTA_ARCHIVE_${name})
  if(VTA_ARCHIVE_${name})
    list(APPEND archives ${VTA_ARCHIVE_${name}})
  elseif(NOT name MATCHES "^(m|rt|dl|pthread|atomic)$")  # of the C library and the compiler
    message(FATAL_ERROR "VTA_SYSROOT has no lib${name}.a, which gRPC needs")
  endif()
endforeach()
list(REMOVE_DUPLICATES archives)
list(JOIN archives "," archives)

add_library(vta_arc4random STATIC ${PROJECT_SOURCE_DIR}/driver/rpc/arc4random.cpp)
set_target_properties(vta_arc4random PROPERTIES POSITION_INDEPENDENT_CODE ON)
add_library(gRPC::grpc++ INTERFACE IMPORTED GLOBAL)
# RESCAN: they refer to each other in both directions. -u: what needs arc4random() is linked behind
# it. No board need have libatomic.so.
target_link_libraries(gRPC::grpc++ INTERFACE
  -Wl,-u,arc4random vta_arc4random "$<LINK_GROUP:RESCAN,${archives}>" -l:libatomic.a)
set(gRPC_FOUND TRUE)
