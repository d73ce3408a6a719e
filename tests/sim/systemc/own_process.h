// SPDX-License-Identifier: Apache-2.0
//
// A SystemC simulation is elaborated once in a process, so a test that simulates gets one.

#ifndef VTA_TESTS_SIM_SYSTEMC_OWN_PROCESS_H_
#define VTA_TESTS_SIM_SYSTEMC_OWN_PROCESS_H_

#include <cstdint>
#include <functional>

namespace vta::test {

// Runs it in a child of this process. What fails there is printed there, and fails here, too; so
// does a child that dies or takes longer than a minute.
void in_own_process(const std::function<void()>& body);

// A number that such a child can leave behind.
class SharedNumber {
 public:
  SharedNumber();
  ~SharedNumber();
  SharedNumber(const SharedNumber&) = delete;
  SharedNumber& operator=(const SharedNumber&) = delete;

  void set(std::uint64_t value) const { *number_ = value; }
  [[nodiscard]] std::uint64_t get() const { return *number_; }

 private:
  std::uint64_t* number_;
};

}  // namespace vta::test

#endif  // VTA_TESTS_SIM_SYSTEMC_OWN_PROCESS_H_
