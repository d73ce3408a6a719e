// SPDX-License-Identifier: Apache-2.0
//
// The register socket, alike in both flavours: what it takes, what it refuses and how.

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "driver/device/host_registers.h"
#include "sim/systemc/messages.h"
#include "tests/sim/systemc/platform.h"

namespace vta::test {
namespace {

// A transaction that owns its bytes.
struct Transaction {
  Transaction(tlm::tlm_command command, std::uint64_t address, std::size_t size) : bytes(size) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(static_cast<unsigned>(size));
    payload.set_streaming_width(static_cast<unsigned>(size));
  }
  [[nodiscard]] std::uint32_t word(std::size_t at) const {
    std::uint32_t word = 0;
    std::memcpy(&word, &bytes[4 * at], sizeof word);
    return word;
  }
  std::vector<unsigned char> bytes;
  tlm::tlm_generic_payload payload;
};

class Registers : public ::testing::TestWithParam<Flavour> {
 protected:
  void simulate(const std::function<void(Platform&)>& firmware) {
    test::simulate(options_of(GetParam()), firmware);
  }

  // The refusal leaves the register as it is, takes no time, and one warning says why.
  static void expect_refused(Platform& p, Transaction& transaction, tlm::tlm_response_status status,
                             const std::string& why) {
    SCOPED_TRACE(why);
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    EXPECT_EQ(p.transport(transaction.payload), status);
    EXPECT_EQ(sc_core::sc_time_stamp(), before);
    const std::vector<std::string> reports = take_reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_TRUE(reports[0].starts_with(std::string(message::kRegisters) + ": ")) << reports[0];
    EXPECT_NE(reports[0].find(why), std::string::npos) << reports[0];
    EXPECT_EQ(p.read(csr::kInsnCount), 77u);
  }
};

TEST_P(Registers, AreAVtaOfTheGeometry) {
  simulate([](Platform& p) {
    const Status status = check_identity(p.processor, Config::pynq());
    EXPECT_TRUE(status) << (status ? "" : status.error().message);
  });
}

TEST_P(Registers, KeepWhatIsWritten) {
  simulate([](Platform& p) {
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> bits = {
        {csr::kInsnCount, 0xFFFFFFFF}, {csr::kInsnAddr, 0xFFFFFFF0}, {csr::kUopBase, 0xFFFFFFC0},
        {csr::kInpBase, 0xFFFFFFC0},   {csr::kWgtBase, 0xFFFFFFC0},  {csr::kAccBase, 0xFFFFFFC0},
        {csr::kOutBase, 0xFFFFFFC0},   {csr::kAcc8Base, 0xFFFFFFC0}, {csr::kIrqEnable, 1},
        {csr::kFeatures, kAllFeatures}};
    for (std::uint32_t offset = 0; offset < 0x1000; offset += 4) {
      if (offset == csr::kControl) continue;
      p.write(offset, 0x5A5A5A5A ^ offset);
    }
    for (const auto& [offset, mask] : bits) {
      EXPECT_EQ(p.read(offset), (0x5A5A5A5A ^ offset) & mask) << offset;
    }
    EXPECT_EQ(p.read(csr::kId), kIdValue);
    EXPECT_EQ(p.read(csr::kIsaHash), kIsaHash);
    EXPECT_EQ(p.read(csr::kControl), 0u);
    EXPECT_EQ(p.read(0xFFC), 0u);
  });
}

TEST_P(Registers, TakeBurstsOfWords) {
  simulate([](Platform& p) {
    Transaction write(tlm::TLM_WRITE_COMMAND, csr::kInsnCount, 12);
    for (std::uint32_t i = 0; i < 3; ++i) {
      const std::uint32_t word = 0x1000 * (i + 1);
      std::memcpy(&write.bytes[4 * i], &word, sizeof word);
    }
    EXPECT_EQ(p.transport(write.payload), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(p.read(csr::kInsnCount), 0x1000u);
    EXPECT_EQ(p.read(csr::kInsnAddr), 0x2000u);
    EXPECT_EQ(p.read(csr::kUopBase), 0x3000u);
    Transaction read(tlm::TLM_READ_COMMAND, csr::kInsnAddr, 8);
    read.payload.set_streaming_width(64);  // more than the length is no streaming
    EXPECT_EQ(p.transport(read.payload), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(read.word(0), 0x2000u);
    EXPECT_EQ(read.word(1), 0x3000u);
    EXPECT_TRUE(take_reports().empty());
  });
}

TEST_P(Registers, RefuseWhatTheyDoNotUnderstand) {
  simulate([](Platform& p) {
    p.write(csr::kInsnCount, 77);
    for (const auto command : {tlm::TLM_READ_COMMAND, tlm::TLM_WRITE_COMMAND}) {
      for (const std::size_t size : {1u, 2u, 3u, 5u, 6u}) {
        Transaction short_one(command, csr::kInsnCount, size);
        expect_refused(p, short_one, tlm::TLM_BURST_ERROR_RESPONSE, "in words of 4 bytes");
      }
      Transaction nothing(command, csr::kInsnCount, 4);
      nothing.payload.set_data_length(0);
      expect_refused(p, nothing, tlm::TLM_BURST_ERROR_RESPONSE, "in words of 4 bytes");
      Transaction streamed(command, csr::kInsnCount, 8);
      streamed.payload.set_streaming_width(4);
      expect_refused(p, streamed, tlm::TLM_BURST_ERROR_RESPONSE, "no register is streamed");
      Transaction misaligned(command, csr::kInsnCount + 2, 4);
      expect_refused(p, misaligned, tlm::TLM_ADDRESS_ERROR_RESPONSE, "multiples of 4 bytes");
      for (const std::uint64_t address : {std::uint64_t{0x1000}, ~std::uint64_t{3}}) {
        Transaction beyond(command, address, 4);
        expect_refused(p, beyond, tlm::TLM_ADDRESS_ERROR_RESPONSE, "the registers end at 0x1000");
      }
      Transaction across(command, 0xFFC, 8);
      expect_refused(p, across, tlm::TLM_ADDRESS_ERROR_RESPONSE, "the registers end at 0x1000");
      Transaction enabled(command, csr::kInsnCount, 4);
      unsigned char enables[4] = {0xFF, 0xFF, 0xFF, 0xFF};
      enabled.payload.set_byte_enable_ptr(enables);
      enabled.payload.set_byte_enable_length(4);
      expect_refused(p, enabled, tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, "no byte enables");
    }
    Transaction ignored(tlm::TLM_IGNORE_COMMAND, csr::kInsnCount, 4);
    expect_refused(p, ignored, tlm::TLM_COMMAND_ERROR_RESPONSE, "only read and written");
  });
}

TEST_P(Registers, GrantNoDirectMemory) {
  simulate([](Platform& p) {
    Transaction read(tlm::TLM_READ_COMMAND, csr::kId, 4);
    read.payload.set_dmi_allowed(true);
    EXPECT_EQ(p.transport(read.payload), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(read.payload.is_dmi_allowed());
    tlm::tlm_dmi dmi;
    dmi.allow_read_write();
    EXPECT_FALSE(p.processor.socket->get_direct_mem_ptr(read.payload, dmi));
    EXPECT_TRUE(dmi.is_none_allowed());
    EXPECT_EQ(dmi.get_start_address(), 0u);
    EXPECT_GE(dmi.get_end_address(), 0xFFFu);
  });
}

TEST_P(Registers, ShowThemselvesToDebuggersWithoutEffect) {
  simulate([](Platform& p) {
    p.write(csr::kInsnCount, 77);
    p.write(csr::kWgtBase, 0x123440);
    p.write(csr::kFeatures, 5);
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    std::vector<std::uint32_t> seen;
    for (std::uint32_t offset = 0; offset < 0x1000; offset += 4) {
      if (offset == csr::kOutstanding) continue;
      Transaction look(tlm::TLM_READ_COMMAND, offset, 4);
      look.payload.set_streaming_width(0);  // means nothing here
      ASSERT_EQ(p.processor.socket->transport_dbg(look.payload), 4u) << offset;
      seen.push_back(look.word(0));
    }
    Transaction write(tlm::TLM_WRITE_COMMAND, csr::kControl, 4);
    write.bytes[0] = 1;
    EXPECT_EQ(p.processor.socket->transport_dbg(write.payload), 0u);
    Transaction short_one(tlm::TLM_READ_COMMAND, csr::kId, 2);
    EXPECT_EQ(p.processor.socket->transport_dbg(short_one.payload), 0u);
    EXPECT_EQ(sc_core::sc_time_stamp(), before);
    EXPECT_TRUE(take_reports().empty());
    std::size_t i = 0;
    for (std::uint32_t offset = 0; offset < 0x1000; offset += 4) {
      if (offset == csr::kOutstanding) continue;
      EXPECT_EQ(p.read(offset), seen[i++]) << offset;
    }
  });
}

TEST_P(Registers, TakeAccessesOfSeveralThreadsInTurns) {
  simulate([](Platform& p) {
    unsigned done = 0;
    for (std::uint32_t base : {csr::kUopBase, csr::kInpBase, csr::kWgtBase}) {
      sc_core::sc_spawn([&p, &done, base] {
        for (std::uint32_t i = 0; i < 20; ++i) {
          p.write(base, base + 64 * i);
          EXPECT_EQ(p.read(base), (base + 64 * i) & ~63u);
        }
        ++done;
      });
    }
    wait(100, sc_core::SC_US);
    EXPECT_EQ(done, 3u);
  });
}

TEST_P(Registers, TakeTheTimeThatTheInitiatorIsAhead) {
  simulate([](Platform& p) {
    const sc_core::sc_time before = sc_core::sc_time_stamp();
    Transaction read(tlm::TLM_READ_COMMAND, csr::kId, 4);
    sc_core::sc_time delay(5, sc_core::SC_US);
    p.processor.socket->b_transport(read.payload, delay);
    EXPECT_EQ(read.word(0), kIdValue);
    EXPECT_GE(sc_core::sc_time_stamp() - before, sc_core::sc_time(5, sc_core::SC_US));
    EXPECT_LT(delay, sc_core::sc_time(1, sc_core::SC_US));
  });
}

INSTANTIATE_TEST_SUITE_P(Flavours, Registers,
                         ::testing::Values(Flavour::kLooselyTimed, Flavour::kCycleAccurate),
                         [](const auto& flavour) { return name_of(flavour.param); });

}  // namespace
}  // namespace vta::test
