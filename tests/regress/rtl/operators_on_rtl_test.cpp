// SPDX-License-Identifier: Apache-2.0
//
// Small operators of the library on the RTL: right, and with the memory and the statistics of the
// golden model, under the default and under random AXI timing.

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "sim/rtl/rtl_device.h"
#include "tests/compiler/topi/operator_cases.h"
#include "tests/compiler/topi/operator_harness.h"
#include "tests/compiler/topi/plane_cases.h"

namespace vta {
namespace {

// One table for each file of cases.
std::vector<test::NamedCase> cases() {
  std::vector<test::NamedCase> all;
  for (const std::vector<test::NamedCase>& table :
       {test::small_operator_cases(), test::small_plane_cases()}) {
    all.insert(all.end(), table.begin(), table.end());
  }
  return all;
}

class SmallOperator : public ::testing::TestWithParam<test::NamedCase> {};

// Verifies: models.agree
TEST_P(SmallOperator, IsRightOnEveryTarget) {
  const Config config = Config::pynq();
  RtlOptions slow;
  slow.random_seed = 7;
  std::vector<std::unique_ptr<Device>> devices;
  for (const RtlOptions& options : {RtlOptions{}, slow}) {
    Result<std::unique_ptr<Device>> rtl = make_rtl(config, options);
    ASSERT_TRUE(rtl) << rtl.error().message;
    devices.push_back(std::move(rtl).value());
  }
  const Result<test::OperatorCase> c = GetParam().make(config);
  ASSERT_TRUE(c) << c.error().message;
  const Result<test::OperatorRun> run = test::run_operator(config, c.value(), devices);
  ASSERT_TRUE(run) << run.error().message;
}

INSTANTIATE_TEST_SUITE_P(Cases, SmallOperator, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace vta
