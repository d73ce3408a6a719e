/* SPDX-License-Identifier: Apache-2.0
 *
 * abi_cases CASE: one way of using, or misusing, the C interfaces. Exit code 0 when everything was
 * as it should be, else the line that was not is on stdout. The environment says which device.
 */

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "driver/abi/vta_driver.h"
#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"

enum { kPlenty = 1000000, kInsnBytes = 16 };

/* Does not stop: what follows may show more. */
static int failures;
#define CHECK(condition)                                     \
  do {                                                       \
    if (!(condition)) {                                      \
      printf("line %d: not so: %s\n", __LINE__, #condition); \
      ++failures;                                            \
    }                                                        \
  } while (0)

static int contains(const char* text, const char* part) { return strstr(text, part) != NULL; }

/* A buffer with a stream that consists of FINISH. */
static uint8_t* finish_stream(void) {
  uint8_t* stream = VTAMemAlloc(kInsnBytes, VTA_CACHED);
  if (stream == NULL) return NULL;
  memset(stream, 0, kInsnBytes);
  stream[0] = 3;
  return stream;
}

static void no_device(void) {
  CHECK(VTADeviceAlloc() == NULL);
  CHECK(strlen(vta_last_error()) != 0);
  CHECK(VTAMemAlloc(16, VTA_CACHED) == NULL);
  CHECK(VTABufferAlloc(16) == NULL);
  CHECK(VTADeviceRun(NULL, 4096, 1, kPlenty) == 2);
}

static void runs(void) {
  struct vta_statistics all;
  uint8_t* stream = finish_stream();
  VTADeviceHandle device = VTADeviceAlloc();
  const vta_phy_addr_t address = VTAMemGetPhyAddr(stream);
  CHECK(device != NULL && address != 0 && address % 4096 == 0);
  CHECK(VTAMemGetPhyAddr(stream + 5) == address + 5);
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 0);
  CHECK(strcmp(vta_last_error(), "") == 0);
  vta_read_statistics(&all);
  CHECK(all.runs == 1 && all.gemm_counter == 0);
  vta_clear_statistics();
  vta_read_statistics(&all);
  CHECK(all.runs == 0);
  VTAMemFree(stream);
  VTADeviceFree(device);
}

static void wrong_runs(void) {
  uint8_t* stream = finish_stream();
  VTADeviceHandle device = VTADeviceAlloc();
  const vta_phy_addr_t address = VTAMemGetPhyAddr(stream);
  CHECK(VTADeviceRun(NULL, address, 1, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "VTADeviceRun: the handle is not one of VTADeviceAlloc()"));
  CHECK(VTADeviceRun(stream, address, 1, kPlenty) == 2);
  CHECK(VTADeviceRun(device, address, 2, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "2 instructions at address"));
  CHECK(VTADeviceRun(device, address - 16, 1, kPlenty) == 2);
  CHECK(VTADeviceRun(device, 0, 1, kPlenty) == 2);
  CHECK(VTADeviceRun(device, 0xfffffff0u, 0xffffffffu, kPlenty) == 2);
  CHECK(VTADeviceRun(device, address + 8, 0, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "is not a multiple of 16"));
  /* No instruction at all: FINISH is missing. */
  CHECK(VTADeviceRun(device, address, 0, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "missing_finish"));
  /* Nor is there any opcode 7. */
  stream[0] = 7;
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "illegal_opcode (1) at instruction 0"));
  stream[0] = 3;
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 0);
  VTAMemFree(stream);
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 2);
  VTADeviceFree(device);
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 2);
}

static void timeout(void) {
  uint8_t* stream = finish_stream();
  VTADeviceHandle device = VTADeviceAlloc();
  const vta_phy_addr_t address = VTAMemGetPhyAddr(stream);
  CHECK(VTADeviceRun(device, address, 1, 0) == 1);
  CHECK(contains(vta_last_error(), "VTADeviceRun: the run did not finish within 0 cycles"));
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 0);
  VTAMemFree(stream);
  VTADeviceFree(device);
}

