// SPDX-License-Identifier: Apache-2.0
//
// vta disasm and vta info.

#include <algorithm>

#include "tests/tools/run_vta.h"

namespace vta::test {
namespace {

using Json = nlohmann::ordered_json;
using DisasmCommand = VtaTest;
using InfoCommand = VtaTest;

constexpr const char* kBatch2 = R"({"LOG_INP_WIDTH": 3, "LOG_WGT_WIDTH": 3, "LOG_ACC_WIDTH": 5,
    "LOG_BATCH": 1, "LOG_BLOCK": 4, "LOG_UOP_BUFF_SIZE": 15, "LOG_INP_BUFF_SIZE": 15,
    "LOG_WGT_BUFF_SIZE": 18, "LOG_ACC_BUFF_SIZE": 17})";

TEST_F(DisasmCommand, BundleAndItsInstructionFileListTheSameLines) {
  const Ran saved = run(join(join({"conv2d"}, small_layer()),
                             {"--target", "golden", "--save-bundle", "b", "--print", "insns"}));
  ASSERT_EQ(saved.code, 0) << saved.err;
  const auto count = std::count(saved.out.begin(), saved.out.end(), '\n');
  const Ran bundle = run({"disasm", "b"});
  EXPECT_EQ(bundle.code, 0);
  EXPECT_EQ(bundle.out.rfind("run 0: " + std::to_string(count) + " instructions at 0x", 0), 0u)
      << bundle.out;
  EXPECT_EQ(bundle.out.substr(bundle.out.find('\n') + 1), saved.out);
  const Ran file = run({"disasm", "b/insn.bin"});
  EXPECT_EQ(file.code, 0);
  EXPECT_EQ(file.out, saved.out + std::to_string(count) + " instructions\n");

  const Json json = run_json({"disasm", "b", "--json"});
  const Json& insns = json["runs"][0]["instructions"];
  EXPECT_EQ(json["runs"][0]["count"], count);
  ASSERT_EQ(insns.size(), static_cast<std::size_t>(count));
  EXPECT_EQ(insns[0]["index"], 0);
  EXPECT_EQ(insns[0]["text"], saved.out.substr(0, saved.out.find('\n')));
  EXPECT_EQ(insns.back()["word"], "0x00000000000000000000000000000003");  // FINISH
}

TEST_F(DisasmCommand, GeometryOfAFileIsAnOption) {
  // An ALU instruction whose use_imm bit is where LOG_BATCH 1 puts it: bit 107.
  std::string insn(16, '\0');
  insn[0] = 4;
  insn[107 / 8] = static_cast<char>(1 << (107 % 8));
  write("one.bin", insn);
  write("batch2.json", kBatch2);
  const Ran other = run({"disasm", "one.bin", "--config", "batch2.json"});
  const Ran standard = run({"disasm", "one.bin"});
  EXPECT_EQ(other.code, 0);
  EXPECT_EQ(standard.code, 0);
  EXPECT_NE(other.out, standard.out);
  EXPECT_NE(other.out.find("imm"), std::string::npos) << other.out;
}

