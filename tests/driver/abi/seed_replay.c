/* SPDX-License-Identifier: Apache-2.0
 *
 * seed_replay CALLS [DEBUG_FLAGS [BITSTREAM]]: loads the bitstream, if there is one, makes the calls
 * of the seed's convolution, one per line of CALLS, compares the result with the definition of a
 * convolution and prints the statistics. What a compiled program for VTA does, with nothing but the
 * C interfaces.
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "driver/abi/vta_driver.h"
#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"

enum {
  kBlocks = 16, /* of 16 channels, in and out */
  kSide = 14,
  kTaps = 3,
  kDataBytes = kBlocks * kSide * kSide * 16,
  kKernelBytes = kBlocks * kBlocks * kTaps * kTaps * 256,
  kMaxLines = 20000,
  kMaxArguments = 11
};

static int8_t data[kBlocks][kSide][kSide][16];
static int8_t kernel[kBlocks][kBlocks][kTaps][kTaps][16][16];
static int8_t res[kBlocks][kSide][kSide][16];

static char* lines[kMaxLines];
static int line_count;
/* Of the micro-kernel that begins at a line: its slot, which equal ones share. */
static void* slots[kMaxLines];

static void* data_buffer;
static void* kernel_buffer;
static void* res_buffer;

static void fail(int line, const char* why) {
  fprintf(stderr, "call %d: %s\n", line + 1, why);
  exit(2);
}

/* Different bytes in every place, the same in every run. */
static void fill(int8_t* bytes, size_t count, uint32_t seed) {
  for (size_t i = 0; i < count; ++i) {
    seed = seed * 1664525u + 1013904223u;
    bytes[i] = (int8_t)(seed >> 24);
  }
}

static void read_lines(const char* path) {
  FILE* file = fopen(path, "r");
  char text[256];
  if (file == NULL) {
    fprintf(stderr, "%s: cannot be opened\n", path);
    exit(2);
  }
  while (fgets(text, sizeof text, file) != NULL) {
    const size_t size = strlen(text) + 1;
    if (line_count == kMaxLines) fail(line_count, "too many lines");
    lines[line_count] = malloc(size);
    if (lines[line_count] == NULL) fail(line_count, "no memory");
    memcpy(lines[line_count++], text, size);
  }
  fclose(file);
}

/* The first word of a line, and the numbers behind it; a word among them counts as its buffer. */
static int parse(int line, char name[32], uint32_t arguments[kMaxArguments], void** buffer) {
  char text[256];
  int count = 0;
  strcpy(text, lines[line]);
  strcpy(name, strtok(text, " \n"));
  for (char* word = strtok(NULL, " \n"); word != NULL; word = strtok(NULL, " \n")) {
    if (count == kMaxArguments) fail(line, "too many arguments");
    if (strcmp(word, "data") == 0) {
      *buffer = data_buffer;
    } else if (strcmp(word, "kernel") == 0) {
      *buffer = kernel_buffer;
    } else if (strcmp(word, "res") == 0) {
      *buffer = res_buffer;
    } else {
      arguments[count++] = (uint32_t)strtol(word, NULL, 10);
    }
  }
  return count;
}

static int begins(int line, const char* word) {
  return line < line_count && strncmp(lines[line], word, strlen(word)) == 0;
}

/* Records the micro-kernel behind the line that `first` points to. */
static int record(void* first) {
  for (int line = *(const int*)first + 1; !begins(line, "uop_scope_end"); ++line) {
    char name[32];
    uint32_t a[kMaxArguments] = {0};
    void* buffer = NULL;
    if (line == line_count) return 1;
    parse(line, name, a, &buffer);
    if (strcmp(name, "loop_begin") == 0) {
      VTAUopLoopBegin(a[0], a[1], a[2], a[3]);
    } else if (strcmp(name, "uop_push") == 0) {
      VTAUopPush(a[0], a[1], a[2], a[3], a[4], a[5], a[6], (int32_t)a[7]);
    } else if (strcmp(name, "loop_end") == 0) {
      VTAUopLoopEnd();
    } else {
      fail(line, "no call of a micro-kernel");
    }
  }
  return 0;
}

/* The line of the first micro-kernel that is the same as the one at `line`. */
static int first_equal(int line) {
  for (int other = 0; other < line; ++other) {
    int i = 0;
    if (!begins(other, "uop_scope ")) continue;
    while (strcmp(lines[other + i], lines[line + i]) == 0 && !begins(line + i, "uop_scope_end")) {
      ++i;
    }
    if (begins(line + i, "uop_scope_end") && begins(other + i, "uop_scope_end")) return other;
  }
  return line;
}

static int push_kernel(int line) {
  int first = first_equal(line);
  return begins(line, "uop_scope gemm") ? VTAPushGEMMOp(&slots[first], record, &first, 0)
                                        : VTAPushALUOp(&slots[first], record, &first, 0);
}

