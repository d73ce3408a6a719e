// SPDX-License-Identifier: Apache-2.0

#include "driver/program/assemble.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "driver/program/bundle.h"
#include "tests/driver/program_helpers.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

using Contents = std::map<std::string, std::vector<std::byte>>;

CommandStream::Finished finished(const std::vector<std::string>& names, bool with_kernel = true) {
  CommandStream stream(Config::pynq());
  for (const std::string& name : names) EXPECT_TRUE(stream.declare_buffer(name, 32).ok());
  if (with_kernel) {
    EXPECT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(0)})), "");
  }
  return stream.finish().value();
}

Result<Program> assemble(const std::vector<std::string>& names, const Contents& inputs,
                         const Contents& expected, bool with_kernel = true) {
  return make_program(Config::pynq(), "p", finished(names, with_kernel), inputs, expected);
}

std::string summary(const std::vector<ProgramBlob>& blobs) {
  std::string text;
  for (const ProgramBlob& blob : blobs) {
    text += blob.file + "@" + std::to_string(blob.address / 4096) + "=" +
            std::to_string(std::to_integer<unsigned>(blob.bytes[0])) + " ";
  }
  return text;
}

TEST(MakeProgram, HasOneRegionAndOneRunOverEverything) {
  const Program program =
      assemble({"in", "out", "both", "neither"}, {{"in", filled(32, 1)}, {"both", filled(32, 2)}},
               {{"out", filled(32, 3)}, {"both", filled(32, 4)}})
          .value();
  EXPECT_EQ(program.name, "p");
  EXPECT_EQ(program.config, Config::pynq());
  ASSERT_EQ(program.regions.size(), 1u);
  EXPECT_EQ(program.regions[0].address, 0x1000u);
  EXPECT_EQ(program.regions[0].size, 0x6000u);
  ASSERT_EQ(program.runs.size(), 1u);
  const ProgramRun& run = program.runs[0];
  EXPECT_EQ(run.insn_address, 0x6000u);
  EXPECT_EQ(run.insn_count, 6u);
  EXPECT_EQ(summary(run.memory),
            "insn.bin@6=0 uop.bin@5=0 in.bin@1=1 out.init.bin@2=165 "
            "both.bin@3=2 ");
  EXPECT_EQ(summary(run.expect), "out.expect.bin@2=3 both.expect.bin@3=4 ");
  EXPECT_EQ(run.memory[3].bytes, std::vector<std::byte>(32, kUnwritten));
  EXPECT_FALSE(run.error || run.max_cycles);
}

TEST(MakeProgram, HasTheImagesOfTheStream) {
  const CommandStream::Finished stream = finished({"a"});
  const Program program = make_program(Config::pynq(), "p", stream, {}, {}).value();
  EXPECT_EQ(program.runs[0].memory[0].bytes, stream.insn_image);
  EXPECT_EQ(program.runs[0].memory[1].bytes, stream.uop_image);
}

TEST(MakeProgram, OmitsTheFileOfNoMicroOps) {
  const Program program = assemble({"a"}, {}, {}, false).value();
  EXPECT_EQ(summary(program.runs[0].memory), "insn.bin@2=33 ");
}

TEST(MakeProgram, FitsIntoABundle) {
  const ScratchDirectory scratch;
  const Program program =
      assemble({"in", "out"}, {{"in", filled(32, 1)}}, {{"out", filled(32, 3)}}).value();
  ASSERT_EQ(message_of(write_bundle(program, scratch / "b")), "");
  EXPECT_EQ(message_of(read_bundle(scratch / "b")), "");
}

TEST(MakeProgram, RefusesContentsOfUnknownBuffersOrWrongSize) {
  EXPECT_EQ(message_of(assemble({"a"}, {{"b", filled(32, 0)}}, {})),
            "buffer 'b' has contents, but was never declared");
  EXPECT_EQ(message_of(assemble({"a"}, {}, {{"b", filled(32, 0)}})),
            "buffer 'b' has contents, but was never declared");
  EXPECT_EQ(message_of(assemble({"a"}, {{"a", filled(31, 0)}}, {})),
            "buffer 'a' was declared with 32 bytes, but its contents have 31");
  EXPECT_EQ(message_of(assemble({"a"}, {}, {{"a", filled(33, 0)}})),
            "buffer 'a' was declared with 32 bytes, but its contents have 33");
}

TEST(MakeProgram, RefusesBuffersThatWouldShareAFile) {
  EXPECT_EQ(message_of(assemble({"insn"}, {{"insn", filled(32, 0)}}, {})),
            "two things would be stored as 'insn.bin'; rename a buffer");
  EXPECT_EQ(message_of(
                assemble({"a", "a.expect"}, {{"a.expect", filled(32, 0)}}, {{"a", filled(32, 0)}})),
            "two things would be stored as 'a.expect.bin'; rename a buffer");
}

TEST(MakeProgram, RefusesBuffersWhoseNamesAreNoFileNames) {
  EXPECT_EQ(message_of(assemble({"../a"}, {{"../a", filled(32, 0)}}, {})),
            "runs[0].memory[2]: file name '../a.bin' leaves the bundle");
}

}  // namespace
}  // namespace vta
