// SPDX-License-Identifier: Apache-2.0
//
// What needs no connection: addresses, secrets, messages, events.

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "driver/rpc/address.h"
#include "driver/rpc/events.h"
#include "driver/rpc/limits.h"
#include "driver/rpc/secrets.h"
#include "driver/rpc/wire.h"
#include "tests/driver/rpc/certificates.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

std::string refusal(std::string_view text, bool may_be_any = false) {
  const Result<Address> address = parse_address(text, may_be_any);
  return address.ok() ? "" : address.error().message;
}

TEST(RpcAddress, IsAUnixSocketOrAHostWithAPort) {
  for (const char* text : {"unix:/run/vta.sock", "localhost:90", "127.0.0.1:65535", "[::1]:1",
                           "board-7.lab.example:90"}) {
    const Result<Address> address = parse_address(text, false);
    ASSERT_TRUE(address.ok()) << address.error().message;
    EXPECT_EQ(address.value().text(), text);
  }
  EXPECT_EQ(parse_address("localhost:0", true).value().port, 0);
}

TEST(RpcAddress, KnowsWhichAddressesOnlyThisMachineReaches) {
  for (const char* text : {"localhost:90", "127.0.0.1:90", "127.3.2.1:90", "[::1]:90"}) {
    EXPECT_TRUE(parse_address(text, false).value().is_loopback()) << text;
  }
  for (const char* text : {"0.0.0.0:90", "[::]:90", "128.0.0.1:90", "board:90", "localhost.x:90",
                           "[::ffff:1.2.3.4]:90", "127.0.0.1.example:90"}) {
    EXPECT_FALSE(parse_address(text, false).value().is_loopback()) << text;
  }
}

TEST(RpcAddress, RefusesAnythingElse) {
  EXPECT_EQ(refusal(""), "address '' is neither unix:/path nor host:port");
  EXPECT_EQ(refusal("board"), "address 'board' is neither unix:/path nor host:port");
  EXPECT_EQ(refusal("unix:vta"),
            "address 'unix:vta': the path of a unix socket is absolute, as in unix:/run/vta.sock");
  EXPECT_EQ(refusal("unix:/" + std::string(107, 'a')).find("address 'unix:/aaa"), 0U);
  EXPECT_EQ(refusal("unix:/" + std::string(106, 'a')), "");
  for (const char* path : {"unix:/a b", "unix:/a%41", "unix:/a?b", "unix:/a#b"}) {
    EXPECT_EQ(refusal(path), "address '" + std::string(path) +
                                 "': the path must be made of letters, digits and "
                                 "/-._~!$&'()*+,;=:@");
  }
  EXPECT_EQ(refusal(":90"),
            "address ':90': '' is no host; a host is a name, an IPv4 address or an IPv6 address in "
            "brackets");
  EXPECT_NE(refusal("a b:90"), "");
  EXPECT_NE(refusal("dns:///board:90"), "");
  EXPECT_NE(refusal("::1:90"), "");
  EXPECT_EQ(refusal("[board]:90"), "address '[board]:90': 'board' in brackets is no IPv6 address");
  for (const char* port : {"", "0", "65536", "-1", "9x", " 9", "http"}) {
    EXPECT_EQ(refusal("board:" + std::string(port)),
              "address 'board:" + std::string(port) + "': '" + port +
                  "' is no port; a port is a number in 1..65535");
  }
}

class RpcSecrets : public ServedTest {
 protected:
  std::string token_refusal(const std::string& contents) const {
    const Result<std::string> token = read_token(private_file("token", contents));
    return token.ok() ? "" : token.error().message;
  }
};

