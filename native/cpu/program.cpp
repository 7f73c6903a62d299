#include "cpu/program.h"

#include <algorithm>

namespace lacuna::cpu {
namespace {

/// Cost of a whole run that is worth waking other threads for: about a hundred microseconds. What
/// one core writes and another one reads takes longer than in one cache.
constexpr std::size_t kWorthWaking = 393216;
/// Cost of a group that is worth splitting: some microseconds.
constexpr std::size_t kWorthSplitting = 16384;
/// Cost of a piece: some hundred microseconds, so that a thread that is held up can be helped; but
/// a few pieces in each share at most, because a product prepares its operands in each.
constexpr std::size_t kLongestPiece = 1572864;
constexpr std::size_t kMostPieces = 3;

/// Accesses of a group that still takes kernels in: every new kernel is compared with all of them.
constexpr std::size_t kMostAccesses = 96;
constexpr std::size_t kMostGroups = 4;

constexpr std::size_t kBlockBytes = std::size_t{64} << 10;
constexpr std::size_t kAlignment = 64;

bool writes(Touch touch) {
  return touch == Touch::writes_own_rows || touch == Touch::writes_anywhere;
}

bool ownRows(Touch touch) {
  return touch == Touch::reads_own_rows || touch == Touch::writes_own_rows;
}

bool independent(const Access& a, const Access& b) {
  const bool apart = a.end <= b.begin || b.end <= a.begin;
  return apart || (!writes(a.touch) && !writes(b.touch));
}

/// Whether two kernels over the same pieces may follow each other within a piece.
bool compatible(const Access& a, const Access& b) {
  const bool same_rows =
      ownRows(a.touch) && ownRows(b.touch) && a.begin == b.begin && a.row_bytes == b.row_bytes;
  return same_rows || independent(a, b);
}

template <class Relation>
bool all(std::span<const Access> left, std::span<const Access> right, Relation relation) {
  return std::ranges::all_of(left, [&](const Access& a) {
    return std::ranges::all_of(right, [&](const Access& b) { return relation(a, b); });
  });
}

}  // namespace

std::byte* Program::claim(std::size_t bytes) {
  const std::size_t rounded = (bytes + kAlignment - 1) / kAlignment * kAlignment;
  while (block_ < blocks_.size() && filled_ + rounded > blocks_[block_].size) {
    ++block_;
    filled_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(rounded, kBlockBytes);
    blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
  }
  std::byte* const claimed = blocks_[block_].bytes.get() + filled_;
  filled_ += rounded;
  return claimed;
}

Program::Group& Program::openGroup(Staged& stage, const Rows& rows) {
  if (stage.used == stage.groups.size()) {
    stage.groups.emplace_back();
    stage.tasks.reserve(stage.groups.size());
  }
  Group& group = stage.groups[stage.used++];
  group.rows = {rows.count, rows.grain, 0};
  group.kernels.clear();
  group.accesses.clear();
  return group;
}

bool Program::takes(const Group& group, const Rows& rows) {
  return group.rows.count == rows.count && group.accesses.size() < kMostAccesses;
}

Program::Group* Program::roomIn(Staged& stage, const Rows& rows,
                                std::span<const Access> accesses) const {
  Group* found = nullptr;
  for (std::size_t i = 0; i < stage.used; ++i) {
    Group& group = stage.groups[i];
    if (all(group.accesses, accesses, independent)) {
      continue;
    }
    const bool joins =
        found == nullptr && takes(group, rows) && all(group.accesses, accesses, compatible);
    if (!joins) {
      return nullptr;
    }
    found = &group;
  }
  if (found != nullptr) {
    return found;
  }
  for (std::size_t i = 0; i < stage.used; ++i) {
    if (takes(stage.groups[i], rows)) {
      return &stage.groups[i];
    }
  }
  return stage.used < kMostGroups ? &openGroup(stage, rows) : nullptr;
}

Program::Group& Program::groupFor(const Rows& rows, std::span<const Access> accesses) {
  Group* group = stages_used_ == 0 ? nullptr : roomIn(stages_[stages_used_ - 1], rows, accesses);
  if (group == nullptr) {
    if (stages_used_ == stages_.size()) {
      stages_.emplace_back();
      planned_.reserve(stages_.size());
    }
    Staged& stage = stages_[stages_used_++];
    stage.used = 0;
    group = &openGroup(stage, rows);
  }
  group->rows.grain = std::max(group->rows.grain, rows.grain);
  group->rows.cost += rows.cost;
  cost_ += rows.cost;
  group->accesses.insert(group->accesses.end(), accesses.begin(), accesses.end());
  return *group;
}

void Program::runGroup(const void* group, Range range) {
  for (const Kernel& kernel : static_cast<const Group*>(group)->kernels) {
    kernel.call(kernel.work, range);
  }
}

void Program::plan(Staged& stage) const {
  stage.tasks.clear();
  for (const Group& group : std::span(stage.groups).first(stage.used)) {
    const auto& [count, grain, cost] = group.rows;
    const bool splits = cost >= kWorthSplitting;
    const std::size_t most = kMostPieces * team_.size();
    const std::size_t pieces = std::clamp<std::size_t>(cost / kLongestPiece, 1, most);
    const std::size_t piece =
        std::max<std::size_t>(2, (count / pieces + grain - 1) / grain) * grain;
    const std::size_t whole = std::max<std::size_t>(count, 1);
    stage.tasks.push_back(
        {&runGroup, &group, count, splits ? grain : whole, splits ? piece : whole});
  }
}

void Program::runAlone() const {
  for (const Staged& stage : std::span(stages_).first(stages_used_)) {
    for (const Group& group : std::span(stage.groups).first(stage.used)) {
      runGroup(&group, {0, group.rows.count});
    }
  }
}

void Program::runTogether() {
  planned_.clear();
  for (Staged& stage : std::span(stages_).first(stages_used_)) {
    plan(stage);
    planned_.push_back({stage.tasks});
  }
  team_.run(planned_);
}

void Program::run() noexcept {
  if (cost_ < kWorthWaking) {
    runAlone();
  } else {
    runTogether();
  }
  for (const Closing& closing : closings_) {
    closing.call(closing.work);
  }
  closings_.clear();
  stages_used_ = 0;
  cost_ = 0;
  block_ = 0;
  filled_ = 0;
}

}  // namespace lacuna::cpu