TEST_F(DisasmCommand, AnyBitsCanBeListed) {
  std::string bytes(160, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 73 + 5);
  write("noise.bin", bytes);
  const Ran ran = run({"disasm", "noise.bin"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_TRUE(ran.out.ends_with("10 instructions\n")) << ran.out;
}

// Verifies: input.refused
TEST_F(DisasmCommand, BadInputIsRefused) {
  write("odd.bin", std::string(17, 'x'));
  write("empty.bin", "");
  std::filesystem::create_directory(path("dir"));
  expect_refused({"disasm"}, "vta disasm: expected a bundle directory or a binary file");
  expect_refused({"disasm", "missing.bin"}, "vta disasm: cannot read 'missing.bin'");
  expect_refused({"disasm", "odd.bin"},
                 "vta disasm: 'odd.bin' has 17 bytes; a file of instructions has a positive "
                 "multiple of 16");
  expect_refused({"disasm", "empty.bin"},
                 "vta disasm: 'empty.bin' has 0 bytes; a file of instructions has a positive "
                 "multiple of 16");
  expect_refused({"disasm", "dir", "--config", "x.json"},
                 "vta disasm: --config is for binary files; bundle 'dir' says its own geometry");
  const Ran no_bundle = run({"disasm", "dir"});
  EXPECT_EQ(no_bundle.code, 2);
  EXPECT_NE(no_bundle.err.find("program.json"), std::string::npos) << no_bundle.err;
}

TEST_F(InfoCommand, DescribesTheDefaultGeometry) {
  const Ran ran = run({"info"});
  EXPECT_EQ(ran.code, 0);
  for (const char* part :
       {"Geometry 1x16_i8w8a32_15_15_18_17\n", "  UOP                 4        8192       32768\n",
        "  WGT               256        1024      262144\n", "  [127:118]  wgt_factor_in\n",
        "  [110:108]  alu_opcode\n", "  [127:112]  imm (signed)\n", "  [57:26]    dram_base\n",
        "Peak rates at 100 MHz\n", "51.2  GOPS"}) {
    EXPECT_NE(ran.out.find(part), std::string::npos) << part;
  }
}

TEST_F(InfoCommand, FieldsMoveWithTheGeometry) {
  write("batch2.json", kBatch2);
  const auto field = [](const Json& info, const char* format, const char* name) {
    for (const Json& f : info["formats"][format]) {
      if (f["name"] == name) return std::pair(f["msb"].get<int>(), f["lsb"].get<int>());
    }
    return std::pair(-1, -1);
  };
  const Json standard = run_json({"info", "--json"});
  EXPECT_EQ(field(standard, "GEMM", "wgt_factor_in"), std::pair(127, 118));
  EXPECT_EQ(field(standard, "ALU", "imm"), std::pair(127, 112));
  EXPECT_EQ(standard["memories"]["ACC"]["depth"], 2048);
  const Json batch2 = run_json({"info", "--config", "batch2.json", "--json"});
  EXPECT_EQ(batch2["name"], "2x16_i8w8a32_15_15_18_17");
  EXPECT_EQ(field(batch2, "GEMM", "wgt_factor_in"), std::pair(123, 114));
  EXPECT_EQ(field(batch2, "ALU", "alu_opcode"), std::pair(106, 104));
  EXPECT_EQ(field(batch2, "ALU", "use_imm"), std::pair(107, 107));
  EXPECT_EQ(field(batch2, "ALU", "imm"), std::pair(123, 108));
  EXPECT_EQ(batch2["memories"]["ACC"]["depth"], 1024);
  EXPECT_EQ(batch2["peak_rates"]["gemm_macs_per_cycle"], 512.0);
}

TEST_F(InfoCommand, PeakRatesFollowTheClock) {
  const Json info = run_json({"info", "--clock-mhz", "250", "--json"});
  EXPECT_DOUBLE_EQ(info["peak_rates"]["gemm_gops"].get<double>(), 128.0);
  EXPECT_DOUBLE_EQ(info["peak_rates"]["memory_read_gbytes_per_second"].get<double>(), 2.0);
}

// Verifies: input.refused
TEST_F(InfoCommand, BadInputIsRefused) {
  expect_refused({"info", "--clock-mhz", "0"},
                 "vta info: --clock-mhz is 0; it must be above 0 and at most 1000000");
  expect_refused(
      {"info", "word"},
      "vta info: too many positional options have been specified on the command line (see "
      "vta info --help)");
  write("bad.json", R"({"LOG_BATCH": 0})");
  const Ran ran = run({"info", "--config", "bad.json"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("bad.json"), std::string::npos) << ran.err;
}

}  // namespace
}  // namespace vta::test
