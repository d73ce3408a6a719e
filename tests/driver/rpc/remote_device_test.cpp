// SPDX-License-Identifier: Apache-2.0
//
// A remote device does what the device does that the server has.

#include "driver/rpc/remote_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "driver/rpc/secrets.h"
#include "hw/isa/isa_tables.h"
#include "sim/functional/functional_device.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

using RemoteDeviceTest = ServedTest;

std::vector<std::byte> random_bytes(std::size_t size, std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::vector<std::byte> bytes(size);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(generator() >> 24);
  return bytes;
}

std::string message(const Status& status) { return status.ok() ? "" : status.error().message; }

TEST_F(RemoteDeviceTest, TransfersWhatFillsManyChunks) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  constexpr std::size_t kSize = 3 * kMaxChunkBytes + 12'345;
  ASSERT_EQ(message(device->add_region(0x1000, kSize)), "");
  const std::vector<std::byte> bytes = random_bytes(kSize - 7, 5);
  ASSERT_EQ(message(device->write(0x1007, bytes)), "");
  std::vector<std::byte> back(bytes.size());
  ASSERT_EQ(message(device->read(0x1007, back)), "");
  EXPECT_EQ(back, bytes);
  std::vector<std::byte> front(7, std::byte{1});
  ASSERT_EQ(message(device->read(0x1000, front)), "");
  EXPECT_EQ(front, std::vector<std::byte>(7)) << "memory begins as zeros";
  EXPECT_EQ(message(device->write(0x1000, {})), "") << "no bytes are no chunk";
  EXPECT_EQ(message(device->read(0x1000, {})), "");
}

TEST_F(RemoteDeviceTest, ATransferIsOneCallHoweverLarge) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::uint64_t before = server->calls();
  ASSERT_EQ(message(device->add_region(0, 4 << 20)), "");
  std::vector<std::byte> bytes(4 << 20);
  ASSERT_EQ(message(device->write(0, bytes)), "");
  ASSERT_EQ(message(device->read(0, bytes)), "");
  EXPECT_TRUE(device->run(instructions(1)).ok());
  EXPECT_EQ(server->calls() - before, 4U);
}

TEST_F(RemoteDeviceTest, RefusesRangesOutsideTheRegionsAndWritesNothing) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::string where = "remote " + server->address() + ": ";
  ASSERT_EQ(message(device->add_region(0x1000, 0x1000)), "");
  ASSERT_EQ(message(device->add_region(0x2000, 0x1000)), "") << "regions that touch are one";
  std::vector<std::byte> bytes(2 * kMaxChunkBytes, std::byte{9});
  EXPECT_EQ(message(device->write(0x1000, bytes)),
            where + "the range at 0x1000 (524288 bytes) leaves the memory regions");
  EXPECT_EQ(message(device->read(0xfff, std::span(bytes).first(2))),
            where + "the range at 0xfff (2 bytes) leaves the memory regions");
  EXPECT_EQ(message(device->read(~std::uint64_t{0}, std::span(bytes).first(2))),
            where + "the range at 0xffffffffffffffff (2 bytes) leaves the memory regions");
  std::vector<std::byte> all(0x2000);
  ASSERT_EQ(message(device->read(0x1000, all)), "");
  EXPECT_EQ(all, std::vector<std::byte>(0x2000));
  EXPECT_EQ(message(device->add_region(0x2fff, 5)),
            where + "memory region at 0x2fff (5 bytes) overlaps the region at 0x2000 (4096 bytes)");
}

TEST_F(RemoteDeviceTest, RefusesWhatALocalDeviceRefuses) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  RunRequest misaligned = instructions(1);
  misaligned.insn_address = 8;
  const Result<RunReport> report = device->run(misaligned);
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().message, "instruction address 0x8 is not a multiple of 16");
}

