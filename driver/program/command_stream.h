// SPDX-License-Identifier: Apache-2.0
//
// Builds an instruction stream from calls: records micro-kernels, keeps them resident in the
// micro-op buffer, attaches dependency tokens to instructions, and lays everything out in device
// memory.

#ifndef VTA_DRIVER_PROGRAM_COMMAND_STREAM_H_
#define VTA_DRIVER_PROGRAM_COMMAND_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "driver/program/calls.h"
#include "driver/program/micro_kernel.h"
#include "driver/program/program.h"
#include "driver/program/provenance.h"
#include "hw/isa/insn.h"

namespace vta {

// When micro-ops are loaded.
enum class UopLoads : std::uint8_t {
  kOnDemand,  // in front of a kernel that is not resident, as upstream's runtime does
  // All of them at the beginning: those of the kernels up to the first product, and behind that
  // one those of all others. Kernels of the same micro-ops share them. Loads take no tokens, which
  // are for the kernels. Fails when the memory does not hold the micro-ops of all kernels.
  kAhead,
};

// Usage: declare the DRAM buffers, make the calls in order, then finish() once.
// Every call checks its arguments against the fields they end up in and fails with one sentence;
// nothing is truncated. After a failed call the stream accepts no further call but the destructor.
class CommandStream {
 public:
  explicit CommandStream(const Config& config, UopLoads loads = UopLoads::kOnDemand);
  ~CommandStream();
  CommandStream(CommandStream&&) noexcept;
  CommandStream& operator=(CommandStream&&) noexcept;

  // A named DRAM buffer of `bytes`; `offset` of loads and stores counts its elements from here.
  // Placed by finish(), aligned to 4096.
  Status declare_buffer(const std::string& name, std::uint64_t bytes);
  // The same of a buffer that lies at an address (bytes) already.
  Status declare_buffer_at(const std::string& name, std::uint64_t bytes, std::uint64_t address);

  // Where every instruction that is recorded from now on came from, loads of micro-ops and NOPs
  // included; null: unknown. It changes no instruction.
  void set_origin(Origin origin);

  Status dep_push(Queue from, Queue to);
  Status dep_pop(Queue from, Queue to);

  // A micro-kernel: begin, at most two loops, micro-ops that share mode, reset flag and ALU
  // operation, end. A kernel equal to one that is still resident is not loaded again. Arguments
  // that the mode has no field for (ALU operation of a GEMM, wgt_factor of an ALU loop) must be 0.
  Status uop_begin(UopMode mode);
  Status uop_loop_begin(std::uint32_t extent, std::uint32_t dst_factor, std::uint32_t src_factor,
                        std::uint32_t wgt_factor);
  Status uop_push(const UopPush& uop);
  Status uop_loop_end();
  Status uop_end();
  // A whole micro-kernel that a KernelRecorder of the same geometry has checked.
  Status uop_kernel(const MicroKernel& kernel);

  // Loads WGT, INP, ACC or ACC_8BIT, stores OUT; micro-ops are loaded by the kernels that need
  // them.
  Status load_2d(const Load2d& load);
  Status store_2d(const Store2d& store);

  // Any call from its data form; Sync must be the last one and does nothing here: finish() ends the
  // stream.
  Status apply(const Call& call);

  // Of all calls so far.
  [[nodiscard]] std::size_t insn_count() const;
  [[nodiscard]] std::size_t uop_count() const;  // in the image

  // Replaces the tokens of all calls so far by those that make every instruction wait for the one
  // before it, to find out whether tokens were missing. Comes last but for finish().
  Status serialize();

  // What finish() yields.
  struct Finished {
    std::vector<Insn> insns;         // epilogue and FINISH included
    std::vector<Origin> origins;     // one per instruction; null in the epilogue
    std::vector<Uop> uops;           // the micro-op image, in the order of its DRAM addresses
    std::uint64_t insn_address = 0;  // bytes; all placements are multiples of 4096
    std::uint64_t uop_address = 0;
    struct Placement {
      std::string name;
      std::uint64_t address, bytes;
    };
    std::vector<Placement> buffers;                // in the order of declaration
    std::uint64_t memory_end = 0;                  // first byte beyond everything placed
    std::vector<std::byte> insn_image, uop_image;  // encoded, little endian
  };
  // Addresses, in bytes, of what the host has to write for a run.
  struct ImagePlaces {
    std::uint64_t uop_address = 0, insn_address = 0;
  };
  using PlaceImages =
      std::function<Result<ImagePlaces>(std::uint64_t uop_bytes, std::uint64_t insn_bytes)>;
  // Epilogue (compute waits for the last store and load), FINISH, placement, encoding.
  // Buffers without an address lie from 0x1000 on. Without `place` the images lie behind them.
  // Fails when an address is not a multiple of the size of the elements that it is used for.
  [[nodiscard]] Result<Finished> finish(const PlaceImages& place = nullptr);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace vta

#endif  // VTA_DRIVER_PROGRAM_COMMAND_STREAM_H_
