// SPDX-License-Identifier: Apache-2.0

#include "sim/board/tree.h"

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "driver/board/loaded_design.h"
#include "driver/board/small_file.h"
#include "sim/board/node.h"

namespace vta::board {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMarker = "emulated-board";
constexpr const char* kMarkerText =
    "The files of an emulated Pynq; made by vta board-emulator, and to be removed as a whole.\n";

// A file of the tree, and the folders above it. Whoever reads it meanwhile sees the old or the new.
Status put(const std::string& root, const std::string& path, std::string_view text) {
  const fs::path file = root + path;
  const fs::path temporary = root + path + ".new";
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (!error) {
    std::ofstream stream(temporary, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::rename(temporary, file, error);
  if (!error) return ok_status();
  return Error{"cannot write " + file.string() + ": " + error.message()};
}

Status check_root(const std::string& root) {
  std::error_code error;
  if (!fs::exists(root, error)) {
    fs::create_directories(root, error);
    if (!error) return ok_status();
    return Error{"cannot make the folder '" + root + "': " + error.message()};
  }
  if (!fs::is_directory(root, error)) return Error{"'" + root + "' is no folder"};
  if (fs::exists(root + "/" + kMarker, error) || fs::is_empty(root, error)) return ok_status();
  return Error{"the folder '" + root +
               "' holds something else; an emulated board needs a new or an empty one"};
}

}  // namespace

Status write_meminfo(const std::string& root, const ContiguousMemory& memory) {
  const std::string text =
      "MemTotal:         506936 kB\nCmaTotal:         " + std::to_string(memory.size() / 1024) +
      " kB\nCmaFree:          " + std::to_string(memory.free_bytes() / 1024) + " kB\n";
  return put(root, "/proc/meminfo", text);
}

Status make_tree(const std::string& root, const Machine& machine) {
  Status status = check_root(root);
  const auto file = [&](const std::string& path, std::string_view text) {
    if (status) status = put(root, path, text);
  };
  file(std::string("/") + kMarker, kMarkerText);
  const std::string manager = "/sys/class/fpga_manager/fpga0/";
  file(manager + "name", "Xilinx Zynq FPGA Manager\n");
  for (const char* special : {"firmware", "flags", "state"}) file(manager + special, "");
  file("/sys/class/uio/uio0/name", "audio-codec-ctrl\n");
  if (machine.has_uio) {
    const std::string uio = "/sys/class/uio/uio1/";
    file(uio + "name", "fabric\n");
    file(uio + "maps/map0/addr", hex_text(kRegistersAt) + "\n");
    file(uio + "maps/map0/size", hex_text(kRegistersSize) + "\n");
    file(kUioPath, "");
  }
  file("/dev/mem", "");
  if (machine.has_zocl) file(kRenderPath, "");
  if (machine.udmabuf) {
    const std::string folder = std::string(kUdmabufFolder) + "/";
    file(folder + "phys_addr", hex_text(machine.udmabuf->physical()) + "\n");
    file(folder + "size", std::to_string(machine.udmabuf->size()) + "\n");
    for (const char* special : {"sync_for_cpu", "sync_for_device"}) file(folder + special, "");
    file(kUdmabufPath, "");
  }
  for (const char* folder : {"/lib/firmware", "/run/lock", "/tmp"}) {
    std::error_code error;
    if (status) fs::create_directories(root + folder, error);
    if (error) status = Error{"cannot make " + root + folder + ": " + error.message()};
  }
  std::error_code error;  // /run does not outlive the system
  fs::remove(root + kLoadedDesignPath, error);
  return status ? write_meminfo(root, *machine.memory) : status;
}

}  // namespace vta::board
