// SPDX-License-Identifier: Apache-2.0
//
// Where instructions came from: as text, through a CommandStream, and in a program.

#include "driver/program/provenance.h"

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "driver/program/assemble.h"
#include "tests/driver/program_helpers.h"
#include "tests/driver/stream_helpers.h"

namespace vta {
namespace {

Provenance tile() {
  return {"conv2d",
          "res_conv",
          {{"oc", 1, 2}, {"y", 0, 2}, {"ic", 7, 16}},
          "res[0:1, 8:16, 0:7, 0:14]"};
}

Origin named(const std::string& workload) {
  return std::make_shared<const Provenance>(Provenance{workload, "", {}, ""});
}

// Opcode and workload of every instruction; "-" for no origin.
std::string listed(const CommandStream::Finished& finished) {
  EXPECT_EQ(finished.origins.size(), finished.insns.size());
  std::string text;
  for (std::size_t i = 0; i < finished.origins.size(); ++i) {
    const auto opcode = static_cast<Opcode>(finished.insns[i].opcode);
    text += std::string(to_string(opcode)) + " " +
            (finished.origins[i] ? finished.origins[i]->workload : "-") + "\n";
  }
  return text;
}

// Every way in which an instruction gets into a stream; the origin changes with each call.
CommandStream::Finished stream_of_everything(bool with_origins) {
  CommandStream stream(Config::pynq());
  EXPECT_EQ(message_of(stream.declare_buffer("a", 4096)), "");
  const auto from = [&](const char* workload) {
    if (with_origins) stream.set_origin(named(workload));
  };
  from("nop");  // a push without an instruction to join
  EXPECT_EQ(message_of(stream.dep_push(Queue::kCompute, Queue::kLoad)), "");
  from("pop");  // taken by the load below
  EXPECT_EQ(message_of(stream.dep_pop(Queue::kCompute, Queue::kLoad)), "");
  from("load");
  EXPECT_EQ(message_of(stream.load_2d({"a", 0, 1, 1, 1, 0, 0, 0, 0, 0, MemoryType::kInp})), "");
  from("push");  // joins the load
  EXPECT_EQ(message_of(stream.dep_push(Queue::kLoad, Queue::kCompute)), "");
  from("gemm");  // with a load of micro-ops, which takes the pop
  EXPECT_EQ(message_of(stream.dep_pop(Queue::kLoad, Queue::kCompute)), "");
  EXPECT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(3)})), "");
  if (with_origins) stream.set_origin(nullptr);
  EXPECT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(3)})), "");  // still resident
  from("alu");
  EXPECT_EQ(apply_all(stream, kernel(UopMode::kAlu, {}, {alu_uop(1, 2)})), "");
  from("store");
  EXPECT_EQ(message_of(stream.dep_push(Queue::kCompute, Queue::kStore)), "");
  EXPECT_EQ(message_of(stream.dep_pop(Queue::kCompute, Queue::kStore)), "");
  EXPECT_EQ(message_of(stream.store_2d({0, MemoryType::kOut, "a", 0, 1, 1, 1})), "");
  return stream.finish().value();
}

TEST(Provenance, IsShortInErrorReports) {
  EXPECT_EQ(to_string(tile()), "conv2d tile oc 1/2, y 0/2, ic 7/16");
  EXPECT_EQ(to_string(Provenance{"conv2d", "res", {}, "res[0:1]"}), "conv2d");
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(to_string(Provenance{"w", "", {{"n", kMost - 1, kMost}}, ""}),
            "w tile n 9223372036854775806/9223372036854775807");
}

TEST(Provenance, IsCompleteInListings) {
  EXPECT_EQ(describe(tile()),
            "conv2d res_conv: tile oc 1/2, y 0/2, ic 7/16; res[0:1, 8:16, 0:7, 0:14]");
  EXPECT_EQ(describe({"conv2d", "", {{"oc", 1, 2}}, ""}), "conv2d: tile oc 1/2");
  EXPECT_EQ(describe({"conv2d", "res", {}, "res[0:1]"}), "conv2d res: res[0:1]");
  EXPECT_EQ(describe({"conv2d", "res", {}, ""}), "conv2d res");
  EXPECT_EQ(describe({"conv2d", "", {}, ""}), "conv2d");
}