static void two_handles(void) {
  uint8_t* stream = finish_stream();
  const vta_phy_addr_t address = VTAMemGetPhyAddr(stream);
  VTADeviceHandle first = VTADeviceAlloc();
  VTADeviceHandle second = VTADeviceAlloc();
  CHECK(first != NULL && second != NULL && first != second);
  CHECK(VTADeviceRun(first, address, 1, kPlenty) == 0);
  CHECK(VTADeviceRun(second, address, 1, kPlenty) == 0);
  VTADeviceFree(first);
  CHECK(VTADeviceRun(second, address, 1, kPlenty) == 0);
  CHECK(VTADeviceRun(first, address, 1, kPlenty) == 2);
  VTADeviceFree(first); /* twice: an error that the next run reports */
  CHECK(contains(vta_last_error(), "VTADeviceFree: "));
  CHECK(VTADeviceRun(second, address, 1, kPlenty) == 2);
  CHECK(contains(vta_last_error(), "nothing was run, because a call before failed: VTADeviceFree"));
  CHECK(VTADeviceRun(second, address, 1, kPlenty) == 0);
  VTADeviceFree(second);
  VTAMemFree(stream); /* the last of everything: the device is closed, and opened again */
  stream = finish_stream();
  first = VTADeviceAlloc();
  CHECK(first != second);
  CHECK(VTADeviceRun(first, VTAMemGetPhyAddr(stream), 1, kPlenty) == 0);
  VTAMemFree(stream);
  VTADeviceFree(first);
}

/* Each of these fails, and so does the run behind it, but not the one behind that. */
static void wrong_memory(void) {
  uint8_t host[32];
  uint8_t* stream = finish_stream();
  uint8_t* buffer = VTAMemAlloc(16, VTA_NOT_CACHED);
  VTADeviceHandle device = VTADeviceAlloc();
  const vta_phy_addr_t address = VTAMemGetPhyAddr(stream);
  memset(host, 1, sizeof host);
  memset(buffer, 2, 16);
#define CHECK_FAILS(call, what)                          \
  call;                                                  \
  CHECK(contains(vta_last_error(), what));               \
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 2); \
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 0);
  CHECK_FAILS(VTAMemCopyFromHost(buffer, host, 17), "VTAMemCopyFromHost: 17 bytes from address")
  CHECK_FAILS(VTAMemCopyFromHost(buffer + 16, host, 1), "does not point into a buffer")
  CHECK_FAILS(VTAMemCopyFromHost(buffer + 8, host, SIZE_MAX), "VTAMemCopyFromHost")
  CHECK(buffer[0] == 2 && buffer[15] == 2); /* nothing was copied */
  CHECK_FAILS(VTAMemCopyToHost(host, buffer + 1, 16), "VTAMemCopyToHost: 16 bytes")
  CHECK_FAILS(VTAMemCopyToHost(host, host, 1), "does not point into a buffer")
  CHECK(host[0] == 1 && host[31] == 1);
  CHECK_FAILS(VTAFlushCache(buffer, VTAMemGetPhyAddr(buffer), 17), "VTAFlushCache")
  CHECK_FAILS(VTAFlushCache(buffer, VTAMemGetPhyAddr(buffer) + 1, 1), "not of 0x")
  CHECK_FAILS(VTAInvalidateCache(buffer, VTAMemGetPhyAddr(buffer), -1), "-1 bytes")
  CHECK_FAILS(VTAMemFree(buffer + 1), "VTAMemFree: the pointer points into a buffer")
  CHECK_FAILS(VTAMemFree(host), "VTAMemFree: the pointer is not that of a buffer")
  CHECK(VTAMemGetPhyAddr(host) == 0);
  CHECK(VTAMemAlloc(SIZE_MAX, VTA_CACHED) == NULL);
  CHECK(VTAMemAlloc((size_t)1 << 33, VTA_CACHED) == NULL);
  CHECK(VTADeviceRun(device, address, 1, kPlenty) == 0); /* NULL has told already */
  VTAFlushCache(buffer, VTAMemGetPhyAddr(buffer), 16);
  VTAMemFree(NULL);
  VTADeviceFree(NULL);
  VTAMemFree(buffer);
  CHECK_FAILS(VTAMemFree(buffer), "it was freed before")
  VTAMemFree(stream);
  VTADeviceFree(device);
}

static int record_add(void* addend) {
  VTAUopPush(1, 0, 0, 0, 0, 2, 1, *(const int32_t*)addend);
  return 0;
}

static int record_nothing(void* code) { return *(const int32_t*)code; }

/* Thousands of micro-kernels, of one slot and of many, with signatures of any size: each adds its
 * number to one element, and they are run in a few windows. */
