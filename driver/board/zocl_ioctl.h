// SPDX-License-Identifier: Apache-2.0
//
// The part of the user interface of DRM and zocl that the driver uses. Layouts and numbers are
// those of the kernel's include/uapi/drm/drm.h and of XRT's zynq_ioctl.h.

#ifndef VTA_DRIVER_BOARD_ZOCL_IOCTL_H_
#define VTA_DRIVER_BOARD_ZOCL_IOCTL_H_

#include <sys/ioctl.h>

#include <cstddef>
#include <cstdint>

namespace vta::board::zocl {

struct DrmVersion {  // struct drm_version; its pointers make it larger on 64 bits
  int version_major, version_minor, version_patchlevel;
  std::size_t name_len;  // room in `name`, then the length of the name
  char* name;
  std::size_t date_len;
  char* date;
  std::size_t desc_len;
  char* desc;
};

struct CreateBo {  // struct drm_zocl_create_bo
  std::uint64_t size;
  std::uint32_t handle;  // out
  std::uint32_t flags;
};

struct MapBo {  // struct drm_zocl_map_bo
  std::uint32_t handle;
  std::uint32_t pad;
  std::uint64_t offset;  // out: for mmap
};

enum class SyncDirection : std::uint32_t { kToDevice = 0, kFromDevice = 1 };

struct SyncBo {  // struct drm_zocl_sync_bo
  std::uint32_t handle;
  SyncDirection direction;
  std::uint64_t offset, size;
};

struct InfoBo {  // struct drm_zocl_info_bo
  std::uint32_t handle;
  std::uint64_t size, paddr;  // out
};

static_assert(sizeof(CreateBo) == 16 && sizeof(MapBo) == 16 && sizeof(SyncBo) == 24 &&
              sizeof(InfoBo) == 24 && offsetof(InfoBo, size) == 8);

inline constexpr std::uint32_t kCacheable = 1u << 24;  // cached for the processor, sync needed
inline constexpr std::uint32_t kCma = 1u << 28;

inline constexpr unsigned char kType = 'd';
inline constexpr unsigned kDriverRequests = 0x40;  // where the requests of a driver begin
inline constexpr unsigned long kDrmVersion = _IOWR(kType, 0x00, DrmVersion);
inline constexpr unsigned long kCreateBo = _IOWR(kType, kDriverRequests + 0, CreateBo);
inline constexpr unsigned long kMapBo = _IOWR(kType, kDriverRequests + 3, MapBo);
inline constexpr unsigned long kSyncBo = _IOWR(kType, kDriverRequests + 4, SyncBo);
inline constexpr unsigned long kInfoBo = _IOWR(kType, kDriverRequests + 5, InfoBo);

}  // namespace vta::board::zocl

#endif  // VTA_DRIVER_BOARD_ZOCL_IOCTL_H_
