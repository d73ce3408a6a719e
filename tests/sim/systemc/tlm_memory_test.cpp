// SPDX-License-Identifier: Apache-2.0
//
// TlmMemory by itself: what its socket takes, refuses and grants.

#include "sim/systemc/tlm_memory.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "tests/sim/systemc/platform.h"

namespace vta::test {
namespace {

constexpr std::uint64_t kAt = 0x1000, kSize = 0x100;

class TlmMemoryTest : public ::testing::Test {
 protected:
  // With a region, and the socket of the bus in front of it.
  void simulate(const std::function<void(TlmMemory&, TestBus&)>& body) {
    test::simulate({}, [&](Platform& p) {
      ASSERT_TRUE(p.memory.contents().add_region(kAt, kSize));
      body(p.memory, p.bus);
    });
  }
  static tlm::tlm_response_status transport(TestBus& bus, tlm::tlm_generic_payload& payload) {
    sc_core::sc_time delay;
    bus.initiator->b_transport(payload, delay);
    return payload.get_response_status();
  }
};

// Of eight bytes.
struct Eight {
  Eight(tlm::tlm_command command, std::uint64_t address) {
    payload.set_command(command);
    payload.set_address(address);
    payload.set_data_ptr(bytes.data());
    payload.set_data_length(8);
    payload.set_streaming_width(8);
  }
  std::array<unsigned char, 8> bytes{1, 2, 3, 4, 5, 6, 7, 8};
  tlm::tlm_generic_payload payload;
};

TEST_F(TlmMemoryTest, KeepsBytesAndShowsThemToDebuggers) {
  simulate([](TlmMemory& memory, TestBus& bus) {
    Eight write(tlm::TLM_WRITE_COMMAND, kAt + 3);
    EXPECT_EQ(transport(bus, write.payload), tlm::TLM_OK_RESPONSE);
    EXPECT_TRUE(write.payload.is_dmi_allowed());
    Eight look(tlm::TLM_READ_COMMAND, kAt + 4);
    look.payload.set_streaming_width(0);  // means nothing to a debugger
    EXPECT_EQ(bus.initiator->transport_dbg(look.payload), 8u);
    EXPECT_EQ(look.bytes, (std::array<unsigned char, 8>{2, 3, 4, 5, 6, 7, 8, 0}));
    look.payload.set_address(kAt + kSize - 4);
    EXPECT_EQ(bus.initiator->transport_dbg(look.payload), 0u);
    EXPECT_EQ(memory.contents().regions().size(), 1u);
  });
}

TEST_F(TlmMemoryTest, RefusesWhatItDoesNotUnderstand) {
  simulate([](TlmMemory&, TestBus& bus) {
    Eight ignored(tlm::TLM_IGNORE_COMMAND, kAt);
    EXPECT_EQ(transport(bus, ignored.payload), tlm::TLM_COMMAND_ERROR_RESPONSE);
    Eight beyond(tlm::TLM_READ_COMMAND, kAt + kSize - 7);
    EXPECT_EQ(transport(bus, beyond.payload), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_FALSE(beyond.payload.is_dmi_allowed());
    Eight streamed(tlm::TLM_READ_COMMAND, kAt);
    streamed.payload.set_streaming_width(4);
    EXPECT_EQ(transport(bus, streamed.payload), tlm::TLM_BURST_ERROR_RESPONSE);
    Eight enabled(tlm::TLM_WRITE_COMMAND, kAt);
    enabled.payload.set_byte_enable_ptr(enabled.bytes.data());
    EXPECT_EQ(transport(bus, enabled.payload), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
  });
}

TEST_F(TlmMemoryTest, GrantsARegionAtATimeAndNothingWhenItIsToldNotTo) {
  simulate([](TlmMemory& memory, TestBus& bus) {
    Eight read(tlm::TLM_READ_COMMAND, kAt + 16);
    tlm::tlm_dmi dmi;
    ASSERT_TRUE(bus.initiator->get_direct_mem_ptr(read.payload, dmi));
    EXPECT_EQ(dmi.get_start_address(), kAt);
    EXPECT_EQ(dmi.get_end_address(), kAt + kSize - 1);
    EXPECT_TRUE(dmi.is_read_write_allowed());
    EXPECT_EQ(reinterpret_cast<std::byte*>(dmi.get_dmi_ptr()), memory.contents().find(kAt, kSize));
    read.payload.set_address(kAt - 1);
    EXPECT_FALSE(bus.initiator->get_direct_mem_ptr(read.payload, dmi));
    EXPECT_TRUE(dmi.is_none_allowed());
    memory.set_direct(false);
    read.payload.set_address(kAt);
    EXPECT_FALSE(bus.initiator->get_direct_mem_ptr(read.payload, dmi));
    EXPECT_EQ(transport(bus, read.payload), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(read.payload.is_dmi_allowed());
  });
}

}  // namespace
}  // namespace vta::test
