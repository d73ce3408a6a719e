// SPDX-License-Identifier: Apache-2.0

#include "driver/board/fpga_loader.h"

#include <array>
#include <cerrno>

#include "driver/board/error_text.h"
#include "driver/board/sha256.h"
#include "driver/board/stored_file.h"
#include "hw/isa/shown.h"

namespace vta::board {
namespace {

constexpr const char* kOperating = "operating";

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string attribute(const char* name) { return std::string(kFpgaManager) + "/" + name; }

// One write(2), as an attribute of sysfs takes it.
CallResult write_attribute(System& system, const char* name, const std::string& text) {
  const System::Opened opened = system.open(attribute(name), OpenMode::kWrite);
  if (!opened.file) return {0, opened.error};
  CallResult written = opened.file->write(bytes_of(text));
  if (written.ok() && written.count != text.size()) written.error = EIO;  // part of a name
  return written;
}

std::string_view meaning_of_error(int error) {
  switch (error) {
    case EINVAL:
      return "it does not take the file for a byte-swapped bitstream of this device";
    case ENOENT:
      return "it does not find the file under /lib/firmware; does "
             "/sys/module/firmware_class/parameters/path name another folder?";
    case ETIMEDOUT:
      return "the device did not finish in time, as with a bitstream of another device";
    case EBUSY:
      return "another program or a device tree overlay is using it";
    case EACCES:
    case EPERM:
      return "only root may load bitstreams";
    case ENOMEM:
      return "it has no memory for the file; close other programs that hold DMA buffers";
    case EIO:
      return "the configuration port reported an error";
    case EAGAIN:
    case EINTR:
      return "it was interrupted; the bitstream has to be loaded again";
    default:
      return "";
  }
}

// Names as in drivers/fpga/fpga-mgr.c.
std::string_view meaning_of_state(std::string_view state) {
  if (state == "firmware request" || state == "firmware request error") {
    return "the kernel did not get the file";
  }
  if (state == "write init" || state == "write init error") {
    return "the device could not be made ready for a bitstream";
  }
  if (state == "write" || state == "write error") {
    return "the bitstream did not reach the device whole";
  }
  if (state == "write complete" || state == "write complete error") {
    return "the device took the bitstream and did not start";
  }
  if (state == "power off" || state == "power up" || state == "reset") {
    return "the device is not ready for a bitstream";
  }
  if (state == "unknown") return "nothing has been loaded since the system started";
  return "";
}

std::string with_meaning(std::string_view meaning) {
  return meaning.empty() ? "" : ": " + std::string(meaning);
}

// "; its state is 'write error': the bitstream did not reach the device whole"
std::string state_now(System& system) {
  const Line state = read_line(system, attribute("state"));
  if (state.error != 0) return "; its state cannot be read: " + error_text(state.error);
  return "; its state is '" + shown(state.text) + "'" + with_meaning(meaning_of_state(state.text));
}

Status check_manager(System& system) {
  const Line state = read_line(system, attribute("state"));
  if (state.error == ENOENT) {
    return Error{"there is no FPGA manager at " + std::string(kFpgaManager) +
                 "; it needs a Zynq with a Xilinx kernel, as PYNQ 2.3 and later have"};
  }
  if (state.error != 0) {
    return Error{"cannot read " + attribute("state") + ": " + error_text(state.error)};
  }
  return ok_status();
}

Status refused(System& system, const char* name, int error) {
  if (error == ENOENT && system.open(attribute(name), OpenMode::kWrite).error == ENOENT) {
    return Error{"the FPGA manager of this kernel takes no bitstream by name: there is no " +
                 attribute(name) + "; Xilinx kernels have it, mainline kernels do not"};
  }
  return Error{"the FPGA manager refused (" + error_text(error) + ")" +
               with_meaning(meaning_of_error(error)) + state_now(system)};
}

}  // namespace

std::string firmware_name(std::span<const std::byte> swapped) {
  return "vta-" + sha256_hex(swapped) + ".bin";
}

Line read_line(System& system, const std::string& path) {
  const System::Opened opened = system.open(path, OpenMode::kRead);
  if (!opened.file) return {"", opened.error};
  std::array<char, 256> buffer{};
  const CallResult read = opened.file->read(std::as_writable_bytes(std::span(buffer)));
  if (!read.ok()) return {"", read.error};
  std::string_view text(buffer.data(), std::min(read.count, buffer.size()));
  text = text.substr(0, text.find('\n'));
  constexpr const char* kBlank = " \t\r";
  const std::size_t first = std::min(text.find_first_not_of(kBlank), text.size());
  text.remove_prefix(first);
  text = text.substr(0, text.find_last_not_of(kBlank) + 1);
  return {std::string(text), 0};
}

Result<std::string> load_full_bitstream(System& system, const Bitstream& bitstream) {
  if (Status status = check_manager(system); !status) return status.error();
  const std::vector<std::byte> swapped = swapped_words(bitstream);
  const std::string name = firmware_name(swapped);
  const Status stored = store_file(system, std::string(kFirmwareFolder) + "/" + name, swapped);
  if (!stored) return stored.error();
  // Hexadecimal; bit 0 would make it partial.
  if (const CallResult flags = write_attribute(system, "flags", "0\n"); !flags.ok()) {
    return refused(system, "flags", flags.error).error();
  }
  if (const CallResult loaded = write_attribute(system, "firmware", name + "\n"); !loaded.ok()) {
    return refused(system, "firmware", loaded.error).error();
  }
  const Line state = read_line(system, attribute("state"));
  if (state.error != 0 || state.text != kOperating) {
    return Error{"the FPGA manager reported no error, but the PL is not operating" +
                 state_now(system)};
  }
  return name;
}

}  // namespace vta::board