static void replay(VTACommandHandle cmd) {
  for (int line = 0; line < line_count; ++line) {
    char name[32];
    uint32_t a[kMaxArguments] = {0};
    void* buffer = NULL;
    int code = 0;
    parse(line, name, a, &buffer);
    if (strcmp(name, "dep_push") == 0) {
      code = VTADepPush(cmd, (int)a[0], (int)a[1]);
    } else if (strcmp(name, "dep_pop") == 0) {
      code = VTADepPop(cmd, (int)a[0], (int)a[1]);
    } else if (strcmp(name, "load2d") == 0) {
      VTALoadBuffer2D(cmd, buffer, a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9]);
    } else if (strcmp(name, "store2d") == 0) {
      VTAStoreBuffer2D(cmd, a[0], a[1], buffer, a[2], a[3], a[4], a[5]);
    } else if (strcmp(name, "uop_scope") == 0) {
      code = push_kernel(line);
      while (!begins(line, "uop_scope_end")) ++line;
    } else if (strcmp(name, "sync") == 0) {
      VTASynchronize(cmd, 1u << 31);
    } else if (strcmp(name, "scope") != 0) {
      fail(line, "no call");
    }
    if (code != 0) fail(line, vta_runtime_error());
  }
}

static int32_t product(int o, int y, int x, int lane) {
  int32_t sum = 0;
  for (int c = 0; c < kBlocks; ++c) {
    for (int dy = 0; dy < kTaps; ++dy) {
      for (int dx = 0; dx < kTaps; ++dx) {
        const int row = y + dy - 1;
        const int column = x + dx - 1;
        if (row < 0 || row >= kSide || column < 0 || column >= kSide) continue;
        for (int i = 0; i < 16; ++i) {
          sum += data[c][row][column][i] * kernel[o][c][dy][dx][lane][i];
        }
      }
    }
  }
  return sum;
}

static int count_wrong(void) {
  int wrong = 0;
  for (int o = 0; o < kBlocks; ++o) {
    for (int y = 0; y < kSide; ++y) {
      for (int x = 0; x < kSide; ++x) {
        for (int lane = 0; lane < 16; ++lane) {
          const int32_t sum = product(o, y, x, lane);
          int32_t want = sum >= 0 ? sum / 256 : 0; /* what is negative is clipped to 0 */
          if (want > 127) want = 127;
          wrong += res[o][y][x][lane] != want;
        }
      }
    }
  }
  return wrong;
}

static void print_statistics(void) {
  struct vta_statistics all;
  vta_read_statistics(&all);
  printf("inp_load_nbytes %llu\n", (unsigned long long)all.inp_load_nbytes);
  printf("wgt_load_nbytes %llu\n", (unsigned long long)all.wgt_load_nbytes);
  printf("acc_load_nbytes %llu\n", (unsigned long long)all.acc_load_nbytes);
  printf("uop_load_nbytes %llu\n", (unsigned long long)all.uop_load_nbytes);
  printf("out_store_nbytes %llu\n", (unsigned long long)all.out_store_nbytes);
  printf("gemm_counter %llu\n", (unsigned long long)all.gemm_counter);
  printf("alu_counter %llu\n", (unsigned long long)all.alu_counter);
  printf("cycles %llu\n", (unsigned long long)all.cycles);
  printf("runs %llu\n", (unsigned long long)all.runs);
}

int main(int argc, char** argv) {
  int wrong = 0;
  VTACommandHandle cmd = VTATLSCommandHandle();
  if (argc < 2 || argc > 4) {
    fprintf(stderr, "usage: seed_replay CALLS [DEBUG_FLAGS [BITSTREAM]]\n");
    return 2;
  }
  read_lines(argv[1]);
  if (argc == 4 && VTAProgram(argv[3]) != 0) return 2;
  if (argc >= 3) VTASetDebugMode(cmd, atoi(argv[2]));
  fill(&data[0][0][0][0], kDataBytes, 1);
  fill(&kernel[0][0][0][0][0][0], kKernelBytes, 2);
  memset(res, 0xA5, sizeof res);

  data_buffer = VTABufferAlloc(kDataBytes);
  kernel_buffer = VTABufferAlloc(kKernelBytes);
  res_buffer = VTABufferAlloc(sizeof res);
  if (data_buffer == NULL || kernel_buffer == NULL || res_buffer == NULL) return 2;
  VTABufferCopy(data, 0, data_buffer, 0, kDataBytes, VTA_MEMCPY_H2D);
  VTABufferCopy(kernel, 0, kernel_buffer, 0, kKernelBytes, VTA_MEMCPY_H2D);
  VTABufferCopy(res, 0, res_buffer, 0, sizeof res, VTA_MEMCPY_H2D);

  replay(cmd);

  VTABufferCopy(res_buffer, 0, res, 0, sizeof res, VTA_MEMCPY_D2H);
  wrong = count_wrong();
  printf("wrong %d\n", wrong);
  print_statistics();
  VTABufferFree(data_buffer);
  VTABufferFree(kernel_buffer);
  VTABufferFree(res_buffer);
  VTARuntimeShutdown();
  for (int i = 0; i < line_count; ++i) free(lines[i]);
  return wrong == 0 ? 0 : 1;
}