static void many_kernels(void) {
  enum { kKernels = 3000, kLanes = 16 };
  static void* slots[kKernels];
  static void* slot;
  struct {
    int32_t addend;
    char more[13];
  } signature;
  int8_t out[kLanes];
  uint32_t want = 0;
  VTACommandHandle cmd = VTATLSCommandHandle();
  void* buffer = VTABufferAlloc(kLanes * sizeof(int32_t));
  void* result = VTABufferAlloc(kLanes);
  memset(&signature, 0, sizeof signature);
  memset(VTABufferCPUPtr(cmd, buffer), 0, kLanes * sizeof(int32_t));
  VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 3);
  for (int32_t i = 0; i < 2 * kKernels; ++i) {
    signature.addend = i % kKernels;
    want += (uint32_t)signature.addend;
    CHECK(VTAPushALUOp(&slot, record_add, &signature, sizeof signature) == 0);
    if (i % 3 == 0) {
      want += 1;
      signature.addend = 1;
      CHECK(VTAPushALUOp(&slots[i % kKernels], record_add, &signature, 4) == 0);
    }
    if (i % 1000 == 999) VTASynchronize(cmd, 1u << 31);
  }
  CHECK(VTADepPush(cmd, 2, 3) == 0 && VTADepPop(cmd, 2, 3) == 0);
  VTAStoreBuffer2D(cmd, 0, 4, result, 0, 1, 1, 1);
  VTASynchronize(cmd, 1u << 31);
  VTABufferCopy(result, 0, out, 0, sizeof out, VTA_MEMCPY_D2H);
  for (int lane = 0; lane < kLanes; ++lane) CHECK((uint8_t)out[lane] == (want & 0xff));
  VTABufferFree(buffer);
  VTABufferFree(result);
  VTARuntimeShutdown();
}

static void wrong_calls(void) {
  static void* slot;
  static void* stale = &slot;
  int32_t number = 1;
  uint8_t host[64];
  VTACommandHandle cmd = VTATLSCommandHandle();
  void* buffer = VTABufferAlloc(64);
  vta_runtime_keep_going(1);
  CHECK(strcmp(vta_runtime_error(), "") == 0);
  memset(host, 7, sizeof host);
/* Fails with this sentence, the calls behind it do nothing, and VTASynchronize() reports it. */
#define CHECK_REPORTED(call, what)                                         \
  call;                                                                    \
  CHECK(contains(vta_runtime_error(), what));                              \
  CHECK(VTADepPush(cmd, 1, 2) == 1);                                       \
  VTASynchronize(cmd, kPlenty);                                            \
  CHECK(contains(vta_runtime_error(), "VTASynchronize: nothing was run")); \
  CHECK(contains(vta_runtime_error(), what));                              \
  VTASynchronize(cmd, kPlenty);                                            \
  CHECK(strcmp(vta_runtime_error(), "") == 0);
  CHECK_REPORTED(VTALoadBuffer2D(cmd, buffer, 0, 5, 1, 5, 0, 0, 0, 0, 0, 2), "VTALoadBuffer2D: ")
  CHECK_REPORTED(VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 2048, 2), "but it has 2048")
  CHECK_REPORTED(VTALoadBuffer2D(cmd, host, 0, 1, 1, 1, 0, 0, 0, 0, 0, 2), "not a buffer")
  CHECK_REPORTED(VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 16, 0, 0, 0, 0, 2), "x_pad")
  CHECK_REPORTED(VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 258), "memory type 258")
  CHECK_REPORTED(VTALoadBuffer2D(NULL, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 2), "command handle")
  CHECK_REPORTED(VTAStoreBuffer2D(cmd, 0, 3, buffer, 0, 1, 1, 1), "cannot be stored")
  CHECK_REPORTED(VTAStoreBuffer2D(cmd, 0, 4, buffer, 4, 1, 1, 1), "VTAStoreBuffer2D: ")
  CHECK_REPORTED(VTAUopPush(1, 0, 0, 0, 0, 0, 0, 0), "outside of a micro-kernel")
  CHECK_REPORTED(VTAUopLoopBegin(1, 1, 1, 0), "outside of a micro-kernel")
  CHECK_REPORTED(VTAUopLoopEnd(), "outside of a micro-kernel")
  CHECK_REPORTED(CHECK(VTADepPush(cmd, 1, 3) == 1), "no token queue")
  CHECK_REPORTED(CHECK(VTADepPop(cmd, 0, 2) == 1), "no stage 0")
  CHECK_REPORTED(CHECK(VTADepPop(cmd, 258, 2) == 1), "no stage 258")
  CHECK_REPORTED(CHECK(VTAPushALUOp(NULL, record_add, &number, 4) == 1), "slot")
  CHECK_REPORTED(CHECK(VTAPushALUOp(&stale, record_add, &number, 4) == 1), "must be NULL at first")
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, NULL, &number, 4) == 1), "is NULL")
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, record_add, NULL, 4) == 1), "signature")
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, record_add, &number, -1) == 1), "signature")
  CHECK_REPORTED(CHECK(VTAPushGEMMOp(&slot, record_add, &number, 4) == 1), "VTAUopPush: ")
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, record_nothing, &number, 4) == 1), "returned 1")
  number = 0;
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, record_nothing, &number, 4) == 1), "no micro-op")
  number = 40000;
  CHECK_REPORTED(CHECK(VTAPushALUOp(&slot, record_add, &number, 4) == 1), "40000")
  CHECK_REPORTED(VTABufferCopy(host, 0, buffer, 1, 64, VTA_MEMCPY_H2D), "64 bytes from offset 1")
  CHECK_REPORTED(VTABufferCopy(host, 0, buffer, 0, 64, 0), "kind 0")
  CHECK_REPORTED(VTABufferCopy(host, 0, buffer, 0, 64, VTA_MEMCPY_D2D), "source: ")
  CHECK_REPORTED(VTAReadBarrier(cmd, buffer, 32, 0, 17), "68 bytes from offset 0")
  CHECK_REPORTED(VTAWriteBarrier(cmd, host, 8, 0, 1), "not a buffer")
  CHECK_REPORTED(VTASetDebugMode(cmd, 1), "debug flags 1")
  VTAReadBarrier(cmd, buffer, 32, 0, 16);
  VTAWriteBarrier(cmd, buffer, 32, 0, 16);
  CHECK(VTABufferCPUPtr(cmd, host) == host);
  VTABufferFree(NULL);
  VTABufferFree(buffer);
  CHECK_REPORTED(VTABufferFree(buffer), "VTABufferFree: ")
  CHECK_REPORTED(VTALoadBuffer2D(cmd, buffer, 0, 1, 1, 1, 0, 0, 0, 0, 0, 2), "it was freed")
  VTASynchronize(cmd, 0);
  CHECK(contains(vta_runtime_error(), "did not finish within 0 cycles"));
  VTASynchronize(cmd, kPlenty);
  CHECK(strcmp(vta_runtime_error(), "") == 0);
  VTARuntimeShutdown();
}

