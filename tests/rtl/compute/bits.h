// SPDX-License-Identifier: Apache-2.0
//
// Small things that the tests of this folder share: instructions on ports, random values, and the
// geometry that the module under test was built with.

#ifndef VTA_TESTS_RTL_COMPUTE_BITS_H_
#define VTA_TESTS_RTL_COMPUTE_BITS_H_

#include <cstdint>
#include <cstring>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "sim/rtl/random.h"
#include "tests/rtl/dut.h"

namespace vta {

// Sets a port from exactly as many bytes as it has.
template <class Port>
void put_bytes(Port& port, const Bytes& bytes) {
  VTA_CHECK(bytes.size() == sizeof port);
  set_bytes(port, bytes.data());
}

// The instruction on a port of 128 bits; it must fit its fields.
template <class Port>
void put_insn(Port& port, const Config& config, const Insn& insn) {
  const InsnWord word = encode(config, insn).value();
  static_assert(sizeof port == sizeof word);
  std::memcpy(&port, word.data(), sizeof word);
}

inline Bytes random_bytes(Random& random, std::size_t count) {
  Bytes bytes(count);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.below(256));
  return bytes;
}

// low .. high
inline std::uint32_t between(Random& random, std::uint32_t low, std::uint32_t high) {
  return low + random.below(high - low + 1);
}

// One of the arguments.
template <class T, class... Rest>
T one_of(Random& random, T first, Rest... rest) {
  const T all[] = {first, static_cast<T>(rest)...};
  return all[random.below(1 + sizeof...(rest))];
}

#ifdef VTA_TEST_CONFIG
inline Config test_config() { return Config::from_file(VTA_TEST_CONFIG).value(); }
#endif

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_BITS_H_
