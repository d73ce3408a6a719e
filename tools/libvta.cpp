// SPDX-License-Identifier: Apache-2.0
//
// The devices that libvta.so can open.

#include "driver/abi/device_access.h"
#include "tools/back_ends.h"
#include "tools/load_bitstream.h"

namespace vta::abi {

Result<std::unique_ptr<Device>> open_device(const std::string& uri, const Config& config) {
  return make_registry().open(uri, config);
}

Status program_device(const std::string& uri, const std::string& path) {
  Result<DeviceUri> device = parse_device_uri(uri);
  if (!device) return device.error();
  const DeviceRegistry registry = make_registry();
  if (Result<const BackEnd*> known = registry.find(device.value()); !known) return known.error();
  // These have nothing to load.
  for (const char* simulator : {"golden", "functional", "rtl"}) {
    if (device.value().scheme == simulator) return ok_status();
  }
  return load_bitstream(device.value(), path);
}

}  // namespace vta::abi
