// SPDX-License-Identifier: Apache-2.0
//
// Devices by URI: golden:, functional:, rtl:?latency=40, pynq:, pynq:/board, remote:unix:/path,
// remote:host:port. A back end registers its scheme; who links it in can open it.

#ifndef VTA_DRIVER_DEVICE_REGISTRY_H_
#define VTA_DRIVER_DEVICE_REGISTRY_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "driver/device/device.h"
#include "hw/isa/config.h"
#include "hw/isa/result.h"

namespace vta {

inline constexpr std::size_t kMaxDeviceUri = 4096;  // bytes

// SCHEME[:PLACE][?KEY=VALUE[&KEY=VALUE]...]; a bare scheme ("rtl") means the same as "rtl:".
// Nothing is escaped: a place has no '?', a value no '&'; neither has control characters.
struct DeviceUri {
  std::string scheme;                          // [a-z][a-z0-9-]*
  std::string place;                           // what follows the first ':' up to '?', may be empty
  std::map<std::string, std::string> options;  // [a-z][a-z0-9_-]*, each once; no value is empty
  [[nodiscard]] std::string text() const;      // the URI again, options sorted by key
};

// Fails naming the part that is wrong and what would be right.
[[nodiscard]] Result<DeviceUri> parse_device_uri(std::string_view text);

// For back ends. Fails when the URI has a place and may have none, or an option that is not among
// `options`.
[[nodiscard]] Status check_device_uri(const DeviceUri& uri, bool may_have_place,
                                      const std::vector<std::string>& options);

// For back ends: the decimal value of an option, inside [low, high]; nothing when it is not given.
[[nodiscard]] Result<std::optional<std::int64_t>> device_uri_integer(const DeviceUri& uri,
                                                                     const std::string& key,
                                                                     std::int64_t low,
                                                                     std::int64_t high);

// One way to reach a device.
struct BackEnd {
  std::string scheme;
  std::string help;  // one line: what it is and which options it takes

  // Empty when a device could be opened here and now, else why not, in one sentence. No function:
  // always usable.
  std::function<std::string()> unusable;

  // A device of this geometry. Fails when there is none or it has another geometry.
  std::function<Result<std::unique_ptr<Device>>(const DeviceUri&, const Config&)> open;
};

class DeviceRegistry {
 public:
  void add(BackEnd back_end);  // a scheme once

  [[nodiscard]] const std::vector<BackEnd>& back_ends() const { return back_ends_; }

  // The back end of a scheme. Fails naming those there are.
  [[nodiscard]] Result<const BackEnd*> find(const DeviceUri& uri) const;

  // Fails when the URI is none, its scheme is unknown (naming those there are), or opening fails.
  [[nodiscard]] Result<std::unique_ptr<Device>> open(std::string_view uri,
                                                     const Config& config) const;

 private:
  std::vector<BackEnd> back_ends_;
};

}  // namespace vta

#endif  // VTA_DRIVER_DEVICE_REGISTRY_H_
