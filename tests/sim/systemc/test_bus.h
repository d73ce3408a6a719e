// SPDX-License-Identifier: Apache-2.0
//
// A bus between the accelerator and memory that sees every transaction, can answer in its place,
// and grants direct memory that it can take back at any time.

#ifndef VTA_TESTS_SIM_SYSTEMC_TEST_BUS_H_
#define VTA_TESTS_SIM_SYSTEMC_TEST_BUS_H_

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <systemc>
#include <tlm>
#include <utility>
#include <vector>

#include "sim/systemc/tlm_memory.h"

namespace vta::test {

class TestBus : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<TestBus, kMemorySocketBits> target{"target"};
  tlm_utils::simple_initiator_socket<TestBus, kMemorySocketBits> initiator{"initiator"};

  TestBus(const sc_core::sc_module_name& name, TlmMemory& memory)
      : sc_module(name), memory_(memory) {
    target.register_b_transport(this, &TestBus::b_transport);
    target.register_get_direct_mem_ptr(this, &TestBus::get_direct_mem_ptr);
    initiator.register_invalidate_direct_mem_ptr(this, &TestBus::invalidate);
    initiator.bind(memory.socket);
  }

  // Asked before a transaction goes on: it may answer instead, add delay, or wait.
  using Answer = std::optional<tlm::tlm_response_status>;
  std::function<Answer(tlm::tlm_generic_payload&, sc_core::sc_time&)> before;

  // Whether direct memory is granted at an address, and then for its block of kBlock bytes; empty:
  // everywhere, a region at a time.
  static constexpr std::uint64_t kBlock = 256;
  std::function<bool(std::uint64_t address)> grants_at;
  // Instead of the memory's own pointers, grants those of a copy, until take_back().
  bool lend_copies = false;
  // Copies go home, what they leave behind is garbage, and the accelerator is told.
  void take_back() {
    for (Loan& loan : loans_) {
      EXPECT_TRUE(memory_.contents().write(loan.address, loan.bytes));
      std::fill(loan.bytes.begin(), loan.bytes.end(), std::byte{0xEE});
      old_.push_back(std::move(loan));
    }
    loans_.clear();
    target->invalidate_direct_mem_ptr(0, std::numeric_limits<sc_dt::uint64>::max());
  }

  std::uint64_t transactions = 0, grants = 0;

 private:
  struct Loan {
    std::uint64_t address;
    std::vector<std::byte> bytes;
  };

  // The rules that hold for every transaction of the accelerator.
  static void check(const tlm::tlm_generic_payload& payload) {
    const std::uint64_t first = payload.get_address(), size = payload.get_data_length();
    EXPECT_TRUE(payload.is_read() || payload.is_write());
    EXPECT_EQ(payload.get_byte_enable_ptr(), nullptr);
    EXPECT_GE(size, 1u);
    EXPECT_EQ(payload.get_streaming_width(), size);
    EXPECT_EQ(first / 4096, (first + size - 1) / 4096) << first << " " << size;
    EXPECT_LT(first + size - 1, std::uint64_t{1} << 32);
    EXPECT_EQ(payload.get_response_status(), tlm::TLM_INCOMPLETE_RESPONSE);
    EXPECT_FALSE(payload.is_dmi_allowed());
  }

  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
    check(payload);
    ++transactions;
    if (before) {
      if (const Answer answer = before(payload, delay)) {
        payload.set_response_status(*answer);
        return;
      }
    }
    for (const Loan& loan : loans_) EXPECT_TRUE(memory_.contents().write(loan.address, loan.bytes));
    initiator->b_transport(payload, delay);
    for (Loan& loan : loans_) EXPECT_TRUE(memory_.contents().read(loan.address, loan.bytes));
  }

  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& dmi) {
    if (grants_at && !grants_at(payload.get_address())) {
      dmi.init();
      return false;
    }
    if (!initiator->get_direct_mem_ptr(payload, dmi)) return false;
    ++grants;
    if (grants_at) narrow(dmi, payload.get_address() / kBlock * kBlock);
    if (!lend_copies) return true;
    const std::uint64_t address = dmi.get_start_address();
    std::vector<std::byte> bytes(dmi.get_end_address() - address + 1);
    EXPECT_TRUE(memory_.contents().read(address, bytes));
    loans_.push_back({address, std::move(bytes)});
    dmi.set_dmi_ptr(reinterpret_cast<unsigned char*>(loans_.back().bytes.data()));
    return true;
  }

  static void narrow(tlm::tlm_dmi& dmi, std::uint64_t block) {
    const std::uint64_t first = std::max<std::uint64_t>(block, dmi.get_start_address());
    const std::uint64_t last = std::min<std::uint64_t>(block + kBlock - 1, dmi.get_end_address());
    dmi.set_dmi_ptr(dmi.get_dmi_ptr() + (first - dmi.get_start_address()));
    dmi.set_start_address(first);
    dmi.set_end_address(last);
  }

  void invalidate(sc_dt::uint64 first, sc_dt::uint64 last) {
    target->invalidate_direct_mem_ptr(first, last);
  }

  TlmMemory& memory_;
  std::vector<Loan> loans_, old_;  // old: a pointer that is still used reads and writes garbage
};

}  // namespace vta::test

#endif  // VTA_TESTS_SIM_SYSTEMC_TEST_BUS_H_
