// SPDX-License-Identifier: Apache-2.0

#include "driver/board/xilinx_devices.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "hw/isa/shown.h"

namespace vta::board {
namespace {

struct Device {
  std::uint32_t idcode;  // without revision
  std::string_view name;
};

constexpr std::array kDevices = std::to_array<Device>({
    {0x03622093, "xc7s6"},     {0x03620093, "xc7s15"},    {0x037c4093, "xc7s25"},
    {0x0362f093, "xc7s50"},    {0x037c8093, "xc7s75"},    {0x037c7093, "xc7s100"},
    {0x037c3093, "xc7a12t"},   {0x0362e093, "xc7a15t"},   {0x037c2093, "xc7a25t"},
    {0x0362d093, "xc7a35t"},   {0x0362c093, "xc7a50t"},   {0x03632093, "xc7a75t"},
    {0x03631093, "xc7a100t"},  {0x03636093, "xc7a200t"},  {0x03647093, "xc7k70t"},
    {0x0364c093, "xc7k160t"},  {0x03651093, "xc7k325t"},  {0x03747093, "xc7k355t"},
    {0x03656093, "xc7k410t"},  {0x03752093, "xc7k420t"},  {0x03751093, "xc7k480t"},
    {0x03671093, "xc7v585t"},  {0x036b3093, "xc7v2000t"}, {0x03667093, "xc7vx330t"},
    {0x03682093, "xc7vx415t"}, {0x03687093, "xc7vx485t"}, {0x03692093, "xc7vx550t"},
    {0x03691093, "xc7vx690t"}, {0x03696093, "xc7vx980t"}, {0x036d5093, "xc7vx1140t"},
    {0x036d9093, "xc7vh580t"}, {0x036db093, "xc7vh870t"}, {0x03723093, "xc7z007s"},
    {0x0373c093, "xc7z012s"},  {0x03728093, "xc7z014s"},  {0x03722093, "xc7z010"},
    {0x0373b093, "xc7z015"},   {0x03727093, "xc7z020"},   {0x0372c093, "xc7z030"},
    {0x03732093, "xc7z035"},   {0x03731093, "xc7z045"},   {0x03736093, "xc7z100"},
});

// How parts begin; none begins another.
struct Family {
  std::string_view prefix;
  std::string_view name;
};
constexpr std::array kFamilies = std::to_array<Family>({
    {"7s", "Spartan-7"},
    {"7a", "Artix-7"},
    {"7k", "Kintex-7"},
    {"7v", "Virtex-7"},
    {"7z", "Zynq-7000"},
    {"3s", "Spartan-3"},
    {"6s", "Spartan-6"},
    {"4v", "Virtex-4"},
    {"5v", "Virtex-5"},
    {"6v", "Virtex-6"},
    {"ku", "Kintex UltraScale"},
    {"vu", "Virtex UltraScale"},
    {"au", "Artix UltraScale+"},
    {"su", "Spartan UltraScale+"},
    {"zu", "Zynq UltraScale+"},
    {"k2", "Kria (Zynq UltraScale+)"},
    {"u", "Alveo (UltraScale+)"},
    {"vc", "Versal"},
    {"ve", "Versal"},
    {"vh", "Versal"},
    {"vm", "Versal"},
    {"vp", "Versal"},
});

constexpr std::uint32_t kXc7z020 = 0x03727093;
// 4,045,564 bytes in all, of which these are frames and the pads between their rows.
constexpr std::uint64_t kXc7z020Words = 1'010'808;

constexpr std::array kBoards = std::to_array<Board>({
    {"pynq-z1", kXc7z020, kXc7z020Words, 50.0},
    {"pynq-z2", kXc7z020, kXc7z020Words, 50.0},
});

}  // namespace

std::string device_name(std::uint32_t idcode) {
  const std::uint32_t device = without_revision(idcode);
  for (const Device& known : kDevices) {
    if (known.idcode == device) return std::string(known.name);
  }
  const std::uint32_t family = device >> 21;
  const char* what = "an unknown device";
  if ((idcode & 0xfff) == 0x093) {
    if (family == 0x1b) what = "a 7-series device";
    if (family == 0x1c) what = "an UltraScale device";
    if (family >= 0x23 && family <= 0x27) what = "an UltraScale+ device";
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s with IDCODE 0x%08x", what, idcode);
  return text.data();
}

std::string_view family_of_part(std::string_view part) {
  if (part.starts_with("xc")) part.remove_prefix(2);
  for (const Family& family : kFamilies) {
    if (part.starts_with(family.prefix)) return family.name;
  }
  return {};
}

bool is_7_series_part(std::string_view part) {
  if (part.starts_with("xc")) part.remove_prefix(2);
  return part.starts_with('7') && !family_of_part(part).empty();
}

Result<Board> find_board(std::string_view name) {
  std::string known;
  for (const Board& board : kBoards) {
    if (board.name == name) return board;
    known += (known.empty() ? "" : ", ") + std::string(board.name);
  }
  return Error{"there is no board '" + shown(name) + "'; there are: " + known};
}

std::uint64_t full_fdri_words(std::uint32_t idcode) {
  return without_revision(idcode) == kXc7z020 ? kXc7z020Words : 0;
}

}  // namespace vta::board
