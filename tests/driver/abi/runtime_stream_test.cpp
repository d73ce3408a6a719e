// SPDX-License-Identifier: Apache-2.0
//
// The instruction streams that libvta_runtime.so hands to a driver that is not ours.

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>

#include "driver/abi/vta_extra.h"
#include "driver/abi/vta_runtime.h"
#include "tests/driver/abi/fake_driver.h"
#include "tests/driver/seed_calls.h"
#include "tests/driver/stream_helpers.h"

namespace vta::test {
namespace {

using Slots = std::map<std::string, void*>;

// What finit gets: the calls of one micro-kernel.
int record(void* calls) {
  for (const Call& call : *static_cast<const CallList*>(calls)) {
    if (const auto* loop = std::get_if<UopLoopBegin>(&call)) {
      VTAUopLoopBegin(loop->extent, loop->dst_factor, loop->src_factor, loop->wgt_factor);
    } else if (const auto* uop = std::get_if<vta::UopPush>(&call)) {
      VTAUopPush(static_cast<std::uint32_t>(uop->mode), uop->reset, uop->dst, uop->src, uop->wgt,
                 uop->alu_opcode, uop->use_imm, uop->imm);
    } else if (std::holds_alternative<UopLoopEnd>(call)) {
      VTAUopLoopEnd();
    }
  }
  return 0;
}

class RuntimeStream : public testing::Test {
 protected:
  RuntimeStream() {
    fake_driver() = {};
    vta_runtime_keep_going(1);
  }
  ~RuntimeStream() override {
    VTASetDebugMode(cmd, 0);
    VTARuntimeShutdown();
    for (const auto& [name, buffer] : buffers) VTABufferFree(buffer);
    EXPECT_EQ(fake_driver().handles, 0);
    EXPECT_TRUE(fake_driver().buffers.empty());
  }

  void allocate(const std::string& name, std::uint64_t bytes) {
    buffers[name] = VTABufferAlloc(static_cast<std::size_t>(bytes));
  }

  void make(const CallList& calls) {
    CallList scope;
    std::string text;
    for (const Call& call : calls) {
      text += to_string(call) + "\n";
      if (const auto* c = std::get_if<vta::DepPush>(&call)) {
        VTADepPush(cmd, static_cast<int>(c->from), static_cast<int>(c->to));
      } else if (const auto* p = std::get_if<vta::DepPop>(&call)) {
        VTADepPop(cmd, static_cast<int>(p->from), static_cast<int>(p->to));
      } else if (const auto* begin = std::get_if<UopScopeBegin>(&call)) {
        scope.clear();
        mode = begin->mode;
        text.clear();
      } else if (std::holds_alternative<UopScopeEnd>(call)) {
        (mode == UopMode::kGemm ? VTAPushGEMMOp : VTAPushALUOp)(&slots[text], record, &scope, 0);
      } else if (const auto* l = std::get_if<Load2d>(&call)) {
        VTALoadBuffer2D(cmd, buffers.at(l->buffer), l->offset, l->x_size, l->y_size, l->x_stride,
                        l->x_pad_before, l->y_pad_before, l->x_pad_after, l->y_pad_after,
                        l->sram_index, static_cast<std::uint32_t>(l->memory_type));
      } else if (const auto* s = std::get_if<Store2d>(&call)) {
        VTAStoreBuffer2D(cmd, s->sram_index, static_cast<std::uint32_t>(s->memory_type),
                         buffers.at(s->buffer), s->offset, s->x_size, s->y_size, s->x_stride);
      } else if (std::holds_alternative<Sync>(call)) {
        VTASynchronize(cmd, 12345);
      } else {
        scope.push_back(call);
      }
    }
  }

  void make_seed() {
    allocate("data", kSeedDataBytes);
    allocate("kernel", kSeedKernelBytes);
    allocate("res", kSeedResBytes);
    make(seed_calls().value());
  }

  [[nodiscard]] vta_phy_addr_t address_of(const std::string& name) const {
    return VTAMemGetPhyAddr(VTABufferCPUPtr(cmd, buffers.at(name)));
  }