TEST_F(RemoteDeviceTest, HasNoMoreMemoryThanTheServerGrants) {
  options.limits.memory_bytes = 10'000;
  options.limits.regions = 2;
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::string where = "remote " + server->address() + ": ";
  ASSERT_EQ(message(device->add_region(0, 4'000)), "");
  EXPECT_EQ(message(device->add_region(0x10000, 6'001)),
            where +
                "a region of 6001 bytes beside 4000 that the client has; at most 10000 bytes "
                "are served to one client");
  EXPECT_EQ(message(device->add_region(0x10000, ~std::uint64_t{0})).find(where + "a region of "),
            0U);
  ASSERT_EQ(message(device->add_region(0x10000, 6'000)), "");
  EXPECT_EQ(message(device->add_region(0x20000, 1)),
            where + "a client has at most 2 memory regions");
}

TEST_F(RemoteDeviceTest, ReportsProgressOfALongRunAndStopsItOnRequest) {
  options.open = open_endless;
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  std::vector<std::uint64_t> seen;
  device->set_progress([&seen](std::uint64_t cycles) { seen.push_back(cycles); });
  device->set_stop_request([&seen] { return seen.size() == 3; });
  const Result<RunReport> report = device->run(instructions(1));
  EXPECT_FALSE(report.ok()) << "the run was broken off";
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_TRUE(std::ranges::is_sorted(seen));
  EXPECT_TRUE(events.wait_for("run of 1 instructions ends: timeout"));
}

TEST_F(RemoteDeviceTest, ResetGivesAFreshDevice) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::vector<std::byte> bytes = random_bytes(64, 1);
  ASSERT_EQ(message(device->add_region(0, 64)), "");
  ASSERT_EQ(message(device->write(0, bytes)), "");
  ASSERT_EQ(message(device->reset()), "");
  std::vector<std::byte> back(64, std::byte{1});
  EXPECT_NE(message(device->read(0, back)), "") << "the regions are gone";
  ASSERT_EQ(message(device->add_region(0, 64)), "");
  ASSERT_EQ(message(device->read(0, back)), "");
  EXPECT_EQ(back, std::vector<std::byte>(64));
}

TEST_F(RemoteDeviceTest, SimulatorsHaveNoRegistersAndTakeNoBitstream) {
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::string none = "remote " + server->address() +
                           ": the device of this server (functional) has no registers that "
                           "clients can reach";
  EXPECT_EQ(device->read_register(csr::kId).error().message, none);
  EXPECT_EQ(message(device->write_register(csr::kFeatures, 1)), none);
  EXPECT_EQ(message(device->load_bitstream(random_bytes(100, 1))),
            "remote " + server->address() +
                ": the device of this server (functional) takes no bitstream");
}

TEST_F(RemoteDeviceTest, RegistersOfABoardAreCheckedBeforeTheyAreTouched) {
  std::vector<std::string> touched;
  options.hooks.read_register = [&touched](std::uint32_t offset) -> Result<std::uint32_t> {
    touched.push_back("read " + std::to_string(offset));
    return 0xdeadbeef;
  };
  options.hooks.write_register = [&touched](std::uint32_t offset, std::uint32_t value) {
    touched.push_back("write " + std::to_string(offset) + " " + std::to_string(value));
    return ok_status();
  };
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const Result<std::uint32_t> value = device->read_register(csr::kId);
  ASSERT_TRUE(value.ok()) << value.error().message;
  EXPECT_EQ(value.value(), 0xdeadbeef);
  EXPECT_TRUE(device->read_register(csr::kGemmCounter + 4).ok()) << "the high word";
  EXPECT_EQ(message(device->write_register(csr::kFeatures, 7)), "");
  EXPECT_EQ(touched, (std::vector<std::string>{"read 256", "read 108", "write 320 7"}));
  touched.clear();
  const std::string where = "remote " + server->address() + ": ";
  for (const std::uint32_t offset : {0x102U, 0x101U, 0x144U, 0x1000U, 0xfffffffcU}) {
    EXPECT_NE(device->read_register(offset).error().message.find(where + "there is no register at"),
              std::string::npos);
    EXPECT_NE(message(device->write_register(offset, 1)), "");
  }
  EXPECT_EQ(message(device->write_register(csr::kId, 1)),
            where + "register id is read-only; it cannot be written");
  EXPECT_EQ(message(device->write_register(csr::kControl, 1)),
            where + "register control is not written by clients; Run starts the machine");
  EXPECT_TRUE(touched.empty());
}

TEST_F(RemoteDeviceTest, ABitstreamArrivesWholeAndTheDeviceIsOpenedAgain) {
  bool loaded = false;
  std::vector<std::byte> arrived;
  std::string hash;
  options.open = [&loaded](const Config& config) -> Result<std::unique_ptr<Device>> {
    if (!loaded) return Error{"the board has no bitstream"};
    return make_functional(config);
  };
  options.hooks.load_bitstream = [&](std::span<const std::byte> bytes, const std::string& sha) {
    if (bytes.size() < 1000) return Status(Error{"that is no bitstream"});
    arrived.assign(bytes.begin(), bytes.end());
    hash = sha;
    loaded = true;
    return ok_status();
  };
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  const std::string where = "remote " + server->address() + ": ";
  EXPECT_EQ(device->problem(), "the board has no bitstream");
  EXPECT_EQ(message(device->add_region(0, 64)), where + "the board has no bitstream");
  EXPECT_EQ(message(device->load_bitstream(random_bytes(999, 1))), where + "that is no bitstream");
  const std::vector<std::byte> bitstream = random_bytes(kMaxChunkBytes * 2 + 3, 2);
  ASSERT_EQ(message(device->load_bitstream(bitstream)), "");
  EXPECT_EQ(arrived, bitstream);
  EXPECT_EQ(hash, hex_text(sha256(bitstream)));
  EXPECT_EQ(message(device->add_region(0, 64)), "");
}

TEST_F(RemoteDeviceTest, ABitstreamBeyondTheLimitIsRefused) {
  options.limits.bitstream_bytes = 1000;
  options.hooks.load_bitstream = [](std::span<const std::byte>, const std::string&) {
    ADD_FAILURE() << "it must not come here";
    return ok_status();
  };
  start();
  const std::unique_ptr<RemoteDevice> device = open();
  ASSERT_TRUE(device);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1001}, 3 * kMaxChunkBytes}) {
    EXPECT_EQ(message(device->load_bitstream(random_bytes(size, 1))),
              "remote " + server->address() + ": a bitstream of " + std::to_string(size) +
                  " bytes; it must have 1..1000");
  }
}

TEST_F(RemoteDeviceTest, AskingAServerTakesNoLease) {
  options.limits.memory_bytes = 12'345;
  start();
  const Result<ServerState> idle = ask_server(client());
  ASSERT_TRUE(idle.ok()) << idle.error().message;
  EXPECT_EQ(idle.value().device, "functional");
  EXPECT_EQ(idle.value().config, Config::pynq());
  EXPECT_EQ(idle.value().memory_bytes, 12'345U);
  EXPECT_EQ(idle.value().bitstream_bytes, 0U);
  EXPECT_FALSE(idle.value().leased);
  const std::unique_ptr<RemoteDevice> device = open();
  const Result<ServerState> busy = ask_server(client());
  ASSERT_TRUE(busy.ok()) << busy.error().message;
  EXPECT_TRUE(busy.value().leased);
}

TEST_F(RemoteDeviceTest, SaysThatNobodyIsThere) {
  start();
  RemoteOptions nobody = client();
  server.reset();
  const std::string why = refusal(nobody);
  EXPECT_EQ(why.find("remote " + nobody.address +
                     ": no connection to a server while asking for "
                     "the device: "),
            0U)
      << why;
}

TEST_F(RemoteDeviceTest, PassesTheReasonOnWhenTheServerCannotOpenTheDevice) {
  options.open = [](const Config& config) -> Result<std::unique_ptr<Device>> {
    return Error{"there is no board of geometry " + config.name()};
  };
  start();
  EXPECT_EQ(refusal(client()), "remote " + server->address() + ": there is no board of geometry " +
                                   Config::pynq().name());
}

TEST(RemoteUri, NamesAServerAndHowToReachIt) {
  const auto read = [](std::string_view text) {
    return read_remote_uri(parse_device_uri(text).value());
  };
  const Result<RemoteOptions> plain = read("remote:unix:/run/vta");
  ASSERT_TRUE(plain.ok());
  EXPECT_EQ(plain.value().address, "unix:/run/vta");
  EXPECT_EQ(plain.value().wait, seconds(60));
  const Result<RemoteOptions> all =
      read("remote:board:90?token-file=t&ca-cert=c&wait=0&timeout=7&run-timeout=8");
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all.value().address, "board:90");
  EXPECT_EQ(all.value().token_file, "t");
  EXPECT_EQ(all.value().ca_certificate, "c");
  EXPECT_EQ(all.value().wait, seconds(0));
  EXPECT_EQ(all.value().timeout, seconds(7));
  EXPECT_EQ(all.value().run_timeout, seconds(8));
  EXPECT_FALSE(read("remote:board:90?wait=601").ok());
  EXPECT_EQ(read("remote:board:90?speed=1").error().message,
            "device 'remote:board:90?speed=1': remote has no option 'speed'; it takes token-file, "
            "ca-cert, wait, timeout and run-timeout");
}

TEST(RemoteUri, DoesNotTalkToOtherMachinesWithoutTls) {
  for (const char* address : {"board:90", "10.0.0.1:90", "[2001:db8::1]:90"}) {
    RemoteOptions options;
    options.address = address;
    const auto device = RemoteDevice::open(options, Config::pynq());
    ASSERT_FALSE(device.ok());
    EXPECT_EQ(device.error().message,
              "remote " + std::string(address) +
                  " is another machine, which needs TLS: give ca-cert=FILE with the certificate "
                  "that it is to be believed by, or use ssh -L and 127.0.0.1");
  }
}

}  // namespace
}  // namespace vta::rpc
