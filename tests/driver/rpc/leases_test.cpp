// SPDX-License-Identifier: Apache-2.0
//
// One client has the device, the others wait, and nothing outlives a lease.

#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "driver/rpc/remote_device.h"
#include "driver/rpc/server.h"
#include "tests/driver/rpc/raw_client.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

using test::RawClient;

class Leases : public ServedTest {
 protected:
  // Waits until so many clients wait for the device.
  [[nodiscard]] bool wait_for_line(std::uint32_t length) const {
    const auto deadline = std::chrono::steady_clock::now() + kSoon;
    while (std::chrono::steady_clock::now() < deadline) {
      const Result<ServerState> state = ask_server(client());
      if (state.ok() && state.value().waiting == length) return true;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return false;
  }

  [[nodiscard]] std::future<std::unique_ptr<RemoteDevice>> open_later() const {
    return std::async(std::launch::async, [this] { return open(); });
  }
};

bool begins_with(const std::string& text, const std::string& with) {
  return text.rfind(with, 0) == 0;
}

TEST_F(Leases, ASecondClientGetsTheDeviceWhenTheFirstIsDone) {
  start();
  std::unique_ptr<RemoteDevice> first = open();
  ASSERT_TRUE(first);
  auto second = open_later();
  ASSERT_TRUE(wait_for_line(1));
  EXPECT_EQ(second.wait_for(milliseconds(0)), std::future_status::timeout);
  EXPECT_TRUE(first->add_region(0, 64).ok()) << "the first is not disturbed";
  first.reset();
  const std::unique_ptr<RemoteDevice> device = second.get();
  ASSERT_TRUE(device);
  EXPECT_TRUE(device->add_region(0, 64).ok());
}

TEST_F(Leases, ClientsGetTheDeviceInTheOrderInWhichTheyCame) {
  start();
  std::unique_ptr<RemoteDevice> device = open();
  std::vector<std::future<std::unique_ptr<RemoteDevice>>> line;
  for (std::uint32_t i = 1; i <= 3; ++i) {
    line.push_back(open_later());
    ASSERT_TRUE(wait_for_line(i));
  }
  for (std::size_t i = 0; i < line.size(); ++i) {
    device.reset();
    device = line[i].get();
    ASSERT_TRUE(device);
    for (std::size_t j = i + 1; j < line.size(); ++j) {
      EXPECT_EQ(line[j].wait_for(milliseconds(0)), std::future_status::timeout) << i << j;
    }
  }
}

TEST_F(Leases, WhoDoesNotWantToWaitIsToldHowLongOthersHaveHadTheDevice) {
  start();
  const std::unique_ptr<RemoteDevice> first = open();
  RemoteOptions second = client();
  second.wait = milliseconds(0);
  const std::string why = refusal(second);
  EXPECT_TRUE(begins_with(
      why, "remote " + server->address() + ": the device is in use: somebody has had it for "))
      << why;
  EXPECT_NE(why.find(", and this client waited 0 ms for it"), std::string::npos) << why;
  second.wait = milliseconds(30);
  EXPECT_NE(refusal(second).find(", and this client waited 30 ms for it"), std::string::npos);
}

TEST_F(Leases, TheLineHasAnEnd) {
  options.limits.waiting = 1;
  start();
  std::unique_ptr<RemoteDevice> first = open();
  auto second = open_later();
  ASSERT_TRUE(wait_for_line(1));
  EXPECT_EQ(refusal(client()),
            "remote " + server->address() +
                ": at most 1 clients may wait for the device, and so many do already");
  first.reset();
  EXPECT_TRUE(second.get());
}

TEST_F(Leases, AClientThatLeavesTheLineMakesRoomForTheNext) {
  start();
  std::unique_ptr<RemoteDevice> first = open();
  {
    RawClient impatient(server->address());
    grpc::ClientContext context;
    const auto stream = impatient.stub().Lease(&context);
    ASSERT_TRUE(stream->Write(RawClient::wish(1000, 600'000)));
    ASSERT_TRUE(wait_for_line(1));
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  ASSERT_TRUE(wait_for_line(0));
  auto third = open_later();
  ASSERT_TRUE(wait_for_line(1));
  first.reset();
  EXPECT_TRUE(third.get());
}

TEST_F(Leases, NothingIsLeftForTheNextClient) {
  start();
  std::unique_ptr<RemoteDevice> first = open();
  ASSERT_TRUE(first->add_region(0, 64).ok());
  ASSERT_TRUE(first->write(0, std::vector<std::byte>(64, std::byte{7})).ok());
  first.reset();
  const std::unique_ptr<RemoteDevice> second = open();
  ASSERT_TRUE(second);
  std::vector<std::byte> bytes(64, std::byte{1});
  EXPECT_FALSE(second->read(0, bytes).ok());
  ASSERT_TRUE(second->add_region(0, 64).ok());
  ASSERT_TRUE(second->read(0, bytes).ok());
  EXPECT_EQ(bytes, std::vector<std::byte>(64));
}

TEST_F(Leases, ALeaseThatIsNotRenewedEnds) {
  start();
  RawClient lazy(server->address());
  ASSERT_TRUE(lazy.take(RawClient::wish(200, 0)).ok());
  const std::unique_ptr<RemoteDevice> next = open();
  ASSERT_TRUE(next) << "the device is free again";
  EXPECT_FALSE(lazy.wait_for_end().ok());
  const grpc::Status late = lazy.add_region(0, 64);
  EXPECT_EQ(late.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(late.error_message(), "the lease has ended: its client did not renew it for 200 ms");
  EXPECT_TRUE(next->add_region(0, 64).ok()) << "others go on";
}

TEST_F(Leases, ALeaseThatIsRenewedLastsLongerThanItsTime) {
  start();
  RemoteOptions renewing = client();
  renewing.ttl = seconds(2);
  const auto device = RemoteDevice::open(renewing, Config::pynq());
  ASSERT_TRUE(device.ok()) << device.error().message;
  std::this_thread::sleep_for(renewing.ttl + milliseconds(500));
  EXPECT_TRUE(device.value()->add_region(0, 64).ok());
}

TEST_F(Leases, ALeaseEndsAtItsGreatestAgeAlthoughItIsRenewed) {
  options.limits.max_lease = milliseconds(300);
  start();
  const std::unique_ptr<RemoteDevice> old = open();
  ASSERT_TRUE(old);
  ASSERT_TRUE(events.wait_for("lease 1 ends"));
  const Status late = old->add_region(0, 64);
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().message, "remote " + server->address() +
                                      ": the lease has ended: it was 300 ms old, and no lease "
                                      "gets older");
}

TEST_F(Leases, ARunEndsWithItsLease) {
  options.limits.max_lease = milliseconds(300);
  options.open = open_endless;
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const Result<RunReport> report = device->run(instructions(1));
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().message, "remote " + server->address() +
                                        ": the lease ended during the run: it was 300 ms old, and "
                                        "no lease gets older");
}

TEST_F(Leases, ATransferEndsWithItsLease) {
  options.limits.max_lease = milliseconds(300);
  start();
  RawClient client(server->address());
  ASSERT_TRUE(client.take(RawClient::wish(60'000, 0)).ok());
  ASSERT_TRUE(client.add_region(0, 1000).ok());
  const grpc::Status status = client.write([&](grpc::ClientWriter<v1::WriteChunk>& writer) {
    writer.Write(client.header(1000));
    writer.Write(RawClient::data(10));
    EXPECT_TRUE(events.wait_for("lease 1 ends")) << "although its client sends no more";
  });
  EXPECT_FALSE(status.ok());
}

TEST_F(Leases, TheServerStopsAlthoughClientsRunAndWait) {
  options.open = open_endless;
  start();
  std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  auto running = std::async(std::launch::async, [&device] { return device->run(instructions(1)); });
  ASSERT_TRUE(events.wait_for("run of 1 instructions begins"));
  auto waiting = std::async(std::launch::async, [this] { return refusal(client()); });
  ASSERT_TRUE(wait_for_line(1));
  const std::string address = server->address();
  server->stop();
  const Result<RunReport> report = running.get();
  ASSERT_FALSE(report.ok());
  EXPECT_TRUE(begins_with(report.error().message, "remote " + address + ": "))
      << report.error().message;
  EXPECT_NE(waiting.get(), "");
  EXPECT_TRUE(events.wait_for("the server goes down"));
  server->stop();  // once more does no harm
}

TEST_F(Leases, WatchersHearWhatHappens) {
  start();
  std::vector<std::string> heard;
  std::promise<void> listening;
  auto watching = std::async(std::launch::async, [&] {
    return watch_server(
        client(), [&listening] { listening.set_value(); },
        [&heard](const std::string& what) {
          heard.push_back(what);
          return what.find("ends after") == std::string::npos;
        });
  });
  ASSERT_EQ(listening.get_future().wait_for(kSoon), std::future_status::ready);
  std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device->add_region(0, 64).ok());
  ASSERT_TRUE(device->run(instructions(1)).ok());
  device.reset();
  const Status watched = watching.get();
  EXPECT_TRUE(watched.ok()) << watched.error().message;
  ASSERT_EQ(heard.size(), 4U);
  EXPECT_EQ(heard[0], "lease 1 begins, geometry " + Config::pynq().name());
  EXPECT_EQ(heard[1], "lease 1: run of 1 instructions begins");
  EXPECT_TRUE(begins_with(heard[2], "lease 1: run of 1 instructions ends: ")) << heard[2];
  EXPECT_TRUE(begins_with(heard[3], "lease 1 ends after ")) << heard[3];
  EXPECT_NE(heard[3].find(": its client gave it back"), std::string::npos) << heard[3];
}

}  // namespace
}  // namespace vta::rpc
