// SPDX-License-Identifier: Apache-2.0

#include "sim/timing/requests.h"

namespace vta::timing {

void Requests::start(Cycle now, const Rows& rows) {
  row_ = rows;
  row_busy_ = true;
  row_at_ = now + 1;
  row_free_at_ = kNever;
  pull();
}

void Requests::grant(Cycle now) {
  asks_at_ = kNever;
  register_free_at_ = now;
  pull();
}

void Requests::take_row(Cycle now) {
  const std::uint64_t mask = (std::uint64_t{1} << beat_log_) - 1;
  beat_address_ = row_.address >> beat_log_;
  beats_left_ = ((row_.address & mask) + row_.row_bytes + mask) >> beat_log_;
  burst_busy_ = true;
  burst_at_ = now + 1;
  row_.address += static_cast<std::uint32_t>(row_.stride_bytes);
  row_at_ = now + 1;
  if (--row_.rows == 0) {
    row_busy_ = false;
    row_free_at_ = now;
  }
}

// What follows without anybody's help, up to the next request.
void Requests::pull() {
  if (!burst_busy_ && row_busy_) take_row(std::max(row_at_, burst_free_at_));
  if (!burst_busy_ || asks_at_ != kNever) return;
  const Cycle emit = std::max(burst_at_, register_free_at_);
  const std::uint64_t room = kMaxBurstBeats - beat_address_ % kMaxBurstBeats;
  beats_ = static_cast<unsigned>(std::min(room, beats_left_));
  beat_address_ += beats_;
  beats_left_ -= beats_;
  asks_at_ = emit + 1;
  burst_at_ = emit + 1;
  if (beats_left_ != 0) return;
  burst_busy_ = false;
  burst_free_at_ = emit;
  if (row_busy_) take_row(std::max(row_at_, emit));
}

}  // namespace vta::timing
