/* SPDX-License-Identifier: Apache-2.0
 *
 * The C interface that compiled programs for VTA call: buffers, and calls that record an
 * instruction stream, which VTASynchronize() runs. libvta_runtime.so exports these functions. They
 * reach the device only through the functions of vta_driver.h, so either library can be replaced by
 * another one with the same interface. Names, types and meanings are those of the runtime interface
 * that compilers for VTA emit calls of; C99 and C++.
 *
 * Sizes and indices of loads, stores and micro-ops are in elements of the memory: see
 * docs/semantics.md. Geometry: environment variable VTA_CONFIG, as for libvta.so; read at the first
 * call.
 *
 * Every argument is checked against the buffer, the on-chip memory and the field it ends up in. The
 * first call that fails writes one sentence to stderr; from then on calls do nothing, and those
 * that return an int return 1, until VTASynchronize() reports the failure, running nothing. It ends
 * the process then, unless vta_runtime_keep_going() (vta_extra.h) says otherwise.
 *
 * One queue per process. Functions may be called from any thread and take turns; the calls of one
 * program must come in their order. While one thread synchronizes, others fill buffers with
 * VTABufferCopy() only, which waits for its turn.
 */

#ifndef VTA_DRIVER_ABI_VTA_RUNTIME_H_
#define VTA_DRIVER_ABI_VTA_RUNTIME_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Bits of `kind_mask`: what of a copy is a buffer of VTABufferAlloc(). */
#define VTA_MEMCPY_H2D 1 /* the destination */
#define VTA_MEMCPY_D2H 2 /* the source */
#define VTA_MEMCPY_D2D 3 /* both */

/* Bits of `debug_flag`. */
#define VTA_DEBUG_DUMP_INSN (1 << 1)          /* print the instructions of every run to stdout */
#define VTA_DEBUG_DUMP_UOP (1 << 2)           /* print every micro-kernel when it is recorded */
#define VTA_DEBUG_SKIP_READ_BARRIER (1 << 3)  /* VTAReadBarrier() does nothing */
#define VTA_DEBUG_SKIP_WRITE_BARRIER (1 << 4) /* VTAWriteBarrier() does nothing */
#define VTA_DEBUG_FORCE_SERIAL (1 << 5)       /* every instruction waits for the one before it */

typedef void* VTACommandHandle;

/* A buffer of `size` bytes, aligned to 4096. The pointer is a handle, not the address of the bytes;
 * see VTABufferCPUPtr(). NULL when there is no memory or no device. */
void* VTABufferAlloc(size_t size);

/* A buffer that recorded instructions name is freed when they have run. NULL is ignored. */
void VTABufferFree(void* buffer);

/* Copies `size` bytes between offsets in bytes; `from` and `to` are buffers or host addresses as
 * `kind_mask` says. Takes place now, not in the order of the recorded instructions. */
void VTABufferCopy(const void* from, size_t from_offset, void* to, size_t to_offset, size_t size,
                   int kind_mask);

/* The queue of the process, whichever thread asks. It is valid for good. */
VTACommandHandle VTATLSCommandHandle(void);

/* Drops what is recorded and gives the device back. Buffers stay; a later call starts anew. */
void VTARuntimeShutdown(void);

/* The address of the bytes of a buffer; another pointer is returned as it is. */
void* VTABufferCPUPtr(VTACommandHandle cmd, void* buffer);

/* Bracket accesses of the CPU to elements [start, start + extent) of `elem_bits` bits each:
 * VTAWriteBarrier() when the device has written and the CPU is going to read, VTAReadBarrier() when
 * the CPU has written and the device is going to read. */
void VTAWriteBarrier(VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start,
                     uint32_t extent);
void VTAReadBarrier(VTACommandHandle cmd, void* buffer, uint32_t elem_bits, uint32_t start,
                    uint32_t extent);

/* Replaces all flags; unknown ones are an error. */
void VTASetDebugMode(VTACommandHandle cmd, int debug_flag);

/* Memory types 1 WGT, 2 INP, 3 ACC and 5 ACC_8BIT. */
void VTALoadBuffer2D(VTACommandHandle cmd, void* src_dram_addr, uint32_t src_elem_offset,
                     uint32_t x_size, uint32_t y_size, uint32_t x_stride, uint32_t x_pad_before,
                     uint32_t y_pad_before, uint32_t x_pad_after, uint32_t y_pad_after,
                     uint32_t dst_sram_index, uint32_t dst_memory_type);

/* Memory type 4 OUT. */
void VTAStoreBuffer2D(VTACommandHandle cmd, uint32_t src_sram_index, uint32_t src_memory_type,
                      void* dst_dram_addr, uint32_t dst_elem_offset, uint32_t x_size,
                      uint32_t y_size, uint32_t x_stride);

/* These three only inside `finit` of the two functions below: at most two nested loops around
 * micro-ops that share mode, reset and ALU operation. `mode`: 0 GEMM, 1 ALU. */
void VTAUopPush(uint32_t mode, uint32_t reset_out, uint32_t dst_index, uint32_t src_index,
                uint32_t wgt_index, uint32_t opcode, uint32_t use_imm, int32_t imm_val);
void VTAUopLoopBegin(uint32_t extent, uint32_t dst_factor, uint32_t src_factor,
                     uint32_t wgt_factor);
void VTAUopLoopEnd(void);

/* Appends a micro-kernel. `uop_handle` is a slot that belongs to the place in the program and is
 * NULL at first; `signature` points to the `nbytes` bytes of all variables that the kernel depends
 * on. A slot and a signature that were seen before stand for the kernel recorded then; else
 * `finit(signature)` records it and returns 0. Any number of slots, signatures and bytes.
 * Return 0, or 1 after a failure. */
int VTAPushGEMMOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes);
int VTAPushALUOp(void** uop_handle, int (*finit)(void*), void* signature, int nbytes);

/* Tokens between stages 1 load, 2 compute and 3 store. Return 0, or 1 after a failure. */
int VTADepPush(VTACommandHandle cmd, int from_qid, int to_qid);
int VTADepPop(VTACommandHandle cmd, int from_qid, int to_qid);

/* Runs everything recorded since the last time and waits for it, `wait_cycles` at most; see
 * VTADeviceRun(). A stream that grows beyond 4 MiB is run in between. */
void VTASynchronize(VTACommandHandle cmd, uint32_t wait_cycles);

#ifdef __cplusplus
}
#endif

#endif /* VTA_DRIVER_ABI_VTA_RUNTIME_H_ */