TEST(Provenance, ThatMakesNoLineIsRefused) {
  const auto refusal = [](auto change) {
    Provenance provenance = tile();
    change(provenance);
    return message_of(check_provenance(provenance));
  };
  EXPECT_EQ(refusal([](Provenance&) {}), "");
  EXPECT_EQ(refusal([](Provenance& p) { p = {"w", "", {}, ""}; }), "");
  EXPECT_EQ(refusal([](Provenance& p) { p.workload = ""; }),
            "workload is empty; it must have a name");
  EXPECT_EQ(refusal([](Provenance& p) { p.workload = "a\nb"; }),
            "workload has control characters in it; it must be text of one line");
  EXPECT_EQ(refusal([](Provenance& p) { p.stage = "\x1b[2J"; }),
            "stage has control characters in it; it must be text of one line");
  EXPECT_EQ(refusal([](Provenance& p) { p.iterations[2].axis = "\t"; }),
            "iterations[2] (axis) has control characters in it; it must be text of one line");
  EXPECT_EQ(refusal([](Provenance& p) { p.slice = std::string(1, '\0'); }),
            "slice has control characters in it; it must be text of one line");
  EXPECT_EQ(refusal([](Provenance& p) { p.iterations[1].index = 2; }),
            "iterations[1] is y 2/2; the index must lie in 0 to extent - 1");
  EXPECT_EQ(refusal([](Provenance& p) { p.iterations[0].index = -1; }),
            "iterations[0] is oc -1/2; the index must lie in 0 to extent - 1");
}

TEST(SetOrigin, MarksWhateverIsRecordedButNotTheEpilogue) {
  EXPECT_EQ(listed(stream_of_everything(true)),
            "LOAD nop\n"     // a NOP
            "LOAD load\n"    // INP
            "LOAD gemm\n"    // UOP
            "GEMM gemm\n"    //
            "GEMM -\n"       // nobody said
            "LOAD alu\n"     // UOP
            "ALU alu\n"      //
            "STORE store\n"  //
            "LOAD -\n"       // the epilogue: tokens of load and compute, then FINISH
            "LOAD -\n"
            "FINISH -\n");
}

TEST(SetOrigin, ChangesNothingElse) {
  const CommandStream::Finished with = stream_of_everything(true);
  const CommandStream::Finished without = stream_of_everything(false);
  EXPECT_EQ(with.insns, without.insns);
  EXPECT_EQ(with.uops, without.uops);
  EXPECT_EQ(with.insn_image, without.insn_image);
  EXPECT_EQ(with.uop_image, without.uop_image);
  EXPECT_EQ(with.insn_address, without.insn_address);
  EXPECT_EQ(with.uop_address, without.uop_address);
  EXPECT_EQ(with.memory_end, without.memory_end);
  EXPECT_EQ(without.origins, std::vector<Origin>(without.insns.size()));
}

TEST(SetOrigin, IsSharedByTheInstructionsOfOnePlace) {
  CommandStream stream(Config::pynq());
  const Origin origin = named("w");
  stream.set_origin(origin);
  EXPECT_EQ(apply_all(stream, kernel(UopMode::kGemm, {}, {gemm_uop(3)})), "");
  const CommandStream::Finished finished = stream.finish().value();
  EXPECT_EQ(finished.origins[0], origin);
  EXPECT_EQ(finished.origins[1], origin);
}

TEST(ProgramOrigins, AreThoseOfTheStream) {
  const CommandStream::Finished with = stream_of_everything(true);
  const CommandStream::Finished without = stream_of_everything(false);
  EXPECT_EQ(make_program(Config::pynq(), "p", with, {}, {}).value().runs[0].origins, with.origins);
  EXPECT_TRUE(make_program(Config::pynq(), "p", without, {}, {}).value().runs[0].origins.empty());
}

TEST(ProgramOrigins, AreOnePerInstructionOrNone) {
  Program program = small_program();
  program.runs[0].origins = {named("w"), nullptr};
  EXPECT_EQ(message_of(check_program(program)), "");
  program.runs[1].origins = {nullptr, named("w")};
  EXPECT_EQ(message_of(check_program(program)),
            "runs[1].origins has 2 entries for 1 instructions; it must be empty or have one for "
            "each");
  program.runs[1].origins = {named("a\nb")};
  EXPECT_EQ(message_of(check_program(program)),
            "runs[1].origins[0]: workload has control characters in it; it must be text of one "
            "line");
}

}  // namespace
}  // namespace vta
