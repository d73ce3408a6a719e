// SPDX-License-Identifier: Apache-2.0
//
// A small program that uses every stage of the default geometry, its data and its result.

#ifndef VTA_TESTS_SIM_RTL_VTA_TOP_PROGRAM_H_
#define VTA_TESTS_SIM_RTL_VTA_TOP_PROGRAM_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <span>
#include <vector>

#include "driver/device/device.h"
#include "hw/isa/insn.h"

namespace vta {

inline constexpr std::uint32_t kInsns = 0x1000, kUops = 0x2000, kInp = 0x3000, kWgt = 0x4000,
                               kOut = 0x5000, kEnd = 0x6000;
inline constexpr std::uint32_t kElements = 4;  // INP elements multiplied with one WGT element

inline MemFields mem(MemoryType type, std::uint32_t address, std::uint32_t elements) {
  MemFields f;
  f.memory_type = static_cast<std::uint32_t>(type);
  f.dram_base = address / Config::pynq().elem_bytes(type);
  f.y_size = 1;
  f.x_size = f.x_stride = elements;
  return f;
}

// out[i] = wgt * inp[i] + 3, for four elements.
inline std::vector<Insn> multiply_program() {
  LoopFields loop;
  loop.uop_end = 1;
  loop.iter_out = 1;
  loop.iter_in = kElements;
  loop.dst_factor_in = loop.src_factor_in = 1;
  LoopFields reset = loop;
  reset.reset = true;
  AluFields add = {.loop = loop, .alu_opcode = static_cast<std::uint32_t>(AluOpcode::kAdd)};
  add.use_imm = true;
  add.imm = 3;
  return {make_load(mem(MemoryType::kUop, kUops, 1)),
          make_load(mem(MemoryType::kInp, kInp, kElements)),
          make_load(mem(MemoryType::kWgt, kWgt, 1), {.push_next = true}),
          make_gemm({.loop = reset}, {.pop_prev = true}),
          make_gemm({.loop = loop}),
          make_alu(add, {.push_next = true}),
          make_store(mem(MemoryType::kOut, kOut, kElements), {.pop_prev = true, .push_prev = true}),
          make_finish({.pop_next = true})};
}

// Works on a Device as on the memory of an RtlSystem.
template <typename Memory>
RunRequest put_program(Memory& memory, const std::vector<Insn>& insns,
                       std::uint32_t address = kInsns) {
  std::vector<std::byte> image(insns.size() * kInsnBytes);
  for (std::size_t i = 0; i < insns.size(); ++i) {
    const Result<InsnWord> word = encode(Config::pynq(), insns[i]);
    EXPECT_TRUE(word) << word.error().message;
    store_insn_word(word.value(), &image[i * kInsnBytes]);
  }
  EXPECT_TRUE(memory.write(address, image));
  RunRequest request;
  request.insn_address = address;
  request.insn_count = static_cast<std::uint32_t>(insns.size());
  return request;
}

inline std::int8_t inp_value(std::size_t i) { return static_cast<std::int8_t>(i * 7 % 11) - 5; }
inline std::int8_t wgt_value(std::size_t i) { return static_cast<std::int8_t>(i * 5 % 13) - 6; }

template <typename Memory>
void put_data(Memory& memory) {
  EXPECT_TRUE(memory.add_region(kInsns, kEnd - kInsns));
  std::vector<std::int8_t> inp(16 * kElements), wgt(256);
  for (std::size_t i = 0; i < inp.size(); ++i) inp[i] = inp_value(i);
  for (std::size_t i = 0; i < wgt.size(); ++i) wgt[i] = wgt_value(i);
  EXPECT_TRUE(memory.write(kInp, std::as_bytes(std::span(inp))));
  EXPECT_TRUE(memory.write(kWgt, std::as_bytes(std::span(wgt))));
}

template <typename Memory>
void expect_result(Memory& memory) {
  std::vector<std::int8_t> out(16 * kElements);
  ASSERT_TRUE(memory.read(kOut, std::as_writable_bytes(std::span(out))));
  for (std::size_t e = 0; e < kElements; ++e) {
    for (std::size_t o = 0; o < 16; ++o) {
      int sum = 3;
      for (std::size_t k = 0; k < 16; ++k) sum += inp_value(16 * e + k) * wgt_value(16 * o + k);
      ASSERT_EQ(out[16 * e + o], static_cast<std::int8_t>(sum)) << "element " << e << " lane " << o;
    }
  }
}

}  // namespace vta

#endif  // VTA_TESTS_SIM_RTL_VTA_TOP_PROGRAM_H_
