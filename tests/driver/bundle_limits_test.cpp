// SPDX-License-Identifier: Apache-2.0
//
// Small bundles that claim to be large, and names that are no names: each is refused with a short
// sentence, in bounded time and memory.

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "driver/program/regions.h"
#include "tests/driver/bundle_on_disk.h"

namespace vta {
namespace {

namespace fs = std::filesystem;

// `count` copies of an element of a JSON list.
std::string list(std::size_t count, const std::string& element) {
  std::string text = "[" + element;
  for (std::size_t i = 1; i < count; ++i) text += "," + element;
  return text + "]";
}

constexpr const char* kRegions = R"([{"address": 4096, "size": 4096}])";
constexpr const char* kMemory =
    R"([{"address": 4096, "file": "insn.bin"}, {"address": 4224, "file": "inp.bin"}])";

// Verifies: input.refused
TEST(BundleLimits, NumbersThatWrapAroundAreRefused) {
  for (const auto& [from, to, message] :
       {BadText{"\"size\": 4096", "\"size\": 1152921504606846976",
                "regions[0].size is 1152921504606846976, expected an integer from 1 to 4294967296"},
        BadText{
            "\"size\": 4096", "\"size\": 18446744073709551615",
            "regions[0].size is 18446744073709551615, expected an integer from 1 to 4294967296"},
        BadText{"\"address\": 8176", "\"address\": 18446744073709551608",
                "runs[0].expect[0].address is 18446744073709551608, expected an integer from 0 to "
                "4294967295"},
        BadText{"\"address\": 8176", "\"address\": 4294967288",
                "runs[0].expect[0]: file 'out.bin' at 0xfffffff8 has 16 bytes and leaves the "
                "regions at 0xfffffff8"},
        BadText{"\"count\": 2", "\"count\": 4294967298",
                "runs[0].instructions.count is 4294967298, expected an integer from 0 to "
                "268435456"},
        BadText{"\"count\": 2", "\"count\": 268435456",
                "runs[0].instructions: 268435456 instructions at 0x1000 end at 0x100001000, but "
                "the regions do not go beyond 0x2000"},
        BadText{"\"size\": 4096", "\"size\": 1e400",
                "malformed JSON: number overflow parsing '1e400'"}}) {
    const BundleOnDisk bundle;
    bundle.replace(from, to);
    EXPECT_EQ(bundle.refusal(), "program.json: " + message);
  }
}

// Verifies: input.refused
TEST(BundleLimits, ThereAreNotTooManyOfAnything) {
  const auto refusal = [](const std::string& from, const std::string& to) {
    const BundleOnDisk bundle;
    bundle.replace(from, to);
    return bundle.refusal();
  };
  const std::string region = R"({"address":4096,"size":4096})";
  EXPECT_EQ(refusal(kRegions, list(kMaxRegions + 1, region)),
            "program.json: regions has 4097 elements; at most 4096 are allowed");
  const std::string blob = R"({"address":4096,"file":"insn.bin"})";
  EXPECT_EQ(refusal(kMemory, list(kMaxBlobs + 1, blob)),
            "program.json: runs[0].memory has 65537 elements; at most 65536 are allowed");
  EXPECT_EQ(refusal(kMemory, list(kMaxBlobs, blob)),
            "program.json: the runs name more than 65536 files together");
  const std::string run = R"({"instructions":{"address":0,"count":0},"memory":[],"expect":[]})";
  const BundleOnDisk bundle;
  std::string text = read_text(bundle.path() / "program.json");
  text = text.substr(0, text.find("\"runs\"")) + "\"runs\": " + list(kMaxRuns + 1, run) + "}";
  write_text(bundle.path() / "program.json", text);
  EXPECT_EQ(bundle.refusal(), "program.json: runs has 65537 elements; at most 65536 are allowed");
}

// What cannot be read back is not written either.
// Verifies: input.refused
TEST(BundleLimits, HoldForPrograms) {
  Program program = small_program();
  program.regions.assign(kMaxRegions + 1, {0x1000, 0x1000});
  EXPECT_EQ(check_program(program).error().message,
            "regions has 4097 elements; at most 4096 are allowed");
  program = small_program();
  program.runs[0].expect.resize(kMaxBlobs);
  EXPECT_EQ(check_program(program).error().message,
            "the runs name 65540 files together; at most 65536 are allowed");
  program = small_program();
  program.runs.resize(kMaxRuns + 1);
  EXPECT_EQ(check_program(program).error().message,
            "runs has 65537 elements; at most 65536 are allowed");
}

// Each element of a list takes the same time, whatever is before it.
// Verifies: input.refused
TEST(BundleLimits, LongListsTakeNoTime) {
  const BundleOnDisk bundle;
  const std::string list_of_nothing = list(4'000'000, "{}");
  bundle.replace(kRegions, list_of_nothing);
  EXPECT_EQ(bundle.refusal(),
            "program.json: regions has 4000000 elements; at most 4096 are allowed");
  const Result<Config> config = Config::from_json(list(300'000, "{}"), "a list");
  ASSERT_FALSE(config.ok());
  EXPECT_EQ(config.error().message, "a list: a geometry is a JSON object, not array");
}

// From the highest address down, where a sorted array would move everything each time.
// Verifies: input.refused
TEST(BundleLimits, ManyRangesTakeNoTime) {
  AddressSet set;
  constexpr std::uint64_t kCount = 400'000;
  for (std::uint64_t i = kCount; i-- > 0;) set.add(2 * i, 2 * i + 1);
  EXPECT_EQ(set.first_missing(2, 5), 3u);
  EXPECT_EQ(set.first_missing(1, 5), 1u);
  for (std::uint64_t i = 0; i < kCount; ++i) set.add(2 * i + 1, 2 * i + 2);
  EXPECT_EQ(set.first_missing(0, 4 * kCount), 2 * kCount);
}

// Verifies: input.refused
TEST(BundleLimits, NamesInARefusalAreShortAndOnOneLine) {
  const std::string giant(1 << 16, 'n');
  for (const auto& [from, to, message] :
       {BadText{"\"name\"", "\"\\u001b[2J\\n\": 1, \"name\"",
                "\\x1b[2J\\x0a is not a key of this format"},
        BadText{"\"name\"", "\"" + giant + "\": 1, \"name\"",
                std::string(80, 'n') + "... is not a key of this format"},
        BadText{"\"gemm_counter\": 16", "\"\\n\": 16",
                "runs[0].stats: unknown statistic '\\x0a', expected one of inp_load_nbytes "
                "wgt_load_nbytes acc_load_nbytes uop_load_nbytes out_store_nbytes gemm_counter "
                "alu_counter"},
        BadText{"\"gemm_counter\": 16", "\"\\n\": -16",
                "runs[0].stats.\\x0a is -16, expected an integer from 0 to 18446744073709551615"},
        BadText{"\"deadlock\"", "\"\\u001b\"",
                "runs[0].error: unknown error '\\x1b', expected one of illegal_opcode "
                "illegal_memory_type illegal_padding illegal_alu_opcode sram_out_of_range "
                "token_overflow axi_error deadlock missing_finish"},
        BadText{"\"LOG_BATCH\"", "\"\\u009b\"", "config: unknown key \\xc2\\x9b (its value is 0)"},
        BadText{"\"inp.bin\"", "\"../" + giant + "\"",
                "runs[0].memory[1] (address 0x1080): file name '../" + std::string(77, 'n') +
                    "...' has 65539 bytes; at most 1024 are allowed"},
        BadText{"\"version\": 1", "\"version\": 1e" + std::string(1 << 16, '9'),
                "malformed JSON: number overflow parsing '1e" + std::string(173, '9') + "..."}}) {
    const BundleOnDisk bundle;
    bundle.replace(from, to);
    EXPECT_EQ(bundle.refusal(), "program.json: " + message);
  }
}

// Runs that share their instructions: a line for each would make places for all of them.
// Verifies: input.refused
TEST(BundleLimits, ProvenanceDoesNotMultiplyWhatFilesHave) {
  const BundleOnDisk bundle;
  fs::resize_file(bundle.path() / "insn.bin", 16 << 20);
  std::string text = read_text(bundle.path() / "program.json");
  text = text.substr(0, text.find("\"regions\"")) +
         R"("regions": [{"address": 0, "size": 16777216}], "runs": [)" +
         R"({"instructions": {"address": 0, "count": 1048576},)" +
         R"( "memory": [{"address": 0, "file": "insn.bin"}], "expect": []})";
  std::string lines;
  const auto line = [](int run) {
    return R"({"run": )" + std::to_string(run) +
           R"(, "insn": 0, "workload": "w", "stage": "", "iterations": [], "slice": ""})" + "\n";
  };
  for (int run = 0; run < 17; ++run) {
    if (run != 0) {
      text += R"(, {"instructions": {"address": 0, "count": 1048576}, "memory": [], "expect": []})";
    }
    lines += line(run);
  }
  write_text(bundle.path() / "program.json", text + "]}");
  write_text(bundle.path() / "provenance.jsonl", lines);
  EXPECT_EQ(bundle.refusal(),
            "provenance.jsonl: line 17: the runs up to here have more than 16777216 instructions");
  fs::remove(bundle.path() / "provenance.jsonl");
  EXPECT_EQ(bundle.refusal(), "");
}

}  // namespace
}  // namespace vta
