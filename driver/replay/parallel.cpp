// SPDX-License-Identifier: Apache-2.0

#include "driver/replay/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace vta {

void run_parallel(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;  // of `thrown`
  std::exception_ptr thrown;
  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!thrown) thrown = std::current_exception();
        next = count;  // at most as many steps beyond it as there are threads
      }
    }
  };
  {
    std::vector<std::jthread> others;
    const std::size_t wanted = std::min(count, std::max<std::size_t>(threads, 1));
    others.reserve(wanted);
    try {
      while (others.size() + 1 < wanted) others.emplace_back(worker);
    } catch (const std::system_error&) {  // no more threads: those that there are do all of it
    }
    worker();
  }
  if (thrown) std::rethrow_exception(thrown);
}

std::size_t host_threads() { return std::max<std::size_t>(std::thread::hardware_concurrency(), 1); }

}  // namespace vta