TEST_F(RpcSecrets, ATokenIsOneLineOfAPrivateFile) {
  const Result<std::string> token = read_token(private_file("token", "0123456789abcdef\n"));
  ASSERT_TRUE(token.ok()) << token.error().message;
  EXPECT_EQ(token.value(), "0123456789abcdef");
  EXPECT_EQ(token_refusal(std::string(1024, 'a')), "");
  const std::string wrong = "the token file '" + path("token") +
                            "' must hold one line of 16..1024 printable characters without spaces";
  EXPECT_EQ(token_refusal(""), wrong);
  EXPECT_EQ(token_refusal("0123456789abcde"), wrong);
  EXPECT_EQ(token_refusal(std::string(1025, 'a')), wrong);
  EXPECT_EQ(token_refusal("0123456789abcdef\nmore"), wrong);
  EXPECT_EQ(token_refusal("0123456789 abcdef"), wrong);
  EXPECT_EQ(token_refusal("0123456789abcdef\r\n"), wrong);
  EXPECT_EQ(chmod(path("token").c_str(), 0640), 0);
  EXPECT_EQ(read_token(path("token")).error().message,
            "others than the owner may use the token file '" + path("token") +
                "'; make it private with chmod 600");
  EXPECT_EQ(read_token(path("none")).error().message,
            "cannot read the token file '" + path("none") + "': No such file or directory");
}

TEST_F(RpcSecrets, TokensAreTheSameOrNot) {
  EXPECT_TRUE(same_token("0123456789abcdef", "0123456789abcdef"));
  EXPECT_FALSE(same_token("0123456789abcdef", "0123456789abcdeg"));
  EXPECT_FALSE(same_token("0123456789abcdef", "0123456789abcdef0"));
  EXPECT_FALSE(same_token("", "0123456789abcdef"));
}

TEST_F(RpcSecrets, AKeyMustBeThatOfTheCertificate) {
  const test::Identity one = test::make_identity("localhost"), two = test::make_identity("other");
  const std::string certificate = private_file("cert", one.certificate);
  EXPECT_TRUE(read_key_pair(certificate, private_file("key", one.key)).ok());
  EXPECT_EQ(read_key_pair(certificate, private_file("key", two.key)).error().message,
            "the key '" + path("key") + "' is not that of the certificate '" + certificate + "'");
  EXPECT_EQ(
      read_key_pair(certificate, private_file("key", "nothing")).error().message,
      "there is no private key in '" + path("key") + "'; it must be PEM without a passphrase");
  EXPECT_EQ(read_key_pair(path("key"), path("key")).error().message,
            "there is no certificate in '" + path("key") + "'; it must be PEM");
  EXPECT_EQ(chmod(path("key").c_str(), 0604), 0);
  EXPECT_EQ(read_key_pair(certificate, path("key")).error().message,
            "others than the owner may use the key '" + path("key") +
                "'; make it private with chmod 600");
}

