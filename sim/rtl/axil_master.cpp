// SPDX-License-Identifier: Apache-2.0

#include "sim/rtl/axil_master.h"

#include "hw/isa/result.h"

namespace vta {

AxilMaster::AxilMaster(std::optional<std::uint32_t> random_seed)
    : random_(random_seed.has_value()), rng_(random_seed.value_or(0)) {}

void AxilMaster::reset() {
  pins_ = AxilMasterPins{};
  reading_ = writing_ = address_left_ = data_left_ = false;
}

void AxilMaster::start_read(std::uint32_t address) {
  VTA_CHECK(idle());
  reading_ = address_left_ = true;
  address_delay_ = delay();
  response_delay_ = delay();
  pins_.ar_addr = address;
  drive();
}

void AxilMaster::start_write(std::uint32_t address, std::uint32_t data, std::uint8_t strobe) {
  VTA_CHECK(idle());
  writing_ = address_left_ = data_left_ = true;
  address_delay_ = delay();
  data_delay_ = delay();
  response_delay_ = delay();
  pins_.aw_addr = address;
  pins_.w_data = data;
  pins_.w_strb = strobe;
  drive();
}

void AxilMaster::drive() {
  pins_.ar_valid = reading_ && address_left_ && address_delay_ == 0;
  pins_.aw_valid = writing_ && address_left_ && address_delay_ == 0;
  pins_.w_valid = data_left_ && data_delay_ == 0;
  // READY may rise before or after VALID; it falls only with the response.
  pins_.r_ready = reading_ && response_delay_ == 0;
  pins_.b_ready = writing_ && response_delay_ == 0;
}

void AxilMaster::step_busy(const AxilSlavePins& slave) {
  if ((pins_.ar_valid && slave.ar_ready) || (pins_.aw_valid && slave.aw_ready)) {
    address_left_ = false;
  }
  if (pins_.w_valid && slave.w_ready) data_left_ = false;
  if (pins_.r_ready && slave.r_valid) {
    data_ = slave.r_data;
    resp_ = slave.r_resp;
    reading_ = false;
  }
  if (pins_.b_ready && slave.b_valid) {
    resp_ = slave.b_resp;
    writing_ = false;
  }
  if (address_delay_ > 0) --address_delay_;
  if (data_delay_ > 0) --data_delay_;
  if (!address_left_ && !data_left_ && response_delay_ > 0) --response_delay_;
  drive();
}

}  // namespace vta
