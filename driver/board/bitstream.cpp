// SPDX-License-Identifier: Apache-2.0

#include "driver/board/bitstream.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <utility>

#include "driver/board/sha256.h"
#include "hw/isa/shown.h"

namespace vta::board {
namespace {

// Where the FPGA manager of a Zynq-7000 looks for the sync word (zynq_fpga_has_sync()).
constexpr std::size_t kSyncWindow = 128;

struct Sync {
  std::size_t word;
  bool swapped;
};

std::optional<Sync> find_sync(std::span<const std::byte> bytes) {
  const Words words(bytes.first(std::min(bytes.size(), kSyncWindow)), false);
  constexpr std::uint32_t kSwapped = 0x665599aa;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == kSyncWord) return Sync{i, false};
    if (words[i] == kSwapped) return Sync{i, true};
  }
  return std::nullopt;
}

Status check_part(const std::string& part) {
  const std::string_view family = family_of_part(part);
  if (is_7_series_part(part)) return ok_status();
  return Error{"is for the part '" + shown(part) + "'" +
               (family.empty() ? std::string(", which is of no family known here")
                               : ", of the family " + std::string(family)) +
               "; only 7-series devices are supported"};
}

std::string counted(std::uint64_t words) { return std::to_string(words) + " configuration words"; }

}  // namespace

std::string_view to_string(Extent extent) {
  switch (extent) {
    case Extent::kFull:
      return "full";
    case Extent::kPartial:
      return "partial";
    case Extent::kUnknown:
      break;
  }
  return "unknown";
}

Extent Bitstream::extent() const {
  if (header && header->partial) return Extent::kPartial;
  const std::uint64_t full = full_fdri_words(configuration.idcode);
  if (full != 0 && !compressed()) {
    return configuration.fdri_words >= full ? Extent::kFull : Extent::kPartial;
  }
  return header ? Extent::kFull : Extent::kUnknown;
}

Result<Bitstream> parse_bitstream(std::span<const std::byte> file) {
  if (file.empty()) return Error{"is empty"};
  if (file.size() > kMaxBitstreamBytes) {
    return Error{"has more than " + std::to_string(kMaxBitstreamBytes) +
                 " bytes, more than any 7-series bitstream"};
  }
  Bitstream bitstream;
  std::span<const std::byte> words = file;
  if (has_bit_header(file)) {
    Result<BitHeader> header = read_bit_header(file);
    if (!header) return header.error();
    if (Status status = check_part(header.value().part); !status) return status.error();
    words = file.subspan(header.value().bytes);
    bitstream.header = std::move(header).value();
  }
  const std::optional<Sync> sync = find_sync(words);
  if (!sync) {
    return Error{
        "is no 7-series bitstream: there is no sync word aa995566 (or 665599aa, swapped) "
        "at a multiple of 4 among the first " +
        std::to_string(kSyncWindow) + " bytes" + (bitstream.header ? " behind its header" : "")};
  }
  if (words.size() % 4 != 0) {
    return Error{"is truncated: it has " + std::to_string(words.size()) +
                 " bytes of configuration, which is no multiple of 4"};
  }
  bitstream.swapped = sync->swapped;
  bitstream.sync_offset = sync->word * 4;
  const Result<Configuration> configuration =
      read_configuration(Words(words, sync->swapped), sync->word + 1);
  if (!configuration) return configuration.error();
  bitstream.configuration = configuration.value();
  bitstream.words.assign(words.begin(), words.end());
  bitstream.sha256 = sha256_hex(file);
  return bitstream;
}

Result<Bitstream> read_bitstream(const std::string& path) {
  const auto failed = [&path](const std::string& why) {
    return Error{"'" + shown(path) + "' " + why};
  };
  // A pipe may never end, and neither does /dev/zero.
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (error || !std::filesystem::exists(status)) return failed("cannot be read: there is no file");
  if (!std::filesystem::is_regular_file(status)) return failed("cannot be read: it is not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) return failed("cannot be opened for reading");
  std::vector<std::byte> bytes;
  constexpr std::size_t kChunk = std::size_t{1} << 20;
  while (file && bytes.size() <= kMaxBitstreamBytes) {  // it may grow while it is read
    const std::size_t before = bytes.size();
    bytes.resize(before + kChunk);
    file.read(reinterpret_cast<char*>(bytes.data() + before), kChunk);
    bytes.resize(before + static_cast<std::size_t>(file.gcount()));
  }
  if (file.bad()) return failed("cannot be read to its end");
  Result<Bitstream> bitstream = parse_bitstream(bytes);
  if (!bitstream) return failed(bitstream.error().message);
  return bitstream;
}

std::vector<std::byte> swapped_words(const Bitstream& bitstream) {
  std::vector<std::byte> words = bitstream.words;
  if (bitstream.swapped) return words;
  for (std::size_t i = 0; i + 4 <= words.size(); i += 4) {
    std::swap(words[i], words[i + 3]);
    std::swap(words[i + 1], words[i + 2]);
  }
  return words;
}

Status check_for_board(const Bitstream& bitstream, const Board& board) {
  const Configuration& configuration = bitstream.configuration;
  if (without_revision(configuration.idcode) != board.idcode) {
    return Error{"is for " + device_name(configuration.idcode) + "; " + std::string(board.name) +
                 " has " + device_name(board.idcode)};
  }
  const std::string expected = "; expected a full bitstream, which configures the whole device";
  switch (bitstream.extent()) {
    case Extent::kPartial:
      return Error{"is partial: it has " + counted(configuration.fdri_words) + " of " +
                   std::to_string(board.fdri_words) + expected};
    case Extent::kUnknown:
      return Error{"is compressed and has no header, so it may be partial" + expected +
                   " (a .bit file says so)"};
    case Extent::kFull:
      break;
  }
  if (!bitstream.compressed() && configuration.fdri_words != board.fdri_words) {
    return Error{"has " + counted(configuration.fdri_words) + ", but a full one for " +
                 device_name(board.idcode) + " has " + std::to_string(board.fdri_words)};
  }
  return ok_status();
}

}  // namespace vta::board
