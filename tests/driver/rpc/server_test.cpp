// SPDX-License-Identifier: Apache-2.0
//
// Where a server listens, and whom it lets in.

#include "driver/rpc/server.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "tests/driver/rpc/certificates.h"
#include "tests/driver/rpc/served.h"

namespace vta::rpc {
namespace {

class RpcServer : public ServedTest {
 protected:
  // TLS with a certificate of `host`.
  void use_tls(const std::string& host = "localhost") {
    const test::Identity identity = test::make_identity(host);
    options.tls_certificate = private_file("cert.pem", identity.certificate);
    options.tls_key = private_file("key.pem", identity.key);
  }
  void use_token() { options.token_file = private_file("token", "the-token-of-the-server"); }

  // A socket file at which nobody listens any more, as a killed server leaves it.
  void leave_socket() const {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path("socket").c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    close(fd);
  }
};

TEST_F(RpcServer, ItsSocketIsForTheOwnerOnlyAndGoneAfterwards) {
  start();
  struct stat status {};
  ASSERT_EQ(stat(path("socket").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0600U);
  EXPECT_TRUE(S_ISSOCK(status.st_mode));
  EXPECT_TRUE(open());
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(path("socket")));
}

TEST_F(RpcServer, LeavesTheMaskOfTheProcessAsItWas) {
  const mode_t before = umask(0027);
  start();
  const mode_t after = umask(before);
  EXPECT_EQ(after, 0027U);
}

TEST_F(RpcServer, TakesThePlaceOfASocketThatAKilledServerLeft) {
  leave_socket();
  start();
  EXPECT_TRUE(open());
}

TEST_F(RpcServer, DoesNotTakeThePlaceOfAnotherServerOrOfAFile) {
  start();
  EXPECT_EQ(refusal(), "cannot listen at '" + path("socket") + "': another server listens there");
  EXPECT_TRUE(open()) << "the other goes on";
  private_file("file", "precious");
  options.listen = "unix:" + path("file");
  EXPECT_EQ(refusal(),
            "cannot listen at '" + path("file") + "': there is a file that is no socket");
  EXPECT_TRUE(std::filesystem::exists(path("file")));
  options.listen = "unix:" + path("none/socket");
  EXPECT_EQ(refusal(), "cannot listen at '" + path("none/socket") +
                           "': No such file or directory (folder '" + path("none") + "')");
  options.listen = "here";
  EXPECT_EQ(refusal(), "address 'here' is neither unix:/path nor host:port");
}

TEST_F(RpcServer, ListensAtALoopbackPortThatNobodyElseGets) {
  options.listen = "127.0.0.1:0";
  start();
  EXPECT_EQ(server->address().find("127.0.0.1:"), 0U) << server->address();
  EXPECT_NE(server->address(), "127.0.0.1:0");
  EXPECT_TRUE(open());
  options.listen = server->address();
  EXPECT_EQ(refusal(), "cannot listen at '" + server->address() +
                           "'; is the address one of this machine, and free?");
}

TEST_F(RpcServer, LetsOtherMachinesInWithTlsAndATokenOnly) {
  const auto exposed = [](const std::string& address) {
    return "listening at '" + address +
           "' lets other machines in, which needs TLS and a token (--tls-cert, --tls-key and "
           "--token-file); without them listen at unix:/path or 127.0.0.1:port and use ssh -L";
  };
  for (const char* address : {"0.0.0.0:0", "[::]:0", "10.1.2.3:90", "board:90"}) {
    options.listen = address;
    options.token_file.clear();
    options.tls_certificate.clear();
    options.tls_key.clear();
    EXPECT_EQ(refusal(), exposed(address));
    use_token();
    EXPECT_EQ(refusal(), exposed(address)) << "a token alone is readable on the way";
    use_tls();
    options.token_file.clear();
    EXPECT_EQ(refusal(), exposed(address)) << "TLS alone lets everybody in";
  }
  options.listen = "0.0.0.0:0";
  use_token();
  start();
  EXPECT_EQ(server->address().find("0.0.0.0:"), 0U);
}

TEST_F(RpcServer, RefusesHalfOfTlsAndTlsOnAUnixSocket) {
  use_tls();
  EXPECT_EQ(refusal(), "TLS is for host:port; a unix socket is protected by its file mode");
  options.listen = "127.0.0.1:0";
  options.tls_key.clear();
  EXPECT_EQ(refusal(), "TLS needs both a certificate and its key; one of them is missing");
  use_tls();
  options.tls_key = private_file("other.pem", test::make_identity("other").key);
  EXPECT_EQ(refusal(), "the key '" + path("other.pem") + "' is not that of the certificate '" +
                           path("cert.pem") + "'");
  use_tls();
  options.token_file = path("none");
  EXPECT_EQ(refusal(),
            "cannot read the token file '" + path("none") + "': No such file or directory");
}

TEST_F(RpcServer, ServesOverTlsAClientThatBelievesItsCertificate) {
  options.listen = "127.0.0.1:0";
  use_tls();
  use_token();
  start();
  RemoteOptions remote = client();
  remote.ca_certificate = options.tls_certificate;
  remote.token_file = options.token_file;
  const auto device = RemoteDevice::open(remote, Config::pynq());
  ASSERT_TRUE(device.ok()) << device.error().message;
  EXPECT_TRUE(device.value()->add_region(0, 64).ok());
}

TEST_F(RpcServer, IsNotBelievedWithoutItsCertificate) {
  options.listen = "127.0.0.1:0";
  use_tls();
  start();
  RemoteOptions remote = client();
  const std::string nobody = "remote " + server->address() + ": no connection to a server while ";
  EXPECT_EQ(refusal(remote).find(nobody), 0U) << "a client without TLS: " << refusal(remote);
  remote.ca_certificate = private_file("other.pem", test::make_identity("localhost").certificate);
  EXPECT_EQ(refusal(remote).find(nobody), 0U) << "another certificate: " << refusal(remote);
  remote.ca_certificate = options.tls_certificate;
  EXPECT_EQ(refusal(remote), "");
}

TEST_F(RpcServer, WithoutTlsIsNoServerForAClientWithTls) {
  options.listen = "127.0.0.1:0";
  start();
  RemoteOptions remote = client();
  remote.ca_certificate = private_file("ca.pem", test::make_identity("localhost").certificate);
  EXPECT_EQ(refusal(remote).find("remote " + server->address() + ": no connection to a server"), 0U)
      << refusal(remote);
  remote.ca_certificate.clear();
  EXPECT_EQ(refusal(remote), "");
}

}  // namespace
}  // namespace vta::rpc
