// SPDX-License-Identifier: Apache-2.0
#include "tools/load_bitstream.h"

#include <fstream>
#include <iterator>
#include <span>
#include <vector>

#include "driver/board/load_design.h"
#include "driver/board/pynq_back_end.h"
#include "driver/rpc/send_bitstream.h"
#include "hw/isa/shown.h"

namespace vta {
namespace {

// To the server that has the device.
Status send(const DeviceUri& uri, const std::string& path) {
  // Whether it is a bitstream at all can be known before anybody is asked.
  if (Result<board::Bitstream> b = board::read_bitstream(path); !b) return b.error();
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return Error{"'" + shown(path) + "' cannot be read to its end"};
  return rpc::send_bitstream(uri, std::as_bytes(std::span(bytes)));
}

}  // namespace

Status load_bitstream(const DeviceUri& uri, const std::string& path) {
  if (uri.scheme == "remote") return send(uri, path);
  if (uri.scheme != "pynq") {
    return Error{"a device '" + uri.scheme +
                 ":' has no programmable logic to load; pynq: and "
                 "remote: may have"};
  }
  if (const auto options = board::pynq_options(uri); !options) return options.error();
  const Result<board::Board> board = board::find_board("pynq-z1");  // as good as a -z2
  if (!board) return board.error();
  const Result<board::Design> design = board::read_design(path, board.value());
  if (!design) return design.error();
  const Result<board::LoadReport> loaded =
      board::load_design(uri.place, board.value(), design.value(), false);
  return loaded ? ok_status() : Status(loaded.error());
}

}  // namespace vta
