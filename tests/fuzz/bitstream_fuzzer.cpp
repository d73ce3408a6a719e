// SPDX-License-Identifier: Apache-2.0
//
// A bitstream: it is refused with a sentence, or its swapped words are taken as the same one, of
// which nothing but the container differs. A text that begins with '{' is the description of one.

#include "driver/board/bitstream.h"
#include "driver/board/sidecar.h"
#include "tests/fuzz/property.h"

namespace vta::fuzz {
namespace {

using namespace board;

void try_bitstream(std::span<const std::byte> bytes) {
  const Result<Bitstream> parsed = parse_bitstream(bytes);
  if (!parsed) return require_sentence("it " + parsed.error().message);
  const Bitstream& bitstream = parsed.value();
  require(bitstream.words.size() <= bytes.size(), "words are part of the file");
  require(bitstream.configuration.fdri_words * 4 < bytes.size(), "and frames part of them");
  const std::vector<std::byte> swapped = swapped_words(bitstream);
  const Result<Bitstream> again = parse_bitstream(swapped);
  require(again.ok(), "the swapped words are a bitstream", again.ok() ? "" : again.error().message);
  require(again.value().swapped && !again.value().header, "without a header");
  require(again.value().configuration.idcode == bitstream.configuration.idcode &&
              again.value().configuration.fdri_words == bitstream.configuration.fdri_words &&
              again.value().configuration.crc_checks == bitstream.configuration.crc_checks,
          "with the same packets");
  require(swapped_words(again.value()) == swapped, "and stay as they are");
  for (const char* name : {"pynq-z1", "pynq-z2"}) {
    const Status fits = check_for_board(bitstream, find_board(name).value());
    if (!fits) require_sentence("it " + fits.error().message);
  }
}

void try_sidecar(std::string_view text) {
  const Result<Sidecar> sidecar = sidecar_from_json(text);
  if (!sidecar) return require_sentence(sidecar.error().message);
  const Result<std::string> written = sidecar_to_json(sidecar.value());
  require(written.ok(), "what was read can be written",
          written.ok() ? "" : written.error().message);
  const Result<Sidecar> again = sidecar_from_json(written.value());
  require(again.ok() && again.value() == sidecar.value(), "and is the same", written.value());
}

}  // namespace
}  // namespace vta::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 0 && data[0] == '{') {
    vta::fuzz::try_sidecar(vta::fuzz::text_of(data, size));
  } else {
    vta::fuzz::try_bitstream(std::as_bytes(std::span(data, size)));
  }
  return 0;
}
