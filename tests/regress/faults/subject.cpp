// SPDX-License-Identifier: Apache-2.0

#include "tests/regress/faults/subject.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "driver/program/regions.h"
#include "hw/isa/insn.h"
#include "sim/fuzz/profiles.h"
#include "sim/golden/golden_device.h"
#include "tests/regress/faults/tour.h"

namespace vta::faults {
namespace {

constexpr std::uint64_t kGuardBytes = 4096;
constexpr std::uint64_t kAddressSpace = std::uint64_t{1} << 32;

bool inside(const std::vector<ProgramRegion>& regions, std::uint64_t address) {
  return std::any_of(regions.begin(), regions.end(), [address](const ProgramRegion& region) {
    return address >= region.address && address - region.address < region.size;
  });
}

// What lies beside the regions, up to kGuardBytes on each side.
std::vector<ProgramRegion> guards(std::vector<ProgramRegion> regions) {
  std::sort(regions.begin(), regions.end(),
            [](const ProgramRegion& a, const ProgramRegion& b) { return a.address < b.address; });
  std::vector<ProgramRegion> result;
  const auto add = [&result](std::uint64_t begin, std::uint64_t end) {
    if (begin < end) result.push_back({begin, end - begin});
  };
  std::uint64_t last = 0;  // end of what has been dealt with
  for (std::size_t i = 0; i < regions.size(); ++i) {
    const std::uint64_t begin = regions[i].address, end = begin + regions[i].size;
    add(std::max(last, begin - std::min(begin, kGuardBytes)), begin);
    const std::uint64_t next = i + 1 < regions.size() ? regions[i + 1].address : kAddressSpace;
    last = std::min(next, end + kGuardBytes);
    add(end, last);
  }
  return result;
}

std::byte pattern(std::uint64_t address) {
  return static_cast<std::byte>((address * 0x9E3779B1u) >> 13);
}

}  // namespace

Config geometry() {
  Result<Config> config = Config::from_file(VTA_SOURCE_DIR "/hw/config/1x8x8.json");
  VTA_CHECK(config.ok());
  return config.value();
}

std::uint32_t number_from_environment(const char* name, std::uint32_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<std::uint32_t>(std::strtoul(text, nullptr, 10));
}

std::string difference(const Program& program, const Outcome& expected, const Outcome& actual,
                       std::span<const ProgramRegion> unspecified) {
  return fuzz::difference(program, {expected}, {actual}, unspecified);
}

void Subject::must(const Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "a subject: %s\n", status.error().message.c_str());
  VTA_CHECK(!"a memory takes the regions of a test");
}

Subject::Subject(Program program) : program_(std::move(program)) {
  VTA_CHECK(program_.runs.size() == 1);
  const std::unique_ptr<Device> device = make_golden(program_.config);
  Result<fuzz::ProgramOutcome> outcome = fuzz::run_on(*device, program_);
  VTA_CHECK(outcome.ok());
  golden_ = std::move(outcome.value().front());
  VTA_CHECK(golden_.report.outcome == RunOutcome::kFinished);
  for (const ProgramRegion& region : program_.regions) {
    image_.push_back({region.address, "", std::vector<std::byte>(region.size)});
  }
  for (const ProgramBlob& blob : program_.runs[0].memory) {
    for (ProgramBlob& part : image_) {
      if (blob.address < part.address || blob.address - part.address >= part.bytes.size()) continue;
      std::copy(blob.bytes.begin(), blob.bytes.end(),
                part.bytes.begin() + static_cast<std::ptrdiff_t>(blob.address - part.address));
    }
  }
  for (const ProgramRegion& guard : guards(program_.regions)) {
    ProgramBlob part{guard.address, "", std::vector<std::byte>(guard.size)};
    for (std::size_t i = 0; i < part.bytes.size(); ++i) part.bytes[i] = pattern(part.address + i);
    image_.push_back(std::move(part));
  }
}