/* A buffer that instructions name outlives its VTABufferFree(), and the runtime its shutdown. */
static void freed_early(void) {
  uint8_t host[16];
  VTACommandHandle cmd = VTATLSCommandHandle();
  void* from = VTABufferAlloc(64);
  void* to = VTABufferAlloc(16);
  void* again = NULL;
  memset(VTABufferCPUPtr(cmd, from), 0x05, 64);
  VTALoadBuffer2D(cmd, from, 0, 1, 1, 1, 0, 0, 0, 0, 0, 3);
  VTABufferFree(from);
  again = VTABufferAlloc(64); /* elsewhere */
  memset(VTABufferCPUPtr(cmd, again), 0x77, 64);
  VTADepPush(cmd, 2, 3);
  VTADepPop(cmd, 2, 3);
  VTAStoreBuffer2D(cmd, 0, 4, to, 0, 1, 1, 1);
  VTASynchronize(cmd, 1u << 31);
  VTARuntimeShutdown();
  VTABufferCopy(to, 0, host, 0, 16, VTA_MEMCPY_D2H);
  for (int i = 0; i < 16; ++i) CHECK(host[i] == 0x05);
  VTABufferCopy(to, 0, again, 16, 16, VTA_MEMCPY_D2D);
  VTABufferCopy(again, 0, host, 0, 16, VTA_MEMCPY_D2H);
  CHECK(host[0] == 0x77);
  VTABufferCopy(again, 16, host, 0, 16, VTA_MEMCPY_D2H);
  CHECK(host[0] == 0x05 && host[15] == 0x05);
  VTASynchronize(cmd, 1u << 31);
  VTABufferFree(again);
  VTABufferFree(to);
  VTARuntimeShutdown();
}

/* Ends the process. */
static void aborts(void) {
  VTALoadBuffer2D(VTATLSCommandHandle(), NULL, 0, 1, 1, 1, 0, 0, 0, 0, 0, 2);
  VTASynchronize(VTATLSCommandHandle(), kPlenty);
  CHECK(0);
}

static void programs(void) {
  CHECK(VTAProgram("no such file") == 0); /* nothing to load */
  CHECK(VTAProgram(NULL) == 1);
}

/* On a board whose design is loaded. */
static void programs_late(void) {
  void* memory = VTAMemAlloc(64, 0);
  CHECK(memory != NULL);
  CHECK(VTAProgram("no such file") == 1);
  VTAMemFree(memory);
}

int main(int argc, char** argv) {
  static const struct {
    const char* name;
    void (*run)(void);
  } kCases[] = {{"no_device", no_device},       {"runs", runs},
                {"wrong_runs", wrong_runs},     {"timeout", timeout},
                {"two_handles", two_handles},   {"wrong_memory", wrong_memory},
                {"many_kernels", many_kernels}, {"wrong_calls", wrong_calls},
                {"freed_early", freed_early},   {"aborts", aborts},
                {"programs", programs},         {"programs_late", programs_late}};
  for (size_t i = 0; argc == 2 && i < sizeof kCases / sizeof kCases[0]; ++i) {
    if (strcmp(argv[1], kCases[i].name) != 0) continue;
    kCases[i].run();
    return failures == 0 ? 0 : 1;
  }
  printf("there is no such case\n");
  return 2;
}
