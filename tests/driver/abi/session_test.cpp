// SPDX-License-Identifier: Apache-2.0
//
// When bytes move between the host's copy and the device, on a device that counts.

#include "driver/abi/session.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "hw/isa/insn.h"
#include "tests/driver/scripted_device.h"

namespace vta::abi {
namespace {

using Transfer = std::pair<std::uint64_t, std::uint64_t>;  // address, bytes
using Transfers = std::vector<Transfer>;

struct Log {
  Transfers regions, writes, reads;
  std::size_t open = 0;
  bool refuse_writes = false;
};

class LoggedDevice final : public ScriptedDevice {
 public:
  LoggedDevice(Log& log, Script script) : ScriptedDevice(std::move(script)), log_(log) {
    ++log_.open;
  }
  ~LoggedDevice() override { --log_.open; }
  Status add_region(std::uint64_t address, std::uint64_t size) override {
    log_.regions.emplace_back(address, size);
    return ScriptedDevice::add_region(address, size);
  }
  Status write(std::uint64_t address, std::span<const std::byte> data) override {
    log_.writes.emplace_back(address, data.size());
    if (log_.refuse_writes) return Error{"refused"};
    return ScriptedDevice::write(address, data);
  }
  Status read(std::uint64_t address, std::span<std::byte> data) const override {
    log_.reads.emplace_back(address, data.size());
    return ScriptedDevice::read(address, data);
  }

 private:
  Log& log_;
};

class SessionTest : public testing::Test {
 protected:
  // A buffer with these instructions.
  std::uint32_t stream(const std::vector<Insn>& insns) {
    std::byte* const memory = session.allocate(insns.size() * kInsnBytes).value();
    for (std::size_t i = 0; i < insns.size(); ++i) {
      const InsnWord word = encode(Config::pynq(), insns[i]).value();
      store_insn_word(word, memory + i * kInsnBytes);
    }
    return session.address_of(memory).value();
  }

  // A store of rows of elements to a buffer.
  Insn store(const std::byte* to, std::uint32_t rows, std::uint32_t elements,
             std::uint32_t stride) const {
    MemFields fields;
    fields.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
    fields.dram_base = session.address_of(to).value() / 16;
    fields.y_size = rows;
    fields.x_size = elements;
    fields.x_stride = stride;
    return make_store(fields);
  }

