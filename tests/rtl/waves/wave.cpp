// SPDX-License-Identifier: Apache-2.0

#include "tests/rtl/waves/wave.h"

#include <algorithm>
#include <sstream>

#include "tests/rtl/dut.h"
#include "tests/rtl/rng.h"

namespace vta {
namespace {

constexpr unsigned kDigit = 4;  // bits

std::string get_hex(const WaveModel& model, const WaveRow& row) {
  std::string text;
  for (unsigned at = 0; at < row.width; at += kDigit) {
    const unsigned bits = std::min(kDigit, row.width - at);
    text += "0123456789abcdef"[get_bits(*model.port(row.port), row.lsb + at, bits)];
  }
  const std::size_t digits = text.find_last_not_of('0');
  text.resize(digits == std::string::npos ? 1 : digits + 1);
  std::reverse(text.begin(), text.end());
  return text;
}

void set_hex(const WaveModel& model, const WaveRow& row, const std::string& text) {
  for (unsigned at = 0; at < row.width; at += kDigit) {
    const std::size_t place = at / kDigit;
    const std::uint64_t digit =
        place < text.size() ? std::stoul(text.substr(text.size() - 1 - place, 1), nullptr, 16) : 0;
    set_bits(*model.port(row.port), row.lsb + at, std::min(kDigit, row.width - at), digit);
  }
}

void set_random(const WaveModel& model, const WaveRow& row, Rng& rng) {
  for (unsigned at = 0; at < row.width; ++at) {
    set_bits(*model.port(row.port), row.lsb + at, 1, rng() % 2);
  }
}

void reset(WaveModel& model, const Wave& wave) {
  for (const WaveRow& row : wave.rows) {
    if (row.input) set_hex(model, row, "0");
  }
  model.tick();
  model.tick();
}

}  // namespace

WaveRow wave_row(const char* name, const char* port, unsigned lsb, unsigned width, bool input,
                 const char* cells) {
  WaveRow row{name, port, lsb, width, input, {}};
  std::istringstream words(cells);
  for (std::string word; words >> word;) row.cells.push_back(word == "x" ? "" : word);
  return row;
}

std::vector<WaveDifference> play(const Wave& wave, std::uint32_t seed) {
  Rng rng(seed);
  const std::unique_ptr<WaveModel> model = wave.make();
  reset(*model, wave);
  std::vector<WaveDifference> differences;
  for (std::size_t cycle = 0; cycle < wave.rows.front().cells.size(); ++cycle) {
    for (const WaveRow& row : wave.rows) {
      if (!row.input) continue;
      if (row.cells[cycle].empty()) {
        set_random(*model, row, rng);
      } else {
        set_hex(*model, row, row.cells[cycle]);
      }
    }
    model->eval();
    for (const WaveRow& row : wave.rows) {
      if (row.input || row.cells[cycle].empty()) continue;
      const std::string seen = get_hex(*model, row);
      if (seen != row.cells[cycle])
        differences.push_back({row.name, cycle, row.cells[cycle], seen});
    }
    model->tick();
  }
  return differences;
}

}  // namespace vta
