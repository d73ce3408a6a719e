// SPDX-License-Identifier: Apache-2.0
//
// The devices that libvta.so can open.

#include "driver/abi/device_access.h"
#include "tools/back_ends.h"

namespace vta::abi {

Result<std::unique_ptr<Device>> open_device(const std::string& uri, const Config& config) {
  return make_registry().open(uri, config);
}

// Only a board has a bitstream.
Status program_device(const std::string& uri, const std::string&) {
  Result<DeviceUri> device = parse_device_uri(uri);
  if (!device) return device.error();
  const DeviceRegistry registry = make_registry();
  if (Result<const BackEnd*> known = registry.find(device.value()); !known) return known.error();
  for (const char* simulator : {"golden", "functional", "rtl"}) {
    if (device.value().scheme == simulator) return ok_status();
  }
  return Error{"device '" + uri + "' is not programmed from here; load the bitstream with " +
               "`vta program --bitstream FILE` before it is opened"};
}

}  // namespace vta::abi
