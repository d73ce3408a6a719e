// SPDX-License-Identifier: Apache-2.0
//
// What is behind the sockets of VtaTlm: one of the two flavours.

#ifndef VTA_SIM_SYSTEMC_ENGINE_H_
#define VTA_SIM_SYSTEMC_ENGINE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <systemc>
#include <tlm>

namespace vta {

class Engine {
 public:
  virtual ~Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // One access to the register at `offset`, one at a time and not while in reset; `delay` grows by
  // what it takes beyond the present. Called by a thread, which may be made to wait.
  virtual tlm::tlm_response_status access(bool write, std::uint32_t offset, std::uint32_t& value,
                                          sc_core::sc_time& delay) = 0;
  // The register without any effect and without time; nothing when it cannot be seen.
  [[nodiscard]] virtual std::optional<std::uint32_t> look(std::uint32_t offset) const = 0;
  // What clk and rst_n are bound to, told at the end of elaboration; null: unbound.
  using Wire = const sc_core::sc_signal_in_if<bool>;
  virtual void bind(Wire* clk, Wire* rst_n) = 0;

  // Tells the level of the interrupt line. Set before the simulation starts.
  using Interrupt = std::function<void(bool)>;

 protected:
  explicit Engine(Interrupt interrupt) : interrupt_(std::move(interrupt)) {}
  Interrupt interrupt_;
};

}  // namespace vta

#endif  // VTA_SIM_SYSTEMC_ENGINE_H_
