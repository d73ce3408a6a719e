// SPDX-License-Identifier: Apache-2.0
//
// What a server of a device grants at most. docs/remote.md has the table.

#ifndef VTA_DRIVER_RPC_LIMITS_H_
#define VTA_DRIVER_RPC_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace vta::rpc {

inline constexpr std::uint32_t kProtocol = 1;  // of vta_rpc.proto

// Bytes of a transfer in one message. gRPC copies a message as a whole, so a large one costs memory
// on both sides; below 64 KiB the cost of a message shows.
inline constexpr std::size_t kChunkBytes = std::size_t{128} << 10;
inline constexpr std::size_t kMaxChunkBytes = std::size_t{256} << 10;  // accepted
// Of any message; what is not a chunk is far smaller.
inline constexpr int kMaxMessageBytes = static_cast<int>(kMaxChunkBytes) + 4096;
inline constexpr int kMaxMetadataBytes = 8192;
inline constexpr int kMaxStreams = 16;             // calls at the same time on one connection
inline constexpr int kMaxThreads = 128;            // of the server: calls at the same time in all
inline constexpr std::size_t kMaxSentence = 2000;  // bytes of a sentence from the other side

// A connection that is silent this long is asked whether it lives, and closed when it does not
// answer within the same time.
inline constexpr std::chrono::milliseconds kKeepalive{10'000};

struct Limits {
  std::uint64_t memory_bytes = std::uint64_t{512} << 20;    // of all regions of a lease
  std::size_t regions = 1024;                               // of a lease
  std::uint64_t bitstream_bytes = std::uint64_t{64} << 20;  // of one bitstream
  std::chrono::milliseconds min_ttl{1'000};  // a lease may ask to live this long unrenewed
  std::chrono::milliseconds max_ttl{300'000};
  std::chrono::milliseconds max_wait{600'000};      // for the device while others have it
  std::chrono::milliseconds max_lease{86'400'000};  // from its beginning, renewed or not
  std::size_t waiting = 16;                         // clients that wait for the device
  std::size_t watchers = 8;                         // clients that watch
  std::size_t events_kept = 256;                    // for a watcher that is slow
  std::chrono::milliseconds stop_grace{2'000};      // that calls get when the server goes down
};

}  // namespace vta::rpc

#endif  // VTA_DRIVER_RPC_LIMITS_H_
