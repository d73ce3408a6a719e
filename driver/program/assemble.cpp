// SPDX-License-Identifier: Apache-2.0

#include "driver/program/assemble.h"

#include <algorithm>
#include <set>
#include <utility>

namespace vta {
namespace {

using Buffers = std::map<std::string, std::vector<std::byte>>;

constexpr std::uint64_t kPage = 4096;

Status check_contents(const CommandStream::Finished& finished, const Buffers& contents) {
  for (const auto& [name, bytes] : contents) {
    const auto buffer =
        std::find_if(finished.buffers.begin(), finished.buffers.end(),
                     [&wanted = name](const auto& placed) { return placed.name == wanted; });
    if (buffer == finished.buffers.end()) {
      return Error{"buffer '" + name + "' has contents, but was never declared"};
    }
    if (bytes.size() != buffer->bytes) {
      return Error{"buffer '" + name + "' was declared with " + std::to_string(buffer->bytes) +
                   " bytes, but its contents have " + std::to_string(bytes.size())};
    }
  }
  return ok_status();
}

Status check_files(const ProgramRun& run) {
  std::set<std::string> seen;
  for (const auto* blobs : {&run.memory, &run.expect}) {
    for (const ProgramBlob& blob : *blobs) {
      if (seen.insert(blob.file).second) continue;
      return Error{"two things would be stored as '" + blob.file + "'; rename a buffer"};
    }
  }
  return ok_status();
}

}  // namespace

Result<Program> make_program(const Config& config, const std::string& name,
                             const CommandStream::Finished& finished, const Buffers& inputs,
                             const Buffers& expected) {
  for (const Buffers* contents : {&inputs, &expected}) {
    if (Status status = check_contents(finished, *contents); !status) return status.error();
  }
  ProgramRun run;
  run.insn_address = finished.insn_address;
  run.insn_count = static_cast<std::uint32_t>(finished.insns.size());
  if (std::any_of(finished.origins.begin(), finished.origins.end(),
                  [](const Origin& origin) { return origin != nullptr; })) {
    run.origins = finished.origins;
  }
  run.memory.push_back({finished.insn_address, "insn.bin", finished.insn_image});
  if (!finished.uop_image.empty()) {
    run.memory.push_back({finished.uop_address, "uop.bin", finished.uop_image});
  }
  std::uint64_t begin = std::min(finished.insn_address, finished.uop_address);
  for (const CommandStream::Finished::Placement& buffer : finished.buffers) {
    begin = std::min(begin, buffer.address);
    const auto input = inputs.find(buffer.name);
    const auto output = expected.find(buffer.name);
    if (input != inputs.end()) {
      run.memory.push_back({buffer.address, buffer.name + ".bin", input->second});
    } else if (output != expected.end()) {
      run.memory.push_back({buffer.address, buffer.name + ".init.bin",
                            std::vector<std::byte>(output->second.size(), kUnwritten)});
    }
    if (output != expected.end()) {
      run.expect.push_back({buffer.address, buffer.name + ".expect.bin", output->second});
    }
  }
  if (Status status = check_files(run); !status) return status.error();

  Program program;
  program.name = name;
  program.config = config;
  const std::uint64_t end = (finished.memory_end + kPage - 1) / kPage * kPage;
  program.regions.push_back({begin, end - begin});
  program.runs.push_back(std::move(run));
  if (Status status = check_program(program); !status) return status.error();
  return program;
}

}  // namespace vta
