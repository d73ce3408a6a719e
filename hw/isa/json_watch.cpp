// SPDX-License-Identifier: Apache-2.0

#include "hw/isa/json_watch.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace vta {
namespace {

using Json = nlohmann::json;

// Follows the events of the parser, which stops when one of these returns false.
class Watch final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool string(std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& name) override {
    if (keys_.back().insert(name).second) return true;
    problem = JsonProblem{false, std::move(name)};
    return false;
  }
  // Whoever wants the document parses it again and says what is wrong.
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override {
    return false;
  }

  std::optional<JsonProblem> problem;

 private:
  bool open() {
    if (keys_.size() == kMaxJsonDepth) {
      problem = JsonProblem{true, {}};
      return false;
    }
    keys_.emplace_back();
    return true;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::set<std::string>> keys_;  // of everything that is open; none for an array
};

}  // namespace

std::optional<JsonProblem> find_json_problem(std::string_view text) {
  Watch watch;
  (void)Json::sax_parse(text, &watch);
  return std::move(watch.problem);
}

}  // namespace vta
