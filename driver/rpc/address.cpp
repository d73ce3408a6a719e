// SPDX-License-Identifier: Apache-2.0
#include "driver/rpc/address.h"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <cstddef>

#include "hw/isa/shown.h"

namespace vta::rpc {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::size_t kMaxPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr std::size_t kMaxHost = 253;  // of a name in DNS

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

// gRPC takes the path as part of a URI; others would have to be escaped there.
bool is_path_character(char c) {
  constexpr std::string_view kMore = "/_~!$&'()*+,;=:@";
  return is_host_character(c) || kMore.find(c) != std::string_view::npos;
}

bool is_ipv6(const std::string& text) {
  in6_addr address{};
  return inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

Result<Address> parse_path(std::string_view path, const std::string& where) {
  if (path.empty() || path.front() != '/') {
    return Error{where + ": the path of a unix socket is absolute, as in unix:/run/vta.sock"};
  }
  if (path.size() > kMaxPath) {
    return Error{where + ": the path has " + std::to_string(path.size()) +
                 " bytes; that of a unix socket has at most " + std::to_string(kMaxPath)};
  }
  if (!std::ranges::all_of(path, is_path_character)) {
    return Error{where + ": the path must be made of letters, digits and /-._~!$&'()*+,;=:@"};
  }
  return Address{std::string(path), "", 0};
}

}  // namespace

bool Address::is_loopback() const {
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, host.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6) != 0;
  return host == "localhost";
}

std::string Address::text() const {
  if (is_unix()) return std::string(kUnix) + path;
  const bool brackets = host.find(':') != std::string::npos;
  return (brackets ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<Address> parse_address(std::string_view text, bool may_be_any) {
  const std::string where = "address '" + shown(text) + "'";
  if (text.starts_with(kUnix)) return parse_path(text.substr(kUnix.size()), where);
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    return Error{where + " is neither unix:/path nor host:port"};
  }
  Address address;
  address.host = text.substr(0, colon);
  if (address.host.starts_with('[') && address.host.ends_with(']')) {
    address.host = address.host.substr(1, address.host.size() - 2);
    if (!is_ipv6(address.host)) {
      return Error{where + ": '" + shown(address.host) + "' in brackets is no IPv6 address"};
    }
  } else if (address.host.empty() || address.host.size() > kMaxHost ||
             !std::ranges::all_of(address.host, is_host_character)) {
    return Error{where + ": '" + shown(address.host) +
                 "' is no host; a host is a name, an IPv4 address or an IPv6 address in brackets"};
  }
  const std::string_view port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size() ||
      (address.port == 0 && !may_be_any)) {
    return Error{where + ": '" + shown(port) + "' is no port; a port is a number in " +
                 (may_be_any ? "0" : "1") + "..65535"};
  }
  return address;
}

}  // namespace vta::rpc