  VTACommandHandle cmd = VTATLSCommandHandle();
  std::map<std::string, void*> buffers;
  Slots slots;
  UopMode mode = UopMode::kGemm;
};

TEST_F(RuntimeStream, TheSeedBecomesTheStreamOfItsCallsAtTheAddressesOfTheDriver) {
  make_seed();
  ASSERT_EQ(vta_runtime_error(), std::string());
  ASSERT_EQ(fake_driver().runs.size(), 1u);
  const FakeDriver::Run& run = fake_driver().runs[0];
  EXPECT_EQ(run.wait_cycles, 12345u);
  ASSERT_EQ(run.insns.size(), 3366u);

  CommandStream stream(Config::pynq());
  ASSERT_TRUE(stream.declare_buffer_at("data", kSeedDataBytes, address_of("data")).ok());
  ASSERT_TRUE(stream.declare_buffer_at("kernel", kSeedKernelBytes, address_of("kernel")).ok());
  ASSERT_TRUE(stream.declare_buffer_at("res", kSeedResBytes, address_of("res")).ok());
  ASSERT_EQ(apply_all(stream, seed_calls().value()), "");
  // The micro-ops lie in the buffer that was allocated before that of the instructions.
  const CommandStream::Finished want =
      stream
          .finish([&run](std::uint64_t uop_bytes, std::uint64_t) {
            EXPECT_EQ(uop_bytes, 1144u);
            return Result<CommandStream::ImagePlaces>({run.address - 0x1000, run.address});
          })
          .value();
  EXPECT_EQ(run.insns, want.insns);
  bool found = false;
  for (const auto& [host, buffer] : fake_driver().buffers) {
    if (buffer.address != run.address - 0x1000) continue;
    found = true;
    EXPECT_TRUE(std::equal(want.uop_image.begin(), want.uop_image.end(), buffer.bytes.begin()));
  }
  EXPECT_TRUE(found);
}

TEST_F(RuntimeStream, EveryWindowLoadsItsMicroKernelsAgain) {
  make_seed();
  make(seed_calls().value());
  ASSERT_EQ(fake_driver().runs.size(), 2u);
  EXPECT_EQ(fake_driver().runs[0].insns, fake_driver().runs[1].insns);
}

TEST_F(RuntimeStream, SerialInstructionsOfTheSeedAreOneLess) {
  VTASetDebugMode(cmd, VTA_DEBUG_FORCE_SERIAL);
  make_seed();
  ASSERT_EQ(fake_driver().runs.size(), 1u);
  EXPECT_EQ(fake_driver().runs[0].insns.size(), 3365u);
}

TEST_F(RuntimeStream, AWindowThatGrowsIsRunBeforeAnybodyAsks) {
  allocate("data", 16);
  for (int i = 0; i < 300000; ++i) {
    VTALoadBuffer2D(cmd, buffers["data"], 0, 1, 1, 1, 0, 0, 0, 0, 0, 2);
  }
  ASSERT_EQ(fake_driver().runs.size(), 1u);
  EXPECT_EQ(fake_driver().runs[0].wait_cycles, 1u << 31);
  VTASynchronize(cmd, 9);
  ASSERT_EQ(fake_driver().runs.size(), 2u);
  std::size_t loads = 0;
  for (const FakeDriver::Run& run : fake_driver().runs) {
    EXPECT_LE(run.insns.size() * kInsnBytes, (std::size_t{4} << 20) + 8 * kInsnBytes);
    for (const Insn& insn : run.insns) {
      loads += insn.opcode == static_cast<std::uint32_t>(Opcode::kLoad) && insn.mem().x_size == 1;
    }
  }
  EXPECT_EQ(loads, 300000u);
}

TEST_F(RuntimeStream, BarriersReachTheDriverUnlessTheyAreSwitchedOff) {
  allocate("data", 64);
  VTAReadBarrier(cmd, buffers["data"], 8, 0, 64);
  VTAWriteBarrier(cmd, buffers["data"], 8, 0, 64);
  VTAWriteBarrier(cmd, buffers["data"], 8, 64, 0);
  EXPECT_EQ(fake_driver().flushes, 1u);
  EXPECT_EQ(fake_driver().invalidates, 1u);
  VTASetDebugMode(cmd, VTA_DEBUG_SKIP_READ_BARRIER | VTA_DEBUG_SKIP_WRITE_BARRIER);
  VTAReadBarrier(cmd, buffers["data"], 8, 0, 64);
  VTAWriteBarrier(cmd, buffers["data"], 8, 0, 64);
  EXPECT_EQ(fake_driver().flushes, 1u);
  EXPECT_EQ(fake_driver().invalidates, 1u);
}

TEST_F(RuntimeStream, WhatTheDriverReturnsIsReported) {
  VTASynchronize(cmd, 5);
  EXPECT_EQ(vta_runtime_error(), std::string());
  fake_driver().code = 1;
  VTASynchronize(cmd, 5);
  EXPECT_EQ(
      vta_runtime_error(),
      std::string("VTASynchronize: the run of 4 instructions did not finish within 5 cycles"));
  fake_driver().code = 3;
  VTASynchronize(cmd, 5);
  EXPECT_EQ(vta_runtime_error(), std::string("VTASynchronize: the run of 4 instructions failed; "
                                             "VTADeviceRun() returned 3"));
  fake_driver().code = 0;
  VTASynchronize(cmd, 5);
  EXPECT_EQ(vta_runtime_error(), std::string());
}

TEST_F(RuntimeStream, ADriverWithoutADeviceIsAFailure) {
  VTARuntimeShutdown();
  fake_driver().has_device = false;
  VTASynchronize(cmd, 5);
  EXPECT_EQ(vta_runtime_error(), std::string("VTASynchronize: there is no device"));
}

TEST_F(RuntimeStream, MemoryThatDoesNotLieOnAnElementIsRefused) {
  fake_driver().next_address += 8;
  allocate("data", 64);
  VTALoadBuffer2D(cmd, buffers["data"], 0, 1, 1, 1, 0, 0, 0, 0, 0, 2);
  VTASynchronize(cmd, 5);
  EXPECT_NE(std::string(vta_runtime_error()).find("not a multiple of the 16 bytes of an element"),
            std::string::npos)
      << vta_runtime_error();
  EXPECT_TRUE(fake_driver().runs.empty());
}

}  // namespace
}  // namespace vta::test
