// SPDX-License-Identifier: Apache-2.0
//
// A verilated class as the module of a diagram.

#ifndef VTA_TESTS_RTL_WAVES_WAVE_MODEL_H_
#define VTA_TESTS_RTL_WAVES_WAVE_MODEL_H_

#include "tests/rtl/dut.h"
#include "tests/rtl/waves/wave.h"

namespace vta {

template <class Model>
class VerilatedWaveModel final : public WaveModel {
 public:
  void eval() override { dut_.eval(); }
  void tick() override { dut_.tick(); }
  Model* operator->() { return dut_.operator->(); }

 private:
  Dut<Model> dut_;
};

}  // namespace vta

#endif  // VTA_TESTS_RTL_WAVES_WAVE_MODEL_H_
