# SPDX-License-Identifier: Apache-2.0
#
# For the processor of a Zynq-7000: two Cortex-A9 with NEON, hard-float ABI.
#
# Libraries other than that of C are linked statically from the folder VTA_SYSROOT, which
# scripts/pynq/sysroot.sh fills, so that what is built runs on any system with a C library that is
# not older than that of Ubuntu 22.04 (scripts/pynq/archive.sh checks that).

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
set(CMAKE_LIBRARY_ARCHITECTURE arm-linux-gnueabihf)

set(VTA_SYSROOT "" CACHE PATH "What scripts/pynq/sysroot.sh has made")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES VTA_SYSROOT)
if(NOT IS_DIRECTORY "${VTA_SYSROOT}/usr/include")
  message(FATAL_ERROR "VTA_SYSROOT is '${VTA_SYSROOT}'; it must be what scripts/pynq/sysroot.sh "
                      "has made")
endif()
set(CMAKE_FIND_ROOT_PATH ${VTA_SYSROOT})
# Headers that differ between architectures; a native compiler looks there by itself.
foreach(language C CXX)
  set(CMAKE_${language}_STANDARD_INCLUDE_DIRECTORIES
      ${VTA_SYSROOT}/usr/include/${CMAKE_LIBRARY_ARCHITECTURE})
endforeach()
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)  # protoc and its plugin run here
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)

# Inodes and sizes of files do not fit into 32 bits. No library in C++ from elsewhere is older than
# GCC 7, whose ABI the notes of psabi are about.
set(cpu "-mcpu=cortex-a9 -mfpu=neon -D_FILE_OFFSET_BITS=64 -Wno-psabi")
set(CMAKE_C_FLAGS_INIT ${cpu})
set(CMAKE_CXX_FLAGS_INIT ${cpu})
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static-libgcc -static-libstdc++")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-static-libgcc -static-libstdc++")

set(OPENSSL_USE_STATIC_LIBS ON)
set(Protobuf_USE_STATIC_LIBS ON)
set(ZLIB_USE_STATIC_LIBS ON)
set(Boost_USE_STATIC_LIBS ON)
set(gRPC_DIR ${CMAKE_CURRENT_LIST_DIR})  # gRPCConfig.cmake beside this file
set(Boost_NO_BOOST_CMAKE ON)  # its own configuration would want the shared library, too
