// SPDX-License-Identifier: Apache-2.0
//
// What the driver and an emulated board say to each other: system calls on special files, as
// messages over a Unix socket in the root of the board.
//
// One connection is one open file: it begins with kOpen, then the client asks and the board answers
// in turn, and closing the connection closes the file. A message is one packet (SOCK_SEQPACKET): a
// header of fixed width and little endian, then `length` bytes. An answer has the kind of its
// question and an errno. Both ends may be of different word sizes.

#ifndef VTA_DRIVER_BOARD_EMULATION_PROTOCOL_H_
#define VTA_DRIVER_BOARD_EMULATION_PROTOCOL_H_

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hw/isa/result.h"

namespace vta::board::emulation {

inline constexpr std::uint32_t kMagic = 0x42415456;  // "VTAB"
inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::size_t kMaxPayload = 8192;            // bytes
inline constexpr const char* kSocketName = "board.socket";  // in the root

enum class Kind : std::uint16_t {
  //                 a              b         bytes          answer: a       b        bytes
  kOpen = 1,      // OpenMode                 path
  kRead,          // most bytes                                                       read
  kWrite,         //                          to write       written
  kIoctl,         // type << 8 | nr           argument                                argument
  kPoll,          // milliseconds                            1: readable
  kMap,           // offset         size                     MapKind         offset in the memory
  kReadRegister,  // offset                                  value
  kWriteRegister  // offset         value
};

enum class MapKind : std::uint64_t {
  kMemory = 1,     // a file descriptor of the memory comes with the answer
  kRegisters = 2,  // by kReadRegister and kWriteRegister, offsets counted from the file's begin
};

struct Header {
  std::uint32_t magic = kMagic;
  std::uint16_t version = kVersion;
  std::uint16_t kind = 0;
  std::uint32_t length = 0;  // of the bytes behind the header
  std::int32_t error = 0;    // of an answer: errno
  std::uint64_t a = 0, b = 0;
};
static_assert(sizeof(Header) == 32 && std::endian::native == std::endian::little);

struct Message {
  Kind kind = Kind::kOpen;
  std::int32_t error = 0;
  std::uint64_t a = 0, b = 0;
  std::vector<std::byte> bytes;
  int fd = -1;  // of a received message: its receiver closes it; sent: stays the sender's
};

// What DRM_IOCTL_VERSION says; its own argument has pointers, which mean nothing elsewhere.
struct DrmVersionAnswer {
  std::int32_t version_major = 0, version_minor = 0, version_patchlevel = 0;
  std::array<char, 32> name{};  // ends with a zero
};
static_assert(sizeof(DrmVersionAnswer) == 44);

// Whether a file of the board is played by the emulator; all others are files under the root.
[[nodiscard]] bool is_special(std::string_view path);

// The type and number of an ioctl request, without its direction and size.
[[nodiscard]] constexpr std::uint64_t ioctl_number(unsigned long request) {
  return request & 0xFFFF;
}

enum class Received { kMessage, kNothing, kClosed, kBad };

// Sends or receives one message; neither waits longer than `timeout`. send_message() returns an
// errno, 0 when all went well. receive_message() tells with kNothing that the time is up, with
// kBad that a message is none or of another version.
[[nodiscard]] int send_message(int socket, const Message& message,
                               std::chrono::milliseconds timeout);
[[nodiscard]] Received receive_message(int socket, Message& message,
                                       std::chrono::milliseconds timeout);

// The path of the socket in a root. Fails when it is longer than the address of a socket can be.
[[nodiscard]] Result<std::string> socket_path(const std::string& root);

}  // namespace vta::board::emulation

#endif  // VTA_DRIVER_BOARD_EMULATION_PROTOCOL_H_
