// SPDX-License-Identifier: Apache-2.0

#include "driver/abi/environment.h"

#include <cstdlib>

namespace vta::abi {
namespace {

std::string variable(const char* name, const char* otherwise) {
  const char* const value = std::getenv(name);
  return value == nullptr || *value == '\0' ? otherwise : value;
}

}  // namespace

std::string device_uri() { return variable("VTA_DEVICE", "functional:"); }

Result<Config> configured_geometry() {
  const std::string path = variable("VTA_CONFIG", "");
  if (path.empty()) return Config::pynq();
  Result<Config> config = Config::from_file(path);
  if (!config) return Error{"VTA_CONFIG: " + config.error().message};
  return config;
}

}  // namespace vta::abi
