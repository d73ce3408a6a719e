// SPDX-License-Identifier: Apache-2.0
//
// std::random_device of this compiler's libstdc++ takes its numbers from arc4random(), which the C
// library has since 2.36. The boards have 2.35, so the numbers come from the kernel here.

#include <sys/random.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

extern "C" std::uint32_t arc4random() noexcept {
  std::uint32_t number = 0;
  ssize_t count;
  do {  // so few bytes come all at once, or not at all
    count = getrandom(&number, sizeof number, 0);
  } while (count < 0 && errno == EINTR);
  if (count != sizeof number) std::abort();
  return number;
}