  Log log;
  ScriptedDevice::Script script = [](std::size_t, DeviceMemory&) { return finished(7); };
  Session session{[this]() -> Result<std::unique_ptr<Device>> {
    return std::unique_ptr<Device>(
        std::make_unique<LoggedDevice>(log, [this](auto run, auto& m) { return script(run, m); }));
  }};
};

TEST_F(SessionTest, TheDeviceIsOpenWhileThereIsAHandleOrABuffer) {
  EXPECT_EQ(log.open, 0u);
  std::byte* const memory = session.allocate(1).value();
  EXPECT_EQ(log.open, 1u);
  const Session::Handle first = session.open_handle().value();
  const Session::Handle second = session.open_handle().value();
  ASSERT_TRUE(session.release(memory).ok());
  ASSERT_TRUE(session.close_handle(first).ok());
  EXPECT_EQ(log.open, 1u);
  ASSERT_TRUE(session.close_handle(second).ok());
  EXPECT_EQ(log.open, 0u);
  EXPECT_FALSE(session.close_handle(second).ok());
  ASSERT_TRUE(session.open_handle().ok());
  EXPECT_EQ(log.open, 1u);
}

TEST_F(SessionTest, ARunWritesTheChangedPagesOfLiveBuffersOnly) {
  const Session::Handle handle = session.open_handle().value();
  std::byte* const large = session.allocate(5 * kPageBytes).value();
  std::byte* const freed = session.allocate(kPageBytes).value();
  const std::uint32_t insns = stream({make_finish()});
  const std::uint32_t at = session.address_of(large).value();
  large[0] = std::byte{1};
  large[2 * kPageBytes + 5] = std::byte{1};
  large[4 * kPageBytes - 1] = std::byte{1};
  freed[0] = std::byte{1};
  ASSERT_TRUE(session.release(freed).ok());
  ASSERT_TRUE(session.run({handle, insns, 1, 100}).ok());
  EXPECT_EQ(
      log.writes,
      (Transfers{{at, kPageBytes}, {at + 2 * kPageBytes, 2 * kPageBytes}, {insns, kPageBytes}}));
  EXPECT_EQ(log.reads, Transfers{});
  log.writes.clear();
  ASSERT_TRUE(session.run({handle, insns, 1, 100}).ok());
  EXPECT_EQ(log.writes, Transfers{});
  large[1] = std::byte{9};
  ASSERT_TRUE(session.run({handle, insns, 1, 100}).ok());
  EXPECT_EQ(log.writes, (Transfers{{at, kPageBytes}}));
}

TEST_F(SessionTest, ARunReadsBackThePagesThatItsStoresNameWhetherItSucceedsOrNot) {
  const Session::Handle handle = session.open_handle().value();
  std::byte* const buffer = session.allocate(8 * kPageBytes).value();
  const std::uint32_t at = session.address_of(buffer).value();
  constexpr std::uint32_t kPageElements = kPageBytes / 16;
  // Rows at pages 1 and 3; two elements that straddle pages 5 and 6.
  const std::uint32_t insns =
      stream({store(buffer + kPageBytes, 2, 3, 2 * kPageElements),
              store(buffer + 6 * kPageBytes - 16, 1, 2, 0), store(buffer, 0, 5, 1),
              store(buffer, 5, 0, 1), make_finish()});
  constexpr std::byte kOne{1}, kTwo{2};
  for (const bool succeeds : {true, false}) {
    script = [&](std::size_t, DeviceMemory& memory) {
      const std::vector<std::byte> ones(8 * kPageBytes, succeeds ? kOne : kTwo);
      EXPECT_TRUE(memory.write(at, ones).ok());
      return succeeds ? finished(7) : stopped(ErrorCode::kIllegalOpcode, 1);
    };
    log.reads.clear();
    const RunReport report = session.run({handle, insns, 5, 100}).value();
    EXPECT_EQ(report.outcome == RunOutcome::kFinished, succeeds);
    EXPECT_EQ(log.reads, (Transfers{{at + kPageBytes, kPageBytes},
                                    {at + 3 * kPageBytes, kPageBytes},
                                    {at + 5 * kPageBytes, 2 * kPageBytes}}));
    const std::byte now = succeeds ? kOne : kTwo;
    EXPECT_EQ(std::count(buffer, buffer + 8 * kPageBytes, now), 4 * std::ptrdiff_t{kPageBytes});
    EXPECT_EQ(buffer[0], std::byte{0});
  }
  EXPECT_EQ(session.totals.runs, 2u);
  EXPECT_EQ(session.totals.statistics.gemm_counter, 7u);
}

TEST_F(SessionTest, ADeviceThatFailsIsReadBackAllTheSame) {
  const Session::Handle handle = session.open_handle().value();
  std::byte* const buffer = session.allocate(kPageBytes).value();
  const std::uint32_t at = session.address_of(buffer).value();
  const std::uint32_t insns = stream({store(buffer, 1, 1, 1), make_finish()});
  script = [at](std::size_t, DeviceMemory& memory) -> Result<RunReport> {
    EXPECT_TRUE(memory.write(at, std::vector<std::byte>(16, std::byte{5})).ok());
    return Error{"smoke"};
  };
  const Result<RunReport> run = session.run({handle, insns, 2, 100});
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message, "smoke");
  EXPECT_EQ(buffer[15], std::byte{5});
  EXPECT_EQ(session.totals.runs, 0u);
}

TEST_F(SessionTest, WhatTheDeviceDidNotTakeIsWrittenAgain) {
  const Session::Handle handle = session.open_handle().value();
  const std::uint32_t insns = stream({make_finish()});
  log.refuse_writes = true;
  const Result<RunReport> run = session.run({handle, insns, 1, 100});
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message, "refused");
  log.refuse_writes = false;
  ASSERT_TRUE(session.run({handle, insns, 1, 100}).ok());
  EXPECT_EQ(log.writes, (Transfers{{insns, kPageBytes}, {insns, kPageBytes}}));
}

