// SPDX-License-Identifier: Apache-2.0
//
// The system calls that the board driver makes, and nothing else of the operating system.
// Everything above this interface is the same on a board, on an emulated board and in a test that
// injects errors.

#ifndef VTA_DRIVER_BOARD_SYSTEM_H_
#define VTA_DRIVER_BOARD_SYSTEM_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hw/isa/result.h"

namespace vta::board {

// What a system call returned: a count (0 where it has none), or the errno and no count.
struct CallResult {
  std::size_t count = 0;
  int error = 0;  // errno, 0 when the call succeeded
  [[nodiscard]] bool ok() const noexcept { return error == 0; }
};

// Memory or registers that a file showed; unmapped with the object.
class Mapping {
 public:
  virtual ~Mapping() = default;
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  // One 32-bit access each, never split, merged or left out. `offset`: bytes, a multiple of 4.
  [[nodiscard]] virtual std::uint32_t read32(std::size_t offset) = 0;
  virtual void write32(std::size_t offset, std::uint32_t value) = 0;

  // Why an access has had no answer, or empty. A real bus answers, or hangs the processor; an
  // emulated one can say so. Once there is a failure, reads are zero and writes go nowhere.
  [[nodiscard]] virtual std::string failure() const { return {}; }

  // The bytes, for memory; empty where only read32() and write32() may be used (registers).
  [[nodiscard]] virtual std::span<std::byte> bytes() = 0;

 protected:
  Mapping() = default;
};

// An open file; closed, and its lock released, with the object.
class File {
 public:
  virtual ~File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  virtual CallResult read(std::span<std::byte> to) = 0;
  virtual CallResult write(std::span<const std::byte> from) = 0;  // one write(2)
  virtual CallResult ioctl(unsigned long request, std::span<std::byte> argument) = 0;
  // count: 1 readable, 0 time is up.
  virtual CallResult poll(std::chrono::milliseconds timeout) = 0;
  // Exclusive flock without waiting; EWOULDBLOCK when another process has it.
  virtual CallResult lock() = 0;

  // `size` bytes shared from `offset`, both multiples of the page size.
  struct Mapped {
    std::unique_ptr<Mapping> mapping;  // null when it failed
    int error = 0;                     // errno
  };
  virtual Mapped map(std::uint64_t offset, std::size_t size) = 0;

 protected:
  File() = default;
};

enum class OpenMode {
  kRead,
  kWrite,
  kReadWrite,
  kReadWriteSync,  // O_SYNC: device memory through /dev/mem
  kCreate,         // written from its beginning, made when missing (mode 0644)
  kCreateLock,     // read and write, made when missing, kept as it is (lock files, mode 0644)
};

class System {
 public:
  virtual ~System() = default;
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  // Paths are those of the board ("/sys/class/uio"); the root of an emulated board comes before
  // them.
  struct Opened {
    std::unique_ptr<File> file;  // null when it failed
    int error = 0;               // errno
  };
  virtual Opened open(const std::string& path, OpenMode mode) = 0;

  // Names in a folder, sorted, without "." and "..".
  struct Listing {
    std::vector<std::string> names;
    int error = 0;  // errno
  };
  virtual Listing list(const std::string& path) = 0;

  virtual CallResult rename(const std::string& from, const std::string& to) = 0;
  virtual CallResult remove(const std::string& path) = 0;

 protected:
  System() = default;
};

}  // namespace vta::board

#endif  // VTA_DRIVER_BOARD_SYSTEM_H_
