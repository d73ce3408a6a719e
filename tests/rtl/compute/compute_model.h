// SPDX-License-Identifier: Apache-2.0
//
// GEMM and ALU as docs/semantics.md has them: micro-op after micro-op, on memories of whole
// elements.

#ifndef VTA_TESTS_RTL_COMPUTE_COMPUTE_MODEL_H_
#define VTA_TESTS_RTL_COMPUTE_COMPUTE_MODEL_H_

#include <cstdint>
#include <vector>

#include "hw/isa/config.h"
#include "hw/isa/insn.h"
#include "tests/rtl/compute/bits.h"

namespace vta {

using Acc = std::vector<std::uint32_t>;  // one accumulator element, lane 0 first

class ComputeModel {
 public:
  struct Write {
    std::uint32_t dst = 0;
    Acc value;
  };
  // A step of the loop nest: the accumulator that it names, and the indices of its micro-op.
  struct Step {
    std::uint32_t acc = 0;
    bool gemm = false, reset = false;
    bool source = false;  // it only fetches the tensor operand
    bool first_sweep = false;
    std::uint64_t dst = 0, src = 0, wgt = 0;
  };
  struct Outcome {
    ErrorCode error = ErrorCode::kNone;
    std::vector<Write> writes;  // one per micro-op executed
    std::vector<Step> nest;     // one per micro-op executed, two with a tensor operand
    std::uint64_t steps = 0;    // cycles in the pipeline's first stage
  };

  // Random contents.
  ComputeModel(const Config& config, Random& random);

  // Executes a GEMM or an ALU instruction; others do nothing and take one step.
  Outcome execute(const Insn& insn);

  [[nodiscard]] const Config& config() const { return config_; }
  void set_uop(std::uint32_t at, const Uop& value) {
    uop.at(at) = encode_uop(config_, value).value();
  }

  std::vector<std::uint32_t> uop;
  std::vector<Bytes> inp, wgt;
  std::vector<Acc> acc;

 private:
  [[nodiscard]] bool gemm_ok(const GemmFields& gemm, std::uint64_t dst, std::uint64_t src,
                             std::uint64_t wgt_index) const;
  void multiply(Acc& dst, const Bytes& inp_elem, const Bytes& wgt_elem) const;

  Config config_;
};

// One lane of an ALU operation.
std::uint32_t alu_lane(std::uint32_t alu_opcode, std::uint32_t a, std::uint32_t b);

// The bytes of an accumulator element, lane 0 first.
Bytes bytes_of(const Acc& acc);
// Each lane truncated to the width of OUT.
Bytes out_bytes_of(const Config& config, const Acc& acc);

}  // namespace vta

#endif  // VTA_TESTS_RTL_COMPUTE_COMPUTE_MODEL_H_
