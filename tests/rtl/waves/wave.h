// SPDX-License-Identifier: Apache-2.0
//
// A timing diagram of docs/rtl/waves, and a module that is to do what it shows.
//
// Inputs have their value for the whole of a cycle, which begins at a rising edge; outputs are
// compared at its end, just before the next edge. So what a register shows in cycle n is what it
// took at the edge between n - 1 and n.

#ifndef VTA_TESTS_RTL_WAVES_WAVE_H_
#define VTA_TESTS_RTL_WAVES_WAVE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vta {

// A module whose ports are found by name.
class WaveModel {
 public:
  WaveModel() = default;
  virtual ~WaveModel() = default;
  WaveModel(const WaveModel&) = delete;
  WaveModel& operator=(const WaveModel&) = delete;

  virtual void eval() = 0;
  virtual void tick() = 0;

  template <class Port>
  void add(const std::string& name, Port& port) {
    ports_[name] = reinterpret_cast<std::uint8_t*>(&port);
  }
  [[nodiscard]] bool has(const std::string& name) const { return ports_.contains(name); }
  // The port's bytes, least significant first. Throws std::out_of_range for a name without port.
  [[nodiscard]] std::uint8_t* port(const std::string& name) const { return ports_.at(name); }

 private:
  std::map<std::string, std::uint8_t*> ports_;
};

// Bits [lsb, lsb + width) of a port in each cycle: hexadecimal without leading zeros, empty for x.
struct WaveRow {
  std::string name;  // as it is drawn
  std::string port;
  unsigned lsb = 0;
  unsigned width = 0;
  bool input = false;
  std::vector<std::string> cells;
};

// `cells`: one word per cycle, hexadecimal or x.
[[nodiscard]] WaveRow wave_row(const char* name, const char* port, unsigned lsb, unsigned width,
                               bool input, const char* cells);

struct Wave {
  std::string name;
  std::function<std::unique_ptr<WaveModel>()> make;
  std::vector<WaveRow> rows;
};

// An output that is not what is drawn.
struct WaveDifference {
  std::string row;
  std::size_t cycle = 0;
  std::string drawn;
  std::string seen;
};

// All diagrams; made by generate.py.
[[nodiscard]] std::vector<Wave> waves();

// Resets the module, with all inputs 0, and plays the diagram. Inputs that are drawn as x get
// random bits of this seed in every cycle.
[[nodiscard]] std::vector<WaveDifference> play(const Wave& wave, std::uint32_t seed);

}  // namespace vta

#endif  // VTA_TESTS_RTL_WAVES_WAVE_H_
