// SPDX-License-Identifier: Apache-2.0

#include "driver/program/program.h"

#include <algorithm>

#include "driver/device/device.h"
#include "driver/program/bundle_path.h"
#include "driver/program/regions.h"
#include "hw/isa/insn.h"
#include "hw/isa/shown.h"

namespace vta {
namespace {

// What all runs share.
struct Context {
  AddressSet regions;
  AddressSet written;                                 // by memory files of the runs so far
  std::map<std::string, const ProgramBlob*> by_file;  // first blob of each name
};

Status check_blobs(Context& context, const std::string& what,
                   const std::vector<ProgramBlob>& blobs) {
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    const ProgramBlob& blob = blobs[i];
    const std::string which = what + "[" + std::to_string(i) + "]";
    if (Status status = check_file_name(blob.file); !status) {
      return Error{which + ": " + status.error().message};
    }
    Status status = check_blob_range(context.regions, which, blob, blob.bytes.size());
    if (!status) return status;
    const auto [first, is_new] = context.by_file.emplace(blob.file, &blob);
    if (!is_new && first->second->bytes != blob.bytes) {
      return Error{which + ": file '" + blob.file + "' is named twice with different contents"};
    }
  }
  return ok_status();
}

// Names the file that is too short, where there is one.
std::string who_ends_at(const ProgramRun& run, std::uint64_t address) {
  for (const ProgramBlob& blob : run.memory) {
    if (blob.address + blob.bytes.size() == address) {
      return "memory file '" + blob.file + "' is truncated: it ends at ";
    }
  }
  return "no memory file has the bytes from ";
}

Status check_instructions(const Context& context, const std::string& what, const ProgramRun& run) {
  const std::uint64_t begin = run.insn_address;
  const std::string which = what + ".instructions: ";
  if (begin % kInsnBytes != 0) {
    return Error{which + "address " + hex_address(begin) + " is not a multiple of 16"};
  }
  if (begin >= std::uint64_t{1} << 32) {
    return Error{which + "address " + hex_address(begin) + " lies beyond the 32-bit address space"};
  }
  const std::uint64_t end = begin + std::uint64_t{run.insn_count} * kInsnBytes;
  const std::string range = std::to_string(run.insn_count) + " instructions at " +
                            hex_address(begin) + " end at " + hex_address(end);
  if (const std::uint64_t missing = context.regions.first_missing(begin, end); missing != end) {
    return Error{which + range + ", but the regions do not go beyond " + hex_address(missing)};
  }
  if (const std::uint64_t missing = context.written.first_missing(begin, end); missing != end) {
    return Error{which + range + ", but " + who_ends_at(run, missing) + hex_address(missing)};
  }
  return ok_status();
}

Status check_stats(const std::string& what, const ProgramRun& run) {
  const auto& known = statistics_keys();
  for (const auto& [name, value] : run.stats) {
    const bool found =
        std::any_of(known.begin(), known.end(),
                    [&name = name](const StatisticsKey& key) { return key.name == name; });
    if (found) continue;
    std::string message = what + ".stats: unknown statistic '" + shown(name) + "', expected one of";
    for (const StatisticsKey& key : known) message += " " + std::string(key.name);
    return Error{message};
  }
  return ok_status();
}

Status check_bases(const std::string& what, const ProgramRun& run) {
  for (std::size_t type = 0; type < run.base.size(); ++type) {
    if (run.base[type] % kBaseAlignment == 0) continue;
    return Error{what + ".base." + std::string(kMemoryTypeNames[type]) + " is " +
                 hex_address(run.base[type]) + "; base registers are multiples of " +
                 std::to_string(kBaseAlignment)};
  }
  return ok_status();
}

Status check_error(const std::string& what, const ProgramRun& run) {
  if (!run.error && run.error_insn) {
    return Error{what + ".error_insn needs " + what + ".error beside it"};
  }
  if (!run.error) return ok_status();
  const auto first = kErrorCodeNames.begin() + 1;  // "none" is no error
  if (std::find(first, kErrorCodeNames.end(), *run.error) != kErrorCodeNames.end()) {
    return ok_status();
  }
  std::string message = what + ".error: unknown error '" + shown(*run.error) + "', expected one of";
  for (auto name = first; name != kErrorCodeNames.end(); ++name)
    message += " " + std::string(*name);
  return Error{message};
}

Status check_origins(const std::string& what, const ProgramRun& run) {
  if (!run.origins.empty() && run.origins.size() != run.insn_count) {
    return Error{what + ".origins has " + std::to_string(run.origins.size()) + " entries for " +
                 std::to_string(run.insn_count) +
                 " instructions; it must be empty or have one for each"};
  }
  for (std::size_t i = 0; i < run.origins.size(); ++i) {
    if (!run.origins[i]) continue;
    if (Status status = check_provenance(*run.origins[i]); !status) {
      return Error{what + ".origins[" + std::to_string(i) + "]: " + status.error().message};
    }
  }
  return ok_status();
}

Status check_run(Context& context, const std::string& what, const ProgramRun& run) {
  if (Status s = check_blobs(context, what + ".memory", run.memory); !s) return s;
  if (Status s = check_blobs(context, what + ".expect", run.expect); !s) return s;
  for (const ProgramBlob& blob : run.memory) {
    context.written.add(blob.address, blob.address + blob.bytes.size());
  }
  if (Status s = check_instructions(context, what, run); !s) return s;
  if (Status s = check_bases(what, run); !s) return s;
  if (Status s = check_stats(what, run); !s) return s;
  if (Status s = check_error(what, run); !s) return s;
  if (Status s = check_origins(what, run); !s) return s;
  if (run.max_cycles && *run.max_cycles == 0) {
    return Error{what + ".max_cycles is 0; it must be at least 1"};
  }
  return ok_status();
}

Status check_numbers(const Program& program) {
  const auto most = [](const std::string& what, std::size_t count, std::size_t limit) -> Status {
    if (count <= limit) return ok_status();
    return Error{what + " has " + std::to_string(count) + " elements; at most " +
                 std::to_string(limit) + " are allowed"};
  };
  if (program.runs.empty()) return Error{"runs is empty; a program has at least one run"};
  if (Status s = most("regions", program.regions.size(), kMaxRegions); !s) return s;
  if (Status s = most("runs", program.runs.size(), kMaxRuns); !s) return s;
  std::size_t blobs = 0;
  for (const ProgramRun& run : program.runs) blobs += run.memory.size() + run.expect.size();
  if (blobs <= kMaxBlobs) return ok_status();
  return Error{"the runs name " + std::to_string(blobs) + " files together; at most " +
               std::to_string(kMaxBlobs) + " are allowed"};
}

}  // namespace

Status check_program(const Program& program) {
  if (Status status = check_numbers(program); !status) return status;
  Result<AddressSet> regions = region_addresses(program.regions);
  if (!regions) return regions.error();
  Context context{std::move(regions).value(), {}, {}};
  for (std::size_t i = 0; i < program.runs.size(); ++i) {
    const std::string what = "runs[" + std::to_string(i) + "]";
    if (Status status = check_run(context, what, program.runs[i]); !status) return status;
  }
  return ok_status();
}

}  // namespace vta