TEST_F(SessionTest, WhatWasReadBackIsNotWrittenAgain) {
  const Session::Handle handle = session.open_handle().value();
  std::byte* const buffer = session.allocate(kPageBytes).value();
  const std::uint32_t at = session.address_of(buffer).value();
  const std::uint32_t insns = stream({store(buffer, 1, 1, 1), make_finish()});
  script = [at](std::size_t, DeviceMemory& memory) {
    EXPECT_TRUE(memory.write(at, std::vector<std::byte>(16, std::byte{5})).ok());
    return finished();
  };
  ASSERT_TRUE(session.run({handle, insns, 2, 100}).ok());
  EXPECT_EQ(buffer[15], std::byte{5});
  log.writes.clear();
  ASSERT_TRUE(session.run({handle, insns, 2, 100}).ok());
  EXPECT_EQ(log.writes, Transfers{});
}

TEST_F(SessionTest, MemoryGrowsByChunksAndABufferLiesInOne) {
  std::byte* const first = session.allocate(SharedMemory::kChunkBytes - kPageBytes).value();
  std::byte* const second = session.allocate(2 * kPageBytes).value();
  std::byte* const third = session.allocate(SharedMemory::kChunkBytes * 2).value();
  std::byte* const fourth = session.allocate(kPageBytes).value();
  constexpr std::uint64_t kChunk = SharedMemory::kChunkBytes;
  constexpr std::uint64_t kFirst = SharedMemory::kFirstAddress;
  EXPECT_EQ(
      log.regions,
      (Transfers{{kFirst, kChunk}, {kFirst + kChunk, kChunk}, {kFirst + 2 * kChunk, 2 * kChunk}}));
  EXPECT_EQ(session.address_of(first).value(), kFirst);
  EXPECT_EQ(session.address_of(second).value(), kFirst + kChunk);
  EXPECT_EQ(session.address_of(third).value(), kFirst + 2 * kChunk);
  EXPECT_EQ(session.address_of(fourth).value(), kFirst + kChunk - kPageBytes);
}

TEST_F(SessionTest, ADeviceWithoutMoreMemorySaysSo) {
  const Result<std::byte*> too_much = session.allocate(DeviceMemory::kMaxBytes + 1);
  ASSERT_FALSE(too_much.ok());
  EXPECT_NE(too_much.error().message.find("are simulated"), std::string::npos);
  EXPECT_EQ(log.open, 0u);  // closed again: there is nothing
}

TEST_F(SessionTest, ARememberedFailureIsReportedByTheNextRunAndOnlyThere) {
  const Session::Handle handle = session.open_handle().value();
  const std::uint32_t insns = stream({make_finish()});
  session.remember(Error{"first"});
  session.remember(Error{"second"});
  const Result<RunReport> run = session.run({handle, insns, 1, 100});
  ASSERT_FALSE(run.ok());
  EXPECT_EQ(run.error().message, "nothing was run, because a call before failed: first");
  EXPECT_EQ(session.totals.runs, 0u);
  EXPECT_TRUE(session.run({handle, insns, 1, 100}).ok());
}

TEST(StoredPages, AddressesCountModulo32Bits) {
  MemFields fields;
  fields.memory_type = static_cast<std::uint32_t>(MemoryType::kOut);
  fields.dram_base = 0x0fffffff;
  fields.y_size = 1;
  fields.x_size = 2;
  std::vector<std::byte> bytes(kInsnBytes);
  store_insn_word(encode(Config::pynq(), make_store(fields)).value(), bytes.data());
  const PageSet pages = stored_pages(Config::pynq(), bytes);
  EXPECT_TRUE(pages.contains(0xfffff000u));
  EXPECT_TRUE(pages.contains(0));
  EXPECT_FALSE(pages.contains(0x1000));
}

}  // namespace
}  // namespace vta::abi
