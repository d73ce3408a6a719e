/* SPDX-License-Identifier: Apache-2.0
 *
 * What libvta.so and libvta_runtime.so tell beyond the interface of VTA: statistics and errors.
 * C99 and C++.
 */

#ifndef VTA_DRIVER_ABI_VTA_EXTRA_H_
#define VTA_DRIVER_ABI_VTA_EXTRA_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Sums over runs. Instructions count when they retire; padding is not counted. */
struct vta_statistics {
  uint64_t inp_load_nbytes;
  uint64_t wgt_load_nbytes;
  uint64_t acc_load_nbytes;
  uint64_t uop_load_nbytes;
  uint64_t out_store_nbytes;
  uint64_t gemm_counter; /* products of one tile; resets are not counted */
  uint64_t alu_counter;  /* operations on one tile */
  uint64_t cycles;       /* accelerator cycles; 0 from a device without a clock */
  uint64_t runs;         /* calls of VTADeviceRun() that reached the device */
};

/* libvta.so: the sums since the library was loaded or vta_clear_statistics() was called. */
void vta_read_statistics(struct vta_statistics* statistics);
void vta_clear_statistics(void);

/* libvta.so: the sentence of the last failure, "" when there was none. It stays readable until the
 * same thread asks again. */
const char* vta_last_error(void);

/* libvta_runtime.so: what VTASynchronize() does with a failure that it has to report. By default it
 * ends the process with abort(), because it returns nothing: who does not ask would take what
 * stands in the buffers for the result. With `keep_going` != 0 it returns, and
 * vta_runtime_error() tells. */
void vta_runtime_keep_going(int keep_going);

/* libvta_runtime.so: the failure of the calls since the last VTASynchronize(), or, when there were
 * no calls, the one that it reported; "" when all is well. It stays readable until the same thread
 * asks again. */
const char* vta_runtime_error(void);

#ifdef __cplusplus
}
#endif

#endif /* VTA_DRIVER_ABI_VTA_EXTRA_H_ */
