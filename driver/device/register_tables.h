// SPDX-License-Identifier: Apache-2.0
//
// Which register is which part of a report, of a geometry and of a run: for those who read the
// registers, and for models that have them. Offsets are in bytes, as in csr::.

#ifndef VTA_DRIVER_DEVICE_REGISTER_TABLES_H_
#define VTA_DRIVER_DEVICE_REGISTER_TABLES_H_

#include <array>
#include <cstdint>

#include "driver/device/device.h"

namespace vta {

// One byte of a geometry register and the key it reports; byte 0 is the lowest.
struct GeometryByte {
  std::uint32_t offset;
  unsigned byte;
  const char* key;
  int (Config::*value)() const;
};
inline constexpr std::array<GeometryByte, 11> kGeometryBytes = {{
    {csr::kGeometry0, 0, "LOG_INP_WIDTH", &Config::log_inp_width},
    {csr::kGeometry0, 1, "LOG_WGT_WIDTH", &Config::log_wgt_width},
    {csr::kGeometry0, 2, "LOG_ACC_WIDTH", &Config::log_acc_width},
    {csr::kGeometry0, 3, "LOG_OUT_WIDTH", &Config::log_out_width},
    {csr::kGeometry1, 0, "LOG_BATCH", &Config::log_batch},
    {csr::kGeometry1, 1, "LOG_BLOCK", &Config::log_block},
    {csr::kGeometry1, 2, "LOG_UOP_BUFF_SIZE", &Config::log_uop_buff_size},
    {csr::kGeometry1, 3, "LOG_INP_BUFF_SIZE", &Config::log_inp_buff_size},
    {csr::kGeometry2, 0, "LOG_WGT_BUFF_SIZE", &Config::log_wgt_buff_size},
    {csr::kGeometry2, 1, "LOG_ACC_BUFF_SIZE", &Config::log_acc_buff_size},
    {csr::kGeometry2, 2, "LOG_BUS_WIDTH", &Config::log_bus_width},
}};

// The low half of a statistic; the high one is 4 bytes behind it.
struct StatisticRegister {
  std::uint32_t offset;
  std::uint64_t Statistics::*field;
};
inline constexpr std::array<StatisticRegister, 7> kStatisticRegisters = {{
    {csr::kInpLoadNbytes, &Statistics::inp_load_nbytes},
    {csr::kWgtLoadNbytes, &Statistics::wgt_load_nbytes},
    {csr::kAccLoadNbytes, &Statistics::acc_load_nbytes},
    {csr::kUopLoadNbytes, &Statistics::uop_load_nbytes},
    {csr::kOutStoreNbytes, &Statistics::out_store_nbytes},
    {csr::kGemmCounter, &Statistics::gemm_counter},
    {csr::kAluCounter, &Statistics::alu_counter},
}};

struct BaseRegister {
  MemoryType type;
  std::uint32_t offset;
};
inline constexpr std::array<BaseRegister, kMemoryTypeCount> kBaseRegisters = {{
    {MemoryType::kUop, csr::kUopBase},
    {MemoryType::kWgt, csr::kWgtBase},
    {MemoryType::kInp, csr::kInpBase},
    {MemoryType::kAcc, csr::kAccBase},
    {MemoryType::kOut, csr::kOutBase},
    {MemoryType::kAcc8bit, csr::kAcc8Base},
}};

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_REGISTER_TABLES_H_