RunRequest Subject::request() const {
  RunRequest request;
  request.insn_address = program_.runs[0].insn_address;
  request.insn_count = program_.runs[0].insn_count;
  request.base = program_.runs[0].base;
  return request;
}

std::string Subject::difference_from_image(const std::vector<ProgramBlob>& found) const {
  const std::vector<ProgramRegion> spared = stored();
  for (std::size_t part = 0; part < image_.size(); ++part) {
    for (std::size_t i = 0; i < image_[part].bytes.size(); ++i) {
      if (image_[part].bytes[i] == found[part].bytes[i]) continue;
      const std::uint64_t address = image_[part].address + i;
      if (inside(spared, address)) continue;
      return "the byte at " + hex_address(address) + " has changed, and no STORE names it";
    }
  }
  return "";
}

std::vector<ProgramRegion> Subject::stored(std::uint64_t first) const {
  std::vector<ProgramRegion> all;
  const ProgramRun& run = program_.runs[0];
  const std::uint32_t bytes = program_.config.elem_bytes(MemoryType::kOut);
  for (const ProgramBlob& blob : run.memory) {
    if (blob.address != run.insn_address) continue;
    for (std::uint64_t i = first; i < run.insn_count; ++i) {
      const Insn insn = decode(program_.config, load_insn_word(blob.bytes.data() + i * kInsnBytes));
      if (insn.opcode != static_cast<std::uint32_t>(Opcode::kStore)) continue;
      const auto& f = std::get<MemFields>(insn.body);
      for (std::uint64_t row = 0; row < f.rows(); ++row) {
        const std::uint64_t at = (run.base[static_cast<std::size_t>(MemoryType::kOut)] +
                                  (f.dram_base + row * f.x_stride) * bytes) %
                                 kAddressSpace;
        const std::uint64_t size = std::uint64_t{f.x_size} * bytes;
        const std::uint64_t low = std::min(size, kAddressSpace - at);  // the rest goes on at 0
        all.push_back({at, low});
        if (low < size) all.push_back({0, size - low});
      }
    }
  }
  return all;
}

Program without(const Program& program, const std::vector<ProgramRegion>& holes) {
  Program cut = program;
  for (const ProgramRegion& hole : holes) {
    const std::uint64_t begin = hole.address, end = begin + hole.size;
    std::vector<ProgramRegion> regions;
    for (const auto& [address, size] : cut.regions) {
      const std::uint64_t low = std::min(address + size, std::max(address, begin));
      const std::uint64_t high = std::max(address, std::min(address + size, end));
      if (low >= high) {
        regions.push_back({address, size});
        continue;
      }
      if (address < low) regions.push_back({address, low - address});
      if (high < address + size) regions.push_back({high, address + size - high});
    }
    cut.regions = std::move(regions);
    std::vector<ProgramBlob> blobs;
    for (const ProgramBlob& blob : cut.runs[0].memory) {
      const std::uint64_t address = blob.address, size = blob.bytes.size();
      const std::uint64_t low = std::min(address + size, std::max(address, begin));
      const std::uint64_t high = std::max(address, std::min(address + size, end));
      if (low >= high) {
        blobs.push_back(blob);
        continue;
      }
      const auto at = [&](std::uint64_t where) {
        return blob.bytes.begin() + static_cast<std::ptrdiff_t>(where - address);
      };
      if (address < low) blobs.push_back({address, "", {at(address), at(low)}});
      if (high < address + size) blobs.push_back({high, "", {at(high), at(address + size)}});
    }
    cut.runs[0].memory = std::move(blobs);
  }
  return cut;
}

std::vector<Subject> subjects(std::uint32_t random_programs) {
  std::vector<Subject> all = {Subject(tour().program)};
  const fuzz::Profiles profiles = fuzz::Profiles::of(geometry()).value();
  for (std::uint32_t seed = 1; seed <= random_programs; ++seed) {
    all.emplace_back(profiles.make(fuzz::Profile::kLegal, seed).program);
  }
  return all;
}

}  // namespace vta::faults
