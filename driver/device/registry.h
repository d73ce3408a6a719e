// SPDX-License-Identifier: Apache-2.0
//
// Devices by URI: golden:, functional:, rtl:?latency=40, pynq:, pynq:/board, remote:unix:/path,
// remote:host:port. A back end registers its scheme; who links it in can open it.

#ifndef VTA_DRIVER_DEVICE_REGISTRY_H_
#define VTA_DRIVER_DEVICE_REGISTRY_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

// SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]; a bare scheme ("rtl") means the same as "rtl:".
struct DeviceUri {
  std::string scheme;                          // [a-z][a-z0-9-]*
  std::string place;                           // what follows the first ':' up to '?', may be empty
  std::map<std::string, std::string> options;  // each key once
  [[nodiscard]] std::string text() const;      // the URI again, options sorted by key
};

// Fails naming the part that is wrong and what would be right.
[[nodiscard]] Result<DeviceUri> parse_device_uri(std::string_view text);

// One way to reach a device.
struct BackEnd {
  std::string scheme;
  std::string help;  // one line: what it is and which options it takes

  // Empty when a device could be opened here and now, else why not, in one sentence.
  std::function<std::string()> unusable;

  // A device of this geometry. Fails when there is none or it has another geometry.
  std::function<Result<std::unique_ptr<Device>>(const DeviceUri&, const Config&)> open;
};

class DeviceRegistry {
 public:
  void add(BackEnd back_end);  // a scheme once

  [[nodiscard]] const std::vector<BackEnd>& back_ends() const { return back_ends_; }

  // Fails when the URI is none, its scheme is unknown (naming those there are), or opening fails.
  [[nodiscard]] Result<std::unique_ptr<Device>> open(std::string_view uri,
                                                     const Config& config) const;

 private:
  std::vector<BackEnd> back_ends_;
};

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_REGISTRY_H_