TEST_F(RpcSecrets, HashesAreThoseOfTheStandard) {
  // FIPS 180-4, examples of NIST: "abc" and the empty message.
  const std::string abc = "abc";
  EXPECT_EQ(hex_text(sha256(std::as_bytes(std::span(abc)))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_text(sha256({})),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(RpcSecrets, NamesOfLeasesDiffer) {
  EXPECT_EQ(random_name().size(), 32U);
  EXPECT_NE(random_name(), random_name());
}

TEST(RpcMessages, CarryEveryGeometry) {
  const Config config = Config::from_keys({{"LOG_INP_WIDTH", 3},
                                           {"LOG_WGT_WIDTH", 3},
                                           {"LOG_ACC_WIDTH", 5},
                                           {"LOG_BATCH", 1},
                                           {"LOG_BLOCK", 3},
                                           {"LOG_UOP_BUFF_SIZE", 14},
                                           {"LOG_INP_BUFF_SIZE", 14},
                                           {"LOG_WGT_BUFF_SIZE", 15},
                                           {"LOG_ACC_BUFF_SIZE", 16},
                                           {"LOG_BUS_WIDTH", 7}})
                            .value();
  v1::Geometry message;
  to_wire(config, message);
  EXPECT_EQ(from_wire(message).value(), config);
  (*message.mutable_keys())["LOG_BLOCK"] = 100;
  EXPECT_FALSE(from_wire(message).ok());
  EXPECT_FALSE(from_wire(v1::Geometry()).ok()) << "keys are missing";
  for (int i = 0; i < 40; ++i) (*message.mutable_keys())["KEY" + std::to_string(i)] = 1;
  EXPECT_EQ(from_wire(message).error().message.find("a geometry of 51 keys"), 0U)
      << from_wire(message).error().message;
}

TEST(RpcMessages, CarryEverythingOfARequest) {
  RunRequest request;
  request.insn_address = 0xfffffff0;
  request.insn_count = 0xffffffff;
  request.base = {64, 128, 192, 256, 320, 0xffffffc0};
  request.max_cycles = std::numeric_limits<std::uint64_t>::max();
  v1::RunRequest message;
  to_wire(request, message);
  const RunRequest back = from_wire(message).value();
  EXPECT_EQ(back.insn_address, request.insn_address);
  EXPECT_EQ(back.insn_count, request.insn_count);
  EXPECT_EQ(back.base, request.base);
  EXPECT_EQ(back.max_cycles, request.max_cycles);
  message.clear_max_cycles();
  EXPECT_EQ(from_wire(message).value().max_cycles, std::nullopt);
  message.add_base(0);
  EXPECT_EQ(from_wire(message).error().message, "a run with 7 base registers; it has none or 6");
}

TEST(RpcMessages, CarryEverythingOfAReport) {
  RunReport report;
  report.outcome = RunOutcome::kError;
  report.error = ErrorCode::kDeadlock;
  report.error_insn = 1234567890123;
  report.detail = "it stands still";
  std::uint64_t value = 100;
  for (const StatisticsKey& key : statistics_keys()) report.statistics.*key.field = ++value;
  report.cycle_report = CycleReport{99, {1, 2, 3}, {4, 5, 6}, {7, 8, 9}, {10, 11, 12}, 0.25};
  v1::RunReport message;
  to_wire(report, message);
  const RunReport back = from_wire(message).value();
  EXPECT_EQ(back.outcome, report.outcome);
  EXPECT_EQ(back.error, report.error);
  EXPECT_EQ(back.error_insn, report.error_insn);
  EXPECT_EQ(back.detail, report.detail);
  EXPECT_EQ(back.statistics, report.statistics);
  ASSERT_TRUE(back.cycle_report.has_value());
  EXPECT_EQ(back.cycle_report->cycles, 99U);
  EXPECT_EQ(back.cycle_report->fetch, report.cycle_report->fetch);
  EXPECT_EQ(back.cycle_report->load, report.cycle_report->load);
  EXPECT_EQ(back.cycle_report->compute, report.cycle_report->compute);
  EXPECT_EQ(back.cycle_report->store, report.cycle_report->store);
  EXPECT_EQ(back.cycle_report->host_seconds, 0.25);
}

TEST(RpcMessages, AReportThatMakesNoSenseIsRefused) {
  v1::RunReport message;
  to_wire(RunReport{}, message);
  ASSERT_TRUE(from_wire(message).ok());
  EXPECT_EQ(from_wire(message).value().cycle_report.has_value(), false);
  v1::RunReport bad = message;
  bad.set_error(10);
  EXPECT_EQ(from_wire(bad).error().message, "a report with error code 10, which there is not");
  bad = message;
  bad.add_statistics(1);
  EXPECT_EQ(from_wire(bad).error().message, "a report with 8 statistics; there are 7");
  bad = message;
  bad.set_outcome(static_cast<v1::RunReport::Outcome>(3));
  EXPECT_EQ(from_wire(bad).error().message, "a report with outcome 3, which there is not");
  bad = message;
  bad.set_detail("a\x1b[2Jb");
  EXPECT_EQ(from_wire(bad).value().detail, "a\\x1b[2Jb") << "it reaches terminals";
}

TEST(RpcMessages, TimesAreShort) {
  EXPECT_EQ(seconds_text(milliseconds(0)), "0 ms");
  EXPECT_EQ(seconds_text(milliseconds(999)), "999 ms");
  EXPECT_EQ(seconds_text(milliseconds(1000)), "1 s");
  EXPECT_EQ(seconds_text(milliseconds(1500)), "1.5 s");
  EXPECT_EQ(seconds_text(milliseconds(12'900)), "12 s");
}

TEST(RpcLimits, AreThoseOfTheDocument) {
  std::ifstream file(VTA_SOURCE_DIR "/docs/remote.md");
  std::stringstream document;
  document << file.rdbuf();
  const Limits limits;
  const auto mib = [](std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; };
  const auto time = [](milliseconds value) { return std::to_string(value.count() / 1000) + " s"; };
  const std::pair<std::string, std::string> rows[] = {
      {"memory_bytes", mib(limits.memory_bytes)},
      {"regions", std::to_string(limits.regions)},
      {"bitstream_bytes", mib(limits.bitstream_bytes)},
      {"kMaxChunkBytes", std::to_string(kMaxChunkBytes >> 10) + " KiB"},
      {"kMaxMessageBytes", std::to_string(kMaxMessageBytes) + " bytes"},
      {"kMaxMetadataBytes", std::to_string(kMaxMetadataBytes) + " bytes"},
      {"kMaxStreams", std::to_string(kMaxStreams)},
      {"kMaxThreads", std::to_string(kMaxThreads)},
      {"min_ttl", time(limits.min_ttl)},
      {"max_ttl", time(limits.max_ttl)},
      {"max_wait", time(limits.max_wait)},
      {"max_lease", time(limits.max_lease)},
      {"waiting", std::to_string(limits.waiting)},
      {"watchers", std::to_string(limits.watchers)},
      {"events_kept", std::to_string(limits.events_kept)},
      {"stop_grace", time(limits.stop_grace)},
      {"kKeepalive", time(kKeepalive)}};
  for (const auto& [name, value] : rows) {
    const std::string row = "\n| `" + name + "` | " + value + " | ";
    EXPECT_NE(document.str().find(row), std::string::npos) << row;
  }
}

std::vector<std::string> texts(const std::vector<LoggedEvent>& events) {
  std::vector<std::string> all;
  for (const LoggedEvent& event : events) {
    all.push_back(event.what + " " + std::to_string(event.missed));
  }
  return all;
}

TEST(RpcEvents, ReachEveryWatcherFromThenOn) {
  std::vector<std::string> sunk;
  EventLog log(10, 2, [&sunk](const std::string& what) { sunk.push_back(what); });
  log.add("a");
  EventLog::Watcher one(log);
  log.add("b");
  EventLog::Watcher two(log), three(log);
  EXPECT_TRUE(one.admitted() && two.admitted());
  EXPECT_FALSE(three.admitted()) << "two may watch";
  log.add("c");
  EXPECT_EQ(texts(one.take(milliseconds(0))), (std::vector<std::string>{"b 0", "c 0"}));
  EXPECT_EQ(texts(two.take(milliseconds(0))), (std::vector<std::string>{"c 0"}));
  EXPECT_TRUE(one.take(milliseconds(1)).empty());
  EXPECT_EQ(sunk, (std::vector<std::string>{"a", "b", "c"}));
  log.add("d");
  log.close();
  EXPECT_FALSE(one.closed()) << "d is left";
  EXPECT_EQ(texts(one.take(seconds(100))), (std::vector<std::string>{"d 0"}));
  EXPECT_TRUE(one.take(seconds(100)).empty()) << "and nobody waits for more";
  EXPECT_TRUE(one.closed());
}

TEST(RpcEvents, ASlowWatcherIsToldHowManyItMissed) {
  EventLog log(2, 1, {});
  EventLog::Watcher watcher(log);
  for (const char* what : {"a", "b", "c", "d"}) log.add(what);
  EXPECT_EQ(texts(watcher.take(milliseconds(0))), (std::vector<std::string>{"a 0", "b 0"}));
  log.add("e");
  EXPECT_EQ(texts(watcher.take(milliseconds(0))), (std::vector<std::string>{"e 2"}));
}

}  // namespace
}  // namespace vta::rpc
