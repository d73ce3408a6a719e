// SPDX-License-Identifier: Apache-2.0

#include "sim/systemc/memory_bus.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace vta {
namespace {

constexpr std::byte kPoison{0xDB};  // what an address that does not exist reads as

std::uint64_t now() { return sc_core::sc_time_stamp().value(); }

tlm::tlm_command command_of(const AxiBurst& burst) {
  return burst.write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND;
}

AxiResp answer_to(tlm::tlm_response_status status) {
  if (status == tlm::TLM_OK_RESPONSE) return AxiResp::kOkay;
  return status == tlm::TLM_ADDRESS_ERROR_RESPONSE ? AxiResp::kDecErr : AxiResp::kSlvErr;
}

}  // namespace

MemoryBus::MemoryBus(const sc_core::sc_module_name& name, MemoryPort& port)
    : sc_module(name), port_(port) {
  SC_HAS_PROCESS(MemoryBus);
  SC_THREAD(serve);
}

void MemoryBus::carry_out(std::shared_ptr<AxiBurst> burst) {
  if (burst->size == 0) {  // a write without any strobe
    burst->done = true;
    return;
  }
  // Not ahead of others: they keep their order.
  if (waiting_.empty() && carry_out_directly(*burst)) return;
  waiting_.push_back(std::move(burst));
  arrived_.notify(sc_core::SC_ZERO_TIME);
}

bool MemoryBus::carry_out_directly(AxiBurst& burst) {
  const MemoryPort::Direct direct = port_.direct(command_of(burst), burst.address, burst.size);
  if (direct.bytes == nullptr) return false;
  if (burst.write) {
    std::memcpy(direct.bytes, burst.bytes().data(), burst.size);
  } else {
    std::memcpy(burst.bytes().data(), direct.bytes, burst.size);
  }
  burst.ready_at = now() + direct.latency.value();
  burst.done = true;
  return true;
}

void MemoryBus::serve() {
  for (;;) {
    while (waiting_.empty()) wait(arrived_);
    const std::shared_ptr<AxiBurst> burst = std::move(waiting_.front());
    waiting_.pop_front();
    if (!carry_out_directly(*burst)) transfer(*burst);
  }
}

tlm::tlm_response_status MemoryBus::transfer(AxiBurst& burst, std::uint32_t first,
                                             std::uint32_t size) {
  const MemoryPort::Answer answer =
      port_.transfer(command_of(burst), burst.address + first, burst.bytes().subspan(first, size));
  burst.ready_at = std::max<std::uint64_t>(burst.ready_at, now() + answer.delay.value());
  return answer.status;
}

void MemoryBus::transfer(AxiBurst& burst) {
  const tlm::tlm_response_status status = transfer(burst, 0, burst.size);
  if (status == tlm::TLM_ADDRESS_ERROR_RESPONSE && !burst.write) {
    read_beats(burst);
  } else {
    burst.resp.fill(answer_to(status));
  }
  const auto bad = std::find_if(burst.resp.begin(), burst.resp.end(),
                                [](AxiResp resp) { return resp != AxiResp::kOkay; });
  if (bad != burst.resp.end()) {
    report_memory_error(command_of(burst), burst.address, burst.size, status);
  }
  burst.done = true;
}

void MemoryBus::read_beats(AxiBurst& burst) {
  for (std::uint32_t beat = 0; beat * burst.beat_bytes < burst.size; ++beat) {
    const std::uint32_t first = beat * burst.beat_bytes;
    const tlm::tlm_response_status status = transfer(burst, first, burst.beat_bytes);
    burst.resp[beat] = answer_to(status);
    if (status != tlm::TLM_ADDRESS_ERROR_RESPONSE) continue;
    for (std::uint32_t i = first; i < first + burst.beat_bytes; ++i) {
      if (transfer(burst, i, 1) == tlm::TLM_OK_RESPONSE) {
        burst.resp[beat] = AxiResp::kOkay;
      } else {
        burst.bytes()[i] = kPoison;
      }
    }
  }
}

}  // namespace vta
