// SPDX-License-Identifier: Apache-2.0
//
// Independent pieces of work, several at a time.

#ifndef VTA_DRIVER_REPLAY_PARALLEL_H_
#define VTA_DRIVER_REPLAY_PARALLEL_H_

#include <cstddef>
#include <functional>

namespace vta {

// Calls work(i) once for each i in [0, count), on at most `threads` threads (at least one: the
// caller's own), in no particular order, and returns when all calls have. Calls must not change
// what another one uses; each may change what belongs to its own i. Where the host gives fewer
// threads, fewer do it. When calls throw, no further ones begin, and the exception of the first
// that threw is thrown again.
void run_parallel(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t)>& work);

// How many threads this host runs at the same time; at least 1.
[[nodiscard]] std::size_t host_threads();

}  // namespace vta

#endif  // VTA_DRIVER_REPLAY_PARALLEL_H_
