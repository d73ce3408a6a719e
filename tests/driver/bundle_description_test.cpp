// SPDX-License-Identifier: Apache-2.0
//
// Malformed descriptions: each is refused with a sentence that names the key.

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/driver/bundle_on_disk.h"

namespace vta {
namespace {

class BadDescription : public testing::TestWithParam<BadText> {};

// Verifies: input.refused
TEST_P(BadDescription, IsRefusedNamingTheKey) {
  const BundleOnDisk bundle;
  bundle.replace(GetParam().from, GetParam().to);
  EXPECT_EQ(bundle.refusal(), "program.json: " + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Versions, BadDescription,
    testing::Values(BadText{"\"vta-program\"", "\"elf\"",
                            "format is \"elf\", expected \"vta-program\""},
                    BadText{"\"vta-program\"", "7", "format is 7, expected a string"},
                    BadText{"\"version\": 1", "\"version\": 2",
                            "version is 2, expected 1, the only version of the format"},
                    BadText{"\"version\": 1", "\"version\": 1.0",
                            "version is 1.0, expected 1, the only version of the format"},
                    BadText{"\"version\": 1", "\"version\": \"1\"",
                            "version is \"1\", expected 1, the only version of the format"},
                    BadText{"\"version\": 1,", "\"version\": 2, \"new\": 1,",
                            "version is 2, expected 1, the only version of the format"}));

INSTANTIATE_TEST_SUITE_P(
    Keys, BadDescription,
    testing::Values(
        BadText{"\"format\"", "\"fmt\"", "format is missing"},
        BadText{"\"version\"", "\"versions\"", "version is missing"},
        BadText{"\"name\"", "\"nome\"", "name is missing"},
        BadText{"\"config\"", "\"conf\"", "config is missing"},
        BadText{"\"regions\"", "\"reg\"", "regions is missing"},
        BadText{"\"runs\"", "\"run\"", "runs is missing"},
        BadText{"\"size\"", "\"sizes\"", "regions[0].size is missing"},
        BadText{"\"instructions\"", "\"insns\"", "runs[0].instructions is missing"},
        BadText{"\"count\"", "\"counts\"", "runs[0].instructions.count is missing"},
        BadText{"\"memory\"", "\"mem\"", "runs[0].memory is missing"},
        BadText{"\"expect\"", "\"expects\"", "runs[0].expect is missing"},
        BadText{"\"file\": \"inp", "\"path\": \"inp", "runs[0].memory[1].file is missing"},
        BadText{"\"max_cycles\"", "\"max_cycle\"", "runs[0].max_cycle is not a key of this format"},
        BadText{"\"name\"", "\"note\": 1, \"name\"", "note is not a key of this format"},
        BadText{"\"size\": 4096", "\"size\": 4096, \"kind\": 0",
                "regions[0].kind is not a key of this format"},
        BadText{"\"count\": 2", "\"count\": 2, \"x\": []",
                "runs[0].instructions.x is not a key of this format"},
        BadText{"\"file\": \"out.bin\"", "\"file\": \"out.bin\", \"mask\": 1",
                "runs[0].expect[0].mask is not a key of this format"},
        BadText{"\"name\": \"n\"", "\"name\": \"n\", \"name\": \"m\"",
                "key \"name\" appears twice in one object"},
        BadText{"\"size\": 4096", "\"size\": 4096, \"size\": 8192",
                "key \"size\" appears twice in one object"}));

INSTANTIATE_TEST_SUITE_P(
    Types, BadDescription,
    testing::Values(
        BadText{"\"name\": \"n\"", "\"name\": null", "name is null, expected a string"},
        BadText{"[{\"address\": 4096, \"size\": 4096}]", "{}", "regions is {}, expected an array"},
        BadText{"{\"address\": 4096, \"size\": 4096}", "4096",
                "regions[0] is 4096, expected an object"},
        BadText{"\"size\": 4096", "\"size\": \"4096\"",
                "regions[0].size is \"4096\", expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": 4096.5",
                "regions[0].size is 4096.5, expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": true",
                "regions[0].size is true, expected an integer from 1 to 4294967296"},
        BadText{"{\"address\": 4096, \"count\": 2}", "[]",
                "runs[0].instructions is [], expected an object"},
        BadText{"[{\"address\": 8176, \"file\": \"out.bin\"}]", "\"out.bin\"",
                "runs[0].expect is \"out.bin\", expected an array"},
        BadText{"\"file\": \"out.bin\"", "\"file\": 3",
                "runs[0].expect[0].file is 3, expected a string"},
        BadText{"{\"gemm_counter\": 16}", "[16]", "runs[0].stats is [16], expected an object"},
        BadText{"\"deadlock\"", "8", "runs[0].error is 8, expected a string"},
        BadText{"\"max_cycles\": 5", "\"max_cycles\": \"a text that goes on and on and on and on\"",
                "runs[0].max_cycles is \"a text that goes on and on and on and o..., expected an "
                "integer from 1 to 18446744073709551615"}));

INSTANTIATE_TEST_SUITE_P(
    Values, BadDescription,
    testing::Values(
        BadText{"\"size\": 4096", "\"size\": 0",
                "regions[0].size is 0, expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": -1",
                "regions[0].size is -1, expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": 4294967297",
                "regions[0].size is 4294967297, expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": 99999999999999999999",
                "regions[0].size is 1e+20, expected an integer from 1 to 4294967296"},
        BadText{"\"size\": 4096", "\"size\": 4294967296",
                "regions[0] at 0x1000 of 4294967296 bytes ends beyond the 32-bit address space"},
        BadText{"\"size\": 4096}", "\"size\": 4096}, {\"address\": 8191, \"size\": 1}",
                "regions[0] at 0x1000 of 4096 bytes overlaps regions[1] at 0x1fff"},
        BadText{"\"address\": 4096, \"count\": 2", "\"address\": 4294967296, \"count\": 2",
                "runs[0].instructions.address is 4294967296, expected an integer from 0 to "
                "4294967295"},
        BadText{"\"address\": 4096, \"count\": 2", "\"address\": 4100, \"count\": 2",
                "runs[0].instructions: address 0x1004 is not a multiple of 16"},
        BadText{
            "\"count\": 2", "\"count\": 257",
            "runs[0].instructions: 257 instructions at 0x1000 end at 0x2010, but the regions do "
            "not go beyond 0x2000"},
        BadText{"\"count\": 2", "\"count\": 268435457",
                "runs[0].instructions.count is 268435457, expected an integer from 0 to 268435456"},
        BadText{"\"count\": 2", "\"count\": 3",
                "runs[0].instructions: 3 instructions at 0x1000 end at 0x1030, but memory file "
                "'insn.bin' is truncated: it ends at 0x1020"},
        BadText{
            "\"address\": 8176", "\"address\": 8177",
            "runs[0].expect[0]: file 'out.bin' at 0x1ff1 has 16 bytes and leaves the regions at "
            "0x2000"},
        BadText{"\"address\": 4224", "\"address\": 0",
                "runs[0].memory[1]: file 'inp.bin' at 0x0 has 16 bytes and leaves the regions at "
                "0x0"},
        BadText{"\"gemm_counter\"", "\"gemms\"",
                "runs[0].stats: unknown statistic 'gemms', expected one of inp_load_nbytes "
                "wgt_load_nbytes acc_load_nbytes uop_load_nbytes out_store_nbytes gemm_counter "
                "alu_counter"},
        BadText{"\"gemm_counter\": 16", "\"gemm_counter\": -16",
                "runs[0].stats.gemm_counter is -16, expected an integer from 0 to "
                "18446744073709551615"},
        BadText{"\"deadlock\"", "\"livelock\"",
                "runs[0].error: unknown error 'livelock', expected one of illegal_opcode "
                "illegal_memory_type illegal_padding illegal_alu_opcode sram_out_of_range "
                "token_overflow axi_error deadlock missing_finish"},
        BadText{"\"max_cycles\": 5", "\"max_cycles\": 0",
                "runs[0].max_cycles is 0, expected an integer from 1 to 18446744073709551615"}));

INSTANTIATE_TEST_SUITE_P(
    Paths, BadDescription,
    testing::Values(
        BadText{"\"inp.bin\"", "\"../inp.bin\"",
                "runs[0].memory[1] (address 0x1080): file name '../inp.bin' leaves the bundle"},
        BadText{
            "\"inp.bin\"", "\"/etc/passwd\"",
            "runs[0].memory[1] (address 0x1080): file name '/etc/passwd' is absolute; it must be "
            "relative to the bundle"},
        BadText{"\"inp.bin\"", "\"inp\\u0000.bin\"",
                "runs[0].memory[1] (address 0x1080): a file name has control characters in it"},
        BadText{"\"inp.bin\"", "\"\"", "runs[0].memory[1] (address 0x1080): file name '' is empty"},
        BadText{"\"inp.bin\"", "\"program.json\"",
                "runs[0].memory[1] (address 0x1080): file name 'program.json' is taken by the "
                "description of the bundle"}));

class DescriptionSeeds : public testing::TestWithParam<unsigned> {};

// Whatever the damage, the answer is a program or a sentence.
// Verifies: input.refused
TEST_P(DescriptionSeeds, DamageIsReadOrRefused) {
  SCOPED_TRACE("seed " + std::to_string(GetParam()));
  std::mt19937 random(GetParam());
  const BundleOnDisk bundle;
  for (int round = 0; round < 50; ++round) {
    std::string text = kGood;
    for (auto cuts = 1 + random() % 3; cuts != 0; --cuts) {
      const std::size_t at = random() % text.size();
      const std::size_t length = random() % 6;
      constexpr const char* kPieces[] = {"", "-", "9", "{", "]", "\"", ",", "null", "1e9", "\\u"};
      text.replace(at, length, kPieces[random() % std::size(kPieces)]);
    }
    write_text(bundle.path() / "program.json", text);
    const Result<Program> read = read_bundle(bundle.path().string());
    if (read.ok()) {
      EXPECT_EQ(read.value().runs.size(), 1u) << text;
    } else {
      EXPECT_NE(read.error().message.find("program.json: "), std::string::npos) << text;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Random, DescriptionSeeds, testing::Range(0u, 10u));

}  // namespace
}  // namespace vta
