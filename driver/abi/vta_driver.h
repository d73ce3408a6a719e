/* SPDX-License-Identifier: Apache-2.0
 *
 * The C interface of a VTA: memory that both sides see, and runs of instruction streams.
 * libvta.so exports these functions. Names, types and meanings are those of the driver interface
 * that software for VTA is written against; C99 and C++.
 *
 * Which device: environment variable VTA_DEVICE, a URI (default "functional:"). Which geometry:
 * VTA_CONFIG, the path of a vta_config.json (default: the geometry of hw/config/pynq.json). Both
 * are read when the device is opened: at the first VTADeviceAlloc() or VTAMemAlloc() of the
 * process. All handles are the same device. It is closed when the last handle and the last buffer
 * have been freed.
 *
 * When bytes move: a pointer from VTAMemAlloc() is host memory that only the program changes,
 * until VTADeviceRun() is called. That writes what has changed to the device, runs, and reads back
 * the pages that STORE instructions of the stream may have written. Copies, VTAFlushCache() and
 * VTAInvalidateCache() move nothing to or from the device.
 *
 * Errors: one sentence on stderr, and vta_last_error() (vta_extra.h). No function ends the process
 * because of an argument. What a function without a return value could not report, the next
 * VTADeviceRun() does: it runs nothing and returns 2.
 *
 * Functions may be called from any thread; they take turns. A run looks at all buffers, so nobody
 * writes through a pointer while another thread runs; VTAMemCopyFromHost() waits for its turn.
 */

#ifndef VTA_DRIVER_ABI_VTA_DRIVER_H_
#define VTA_DRIVER_ABI_VTA_DRIVER_H_

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Values of `cached`; memory is cached and coherent in either case. */
#define VTA_CACHED 1
#define VTA_NOT_CACHED 0

/* A reference to the device. */
typedef void* VTADeviceHandle;

/* A byte address as the device sees it. 0 is never the address of a buffer. */
typedef uint32_t vta_phy_addr_t;

/* Opens the device unless it is open. Returns a new handle; NULL when there is no such device, its
 * geometry is not that of VTA_CONFIG, or somebody else has it. */
VTADeviceHandle VTADeviceAlloc(void);

/* Gives a handle back. NULL is ignored; another handle is an error. */
void VTADeviceFree(VTADeviceHandle handle);

/* Runs `insn_count` instructions from `insn_phy_addr` (inside one buffer, a multiple of 16) up to
 * FINISH and waits for the end.
 * `wait_cycles`: the most accelerator cycles that the run may take (the functional and the golden
 * device: micro-ops, elements moved and instructions started, added up); 0 is no time at all.
 * Returns 0 when FINISH has retired and everything else is done, 1 when `wait_cycles` were not
 * enough, 2 for every other failure: the program stopped with an error of the ISA, an argument was
 * wrong, or an earlier void function had failed.
 * After 1 or 2 the buffers hold what the stream had stored until then, if the device still tells.
 */
int VTADeviceRun(VTADeviceHandle handle, vta_phy_addr_t insn_phy_addr, uint32_t insn_count,
                 uint32_t wait_cycles);

/* Memory that the device sees, contiguous, aligned to 4096 bytes, of any size up to what the device
 * has (a simulator: 2 GiB in all). 0 bytes make a buffer, too. Contents are undefined.
 * NULL when there is no memory or no device. */
void* VTAMemAlloc(size_t size, int cached);

/* `buf` comes from VTAMemAlloc() and has not been freed; NULL is ignored. */
void VTAMemFree(void* buf);

/* The address of a byte anywhere in a buffer; 0 for any other pointer. */
vta_phy_addr_t VTAMemGetPhyAddr(void* buf);

/* Copies into or out of one buffer, from any byte of it. Nothing is copied when the range leaves
 * the buffer. */
void VTAMemCopyFromHost(void* dst, const void* src, size_t size);
void VTAMemCopyToHost(void* dst, const void* src, size_t size);

/* `size` bytes at `vir_addr`, which must be those at `phy_addr`, lie in one buffer; nothing else
 * to do. */
void VTAFlushCache(void* vir_addr, vta_phy_addr_t phy_addr, int size);
void VTAInvalidateCache(void* vir_addr, vta_phy_addr_t phy_addr, int size);

/* Loads a bitstream into the device that VTA_DEVICE names, before it is opened. Simulators have
 * nothing to load and succeed. Returns 0, or 1 with a sentence. */
int VTAProgram(const char* bitstream);

#ifdef __cplusplus
}
#endif

#endif /* VTA_DRIVER_ABI_VTA_DRIVER_H_ */
