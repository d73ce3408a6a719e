/* SPDX-License-Identifier: Apache-2.0
 *
 * load_late DRIVER RUNTIME: loads the two libraries into a process that was linked with neither,
 * and runs an empty program.
 */

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"

/* ISO C has no conversion of a pointer to a function. */
static int look_up(void* library, const char* name, void* function) {
  void* const found = dlsym(library, name);
  if (found == NULL) printf("%s is missing\n", name);
  memcpy(function, &found, sizeof found);
  return found != NULL;
}

int main(int argc, char** argv) {
  VTACommandHandle (*command_handle)(void);
  void (*synchronize)(VTACommandHandle, uint32_t);
  void (*read_statistics)(struct vta_statistics*);
  struct vta_statistics all = {0, 0, 0, 0, 0, 0, 0, 0, 0};
  void* const driver = argc == 3 ? dlopen(argv[1], RTLD_NOW | RTLD_GLOBAL) : NULL;
  void* const runtime = driver != NULL ? dlopen(argv[2], RTLD_NOW | RTLD_GLOBAL) : NULL;
  if (runtime == NULL) {
    printf("%s\n", argc == 3 ? dlerror() : "two libraries, please");
    return 2;
  }
  if (!look_up(runtime, "VTATLSCommandHandle", &command_handle) ||
      !look_up(runtime, "VTASynchronize", &synchronize) ||
      !look_up(driver, "vta_read_statistics", &read_statistics)) {
    return 1;
  }
  synchronize(command_handle(), 1u << 31);
  read_statistics(&all);
  return all.runs == 1 ? 0 : 1;
}
