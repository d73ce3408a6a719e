// SPDX-License-Identifier: Apache-2.0
#include "tools/back_ends.h"

#include <memory>
#include <string>
#include <utility>

#include "driver/board/pynq_back_end.h"
#include "driver/rpc/remote_device.h"
#include "sim/functional/functional_device.h"
#include "sim/golden/golden_device.h"
#include "sim/rtl/rtl_device.h"
#include "tools/machine_options.h"

namespace vta {
namespace {

// A simulator that has no clock and takes any geometry.
BackEnd simulator(const std::string& scheme, const std::string& help,
                  std::unique_ptr<Device> (*make)(const Config&)) {
  return {.scheme = scheme,
          .help = help,
          .unusable = {},
          .open = [make](const DeviceUri& uri,
                         const Config& config) -> Result<std::unique_ptr<Device>> {
            if (Status s = check_device_uri(uri, false, {}); !s) return s.error();
            return make(config);
          }};
}

BackEnd rtl_back_end() {
  std::string keys;
  for (const MachineOption& option : machine_options()) {
    keys += (keys.empty() ? "" : ", ") + std::string(option.key);
  }
  return {
      .scheme = "rtl",
      .help = "the RTL, cycle by cycle, of one geometry; options " + keys,
      .unusable =
          [] {
            const Result<std::unique_ptr<Device>> device = make_rtl(Config::pynq(), {});
            return device.ok() ? "" : device.error().message;
          },
      .open = [](const DeviceUri& uri, const Config& config) -> Result<std::unique_ptr<Device>> {
        const Result<MachineOptions> options = read_machine_options(uri);
        if (!options) return options.error();
        return make_rtl(config, rtl_options(options.value()));
      }};
}

}  // namespace

DeviceRegistry make_registry() {
  DeviceRegistry registry;
  registry.add(simulator("golden", "the reference model: slow, obvious", make_golden));
  registry.add(simulator("functional", "the fast simulator", make_functional));
  registry.add(rtl_back_end());
  registry.add(board::pynq_back_end());
  registry.add(rpc::remote_back_end());
  return registry;
}

}  // namespace vta
