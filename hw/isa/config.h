// SPDX-License-Identifier: Apache-2.0
//
// The geometry of one VTA: the keys of vta_config.json, validated, and what follows from them.

#ifndef VTA_HW_ISA_CONFIG_H_
#define VTA_HW_ISA_CONFIG_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/isa_tables.h"
#include "hw/isa/result.h"

namespace vta {

// A validated geometry. Only the factories make one, so holding a Config means that every
// constraint of the ISA holds (the constraints are listed in config.cpp, each with its reason).
class Config {
 public:
  // Keys as in vta_config.json (LOG_INP_WIDTH, ...). The nine LOG_* keys of the program bundle are
  // required; LOG_OUT_WIDTH (default LOG_INP_WIDTH) and LOG_BUS_WIDTH (log2 of the AXI data width
  // in bits, default 6) are optional. Fails naming the key, its value and the bound.
  static Result<Config> from_keys(const std::map<std::string, std::int64_t>& keys);

  // The same from JSON text; TARGET, HW_VER and NAME are accepted (TARGET "intelfocl" adds that
  // target's own limits), any other key is refused. `origin` names the text in messages.
  static Result<Config> from_json(std::string_view text, std::string_view origin);

  // The same from a file.
  static Result<Config> from_file(const std::string& path);

  // The default geometry, hw/config/pynq.json: 1x16x16, int8/int8/int32, buffers
  // 2^15/2^15/2^18/2^17.
  static Config pynq();

  // log2 of widths in bits, of BATCH and BLOCK, and of buffer sizes in bytes.
  [[nodiscard]] int log_inp_width() const { return log_inp_width_; }
  [[nodiscard]] int log_wgt_width() const { return log_wgt_width_; }
  [[nodiscard]] int log_acc_width() const { return log_acc_width_; }
  [[nodiscard]] int log_out_width() const { return log_out_width_; }
  [[nodiscard]] int log_batch() const { return log_batch_; }
  [[nodiscard]] int log_block() const { return log_block_; }
  [[nodiscard]] int log_uop_buff_size() const { return log_uop_buff_size_; }
  [[nodiscard]] int log_inp_buff_size() const { return log_inp_buff_size_; }
  [[nodiscard]] int log_wgt_buff_size() const { return log_wgt_buff_size_; }
  [[nodiscard]] int log_acc_buff_size() const { return log_acc_buff_size_; }
  [[nodiscard]] int log_bus_width() const { return log_bus_width_; }

  [[nodiscard]] int batch() const { return 1 << log_batch_; }
  [[nodiscard]] int block() const { return 1 << log_block_; }
  [[nodiscard]] int acc_width() const { return 1 << log_acc_width_; }
  [[nodiscard]] int inp_width() const { return 1 << log_inp_width_; }
  [[nodiscard]] int out_width() const { return 1 << log_out_width_; }

  // log2 of the depth in elements of a memory: U, I, W, A of the spec. OUT and ACC_8BIT: as ACC.
  [[nodiscard]] int log_depth(MemoryType type) const;
  [[nodiscard]] std::uint32_t depth(MemoryType type) const { return 1u << log_depth(type); }

  // Bytes in DRAM of one element of the type (UOP 4, INP 16, WGT 256, ACC 64, OUT 16, ACC_8BIT 16
  // by default).
  [[nodiscard]] std::uint32_t elem_bytes(MemoryType type) const;

  // "1x16_i8w8a32_15_15_18_17": the name upstream gives to a bitstream of this geometry.
  [[nodiscard]] std::string name() const;

  // The keys that travel in a program bundle, in the order of the format's description
  // (LOG_INP_WIDTH ... LOG_ACC_BUFF_SIZE, nine of them).
  [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> bundle_keys() const;

  // Names of the bundle keys (LOG_OUT_WIDTH included) in which two geometries differ; the bus width
  // does not count, since a program does not depend on it.
  [[nodiscard]] std::vector<std::string> differences(const Config& other) const;

  friend bool operator==(const Config&, const Config&) = default;

 private:
  Config() = default;
  int log_inp_width_ = 0, log_wgt_width_ = 0, log_acc_width_ = 0, log_out_width_ = 0;
  int log_batch_ = 0, log_block_ = 0;
  int log_uop_buff_size_ = 0, log_inp_buff_size_ = 0, log_wgt_buff_size_ = 0,
      log_acc_buff_size_ = 0;
  int log_bus_width_ = 0;
};

}  // namespace vta

#endif  // VTA_HW_ISA_CONFIG_H_
