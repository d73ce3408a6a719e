// SPDX-License-Identifier: Apache-2.0
//
// remote: in a library without gRPC.

#include <gtest/gtest.h>

#include "driver/rpc/remote_device.h"
#include "driver/rpc/send_bitstream.h"

namespace vta::rpc {
namespace {

TEST(NoRemoteDevice, IsListedAndSaysThatItCannotBeOpened) {
  constexpr const char* kSentence =
      "this library was built without remote devices; the command vta has them";
  DeviceRegistry registry;
  registry.add(remote_back_end());
  EXPECT_EQ(registry.back_ends().front().unusable(), kSentence);
  const Result<std::unique_ptr<Device>> device = registry.open("remote:here:1", Config::pynq());
  ASSERT_FALSE(device.ok());
  EXPECT_NE(device.error().message.find(kSentence), std::string::npos) << device.error().message;
  const Status sent = send_bitstream({}, {});
  ASSERT_FALSE(sent.ok());
  EXPECT_EQ(sent.error().message, kSentence);
}

}  // namespace
}  // namespace vta::rpc
