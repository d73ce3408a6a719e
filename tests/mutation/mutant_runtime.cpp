// SPDX-License-Identifier: Apache-2.0
//
// Which of the mutants in this program is on. VTA_MUTANT holds its number; without it, or with 0,
// every mutant is off. VTA_MUTANT_LOG names a file that learns whether the mutant was reached: a line
// "reached", and for the RTL a line "differed" once the mutated value was another one. The lines are
// written at once, since many a mutant ends the program.

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

class Selection {
 public:
  static Selection& the() {
    static Selection selection;
    return selection;
  }

  bool is(int id, bool differs) {
    if (id != id_) return false;
    note(reached_, "reached");
    if (differs) note(differed_, "differed");
    return true;
  }

 private:
  Selection() {
    if (const char* id = std::getenv("VTA_MUTANT")) id_ = std::atoi(id);
    if (const char* log = std::getenv("VTA_MUTANT_LOG")) log_ = log;
  }

  void note(bool& noted, const char* word) {
    if (noted) return;
    noted = true;
    if (!log_.empty()) std::ofstream(log_, std::ios::app) << word << std::endl;
  }

  int id_ = 0;
  std::string log_;
  bool reached_ = false;
  bool differed_ = false;
};

}  // namespace

// As SystemVerilog imports it: a bit is an unsigned char.
extern "C" unsigned char vta_mutant(int id, unsigned char differs) {
  return Selection::the().is(id, differs != 0) ? 1 : 0;
}

// As mutated C++ calls it.
extern "C" bool vta_mutant_cpp(int id) { return Selection::the().is(id, true); }
