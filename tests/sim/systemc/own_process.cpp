// SPDX-License-Identifier: Apache-2.0
//
// With the main() of the tests: GoogleTest inside of sc_main().

#include "tests/sim/systemc/own_process.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <systemc>

namespace vta::test {
namespace {

constexpr unsigned kSeconds = 60;

int run_here(const std::function<void()>& body) {
  ::alarm(kSeconds);
  try {
    body();
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  return ::testing::Test::HasFailure() ? 1 : 0;
}

}  // namespace

void in_own_process(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0) << "fork failed";
  if (child == 0) std::exit(run_here(body));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  if (WIFSIGNALED(status)) {
    ADD_FAILURE() << "the simulation was ended by signal " << WTERMSIG(status)
                  << (WTERMSIG(status) == SIGALRM ? ", after a minute" : "");
  } else {
    EXPECT_EQ(WEXITSTATUS(status), 0) << "the simulation failed; see above";
  }
}

SharedNumber::SharedNumber()
    : number_(
          static_cast<std::uint64_t*>(::mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE,
                                             MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
  if (number_ == MAP_FAILED) std::abort();
}

SharedNumber::~SharedNumber() { ::munmap(number_, sizeof *number_); }

}  // namespace vta::test

int sc_main(int argc, char* argv[]) {
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}

int main(int argc, char** argv) {
  ::setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
