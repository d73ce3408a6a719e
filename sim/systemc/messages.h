// SPDX-License-Identifier: Apache-2.0
//
// Message ids of what the SystemC modules report, for sc_report_handler::set_actions().

#ifndef VTA_SIM_SYSTEMC_MESSAGES_H_
#define VTA_SIM_SYSTEMC_MESSAGES_H_

namespace vta::message {

// SC_WARNING: a register access was refused. SC_ERROR: one was never answered.
inline constexpr char kRegisters[] = "/vta/registers";
// SC_WARNING: memory refused an access of the accelerator.
inline constexpr char kMemory[] = "/vta/memory";
// SC_INFO: a run began or ended. SC_WARNING: how long it takes is a guess, or it was given up.
inline constexpr char kRun[] = "/vta/run";
// SC_ERROR: the RTL model broke a protocol rule or one of its assertions failed.
inline constexpr char kRtl[] = "/vta/rtl";
// SC_ERROR: a module cannot be built like that.
inline constexpr char kElaboration[] = "/vta/elaboration";

}  // namespace vta::message

#endif  // VTA_SIM_SYSTEMC_MESSAGES_H_
