#include "cuda/program.h"

#include <algorithm>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

namespace lacuna::gpu {
namespace {

bool overlap(const Access& a, const Access& b) {
  if (a.stride == b.stride) {
    return a.begin < b.end && b.begin < a.end;
  }
  // Of unlike strides: nobody knows how far they reach, but one behind the other is apart by
  // blocks of memory, which never touch.
  const auto reach = [](const Access& x) { return x.stride == 0 ? x.end : x.begin + x.stride; };
  return a.begin < std::max(b.end, reach(b)) && b.begin < std::max(a.end, reach(a));
}

/// Whether each tile of both kernels touches the same part alone.
bool areOwn(const Access& a, const Access& b) {
  return a.row != 0 && a.row == b.row && a.begin == b.begin && a.end == b.end;
}

/// Puts the groups of each phase in order, those with the longest tiles first: what is left for the
/// blocks that have done theirs is short.
void putLongestFirst(Plan& plan, const std::vector<std::uint64_t>& cycles) {
  std::vector<std::uint32_t> order(plan.groups.size());
  std::iota(order.begin(), order.end(), 0U);
  for (const Phase& phase : plan.phases) {
    std::ranges::stable_sort(std::span(order).subspan(phase.first, phase.count), std::greater{},
                             [&](std::uint32_t group) { return cycles[group]; });
  }
  const std::vector<Group> groups = plan.groups;
  std::ranges::transform(order, plan.groups.begin(),
                         [&](std::uint32_t group) { return groups[group]; });
}

enum class Order : std::uint8_t { free, same_tile, behind };

Order orderOf(const std::vector<Access>& before, Split split_before,
              const std::vector<Access>& after, Split split_after, bool same_tiles) {
  Order order = Order::free;
  for (const Access& a : before) {
    for (const Access& b : after) {
      if (!(a.writes || b.writes) || !overlap(a, b)) {
        continue;
      }
      const bool own =
          split_before != Split::none && split_before == split_after && same_tiles && areOwn(a, b);
      order = std::max(order, own ? Order::same_tile : Order::behind);
    }
  }
  return order;
}

}  // namespace

std::uint32_t Program::listOf(Problems problems) {
  const auto found = std::ranges::find_if(
      lists_, [&](const auto& list) { return std::ranges::equal(list, problems); });
  if (found == lists_.end()) {
    lists_.emplace_back(problems.begin(), problems.end());
    return static_cast<std::uint32_t>(lists_.size() - 1);
  }
  return static_cast<std::uint32_t>(found - lists_.begin());
}

void Program::add(const Op& op, Problems problems, Split split, std::vector<Access> accesses) {
  if (problems.empty()) {
    return;
  }
  if (kernels_.empty()) {
    groups_.clear();
  }
  Kernel kernel{op, listOf(problems), split, std::move(accesses), 0, 0};
  kernel.op.plan(Layout::large);
  place(kernel);
  kernels_.push_back(std::move(kernel));
}

void Program::place(Kernel& kernel) {
  std::uint32_t floor = 0;
  std::vector<const Kernel*> same_tile;
  for (const Kernel& before : kernels_) {
    switch (orderOf(before.accesses, before.split, kernel.accesses, kernel.split,
                    before.op.tiles == kernel.op.tiles)) {
      case Order::free:
        break;
      case Order::same_tile:
        same_tile.push_back(&before);
        break;
      case Order::behind:
        floor = std::max(floor, before.phase + 1);
        break;
    }
  }
  const Kernel* last = nullptr;  // the group to join
  bool several = false;
  for (const Kernel* before : same_tile) {
    if (before->phase >= floor && (last == nullptr || before->phase >= last->phase)) {
      several = last != nullptr && before->phase == last->phase &&
                (several || before->group != last->group);
      last = before;
    }
  }
  kernel.phase = last == nullptr ? floor : last->phase + (several ? 1 : 0);
  if (kernel.phase >= groups_.size()) {
    groups_.resize(kernel.phase + 1, 0);
  }
  kernel.group = last != nullptr && !several ? last->group : groups_[kernel.phase]++;
}

std::vector<std::uint32_t> Program::problems() const {
  std::vector<std::uint32_t> all;
  for (const auto& list : lists_) {
    all.insert(all.end(), list.begin(), list.end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::uint32_t Program::largestProduct(Layout layout) const {
  std::uint32_t most = 1;
  for (const Kernel& kernel : kernels_) {
    if (kernel.split == Split::products) {
      Op op = kernel.op;
      op.plan(layout);
      most = std::max(most, op.tiles);
    }
  }
  return most;
}

Plan Program::plan(Layout layout) const {
  Plan plan;
  plan.problems = problems();
  plan.member_words = plan.problems.empty() ? 0 : plan.problems.back() / 32 + 1;
  std::vector<std::uint32_t> members;
  for (const auto& list : lists_) {
    if (list.size() == plan.problems.size()) {
      members.push_back(Op::kEverybody);
      continue;
    }
    members.push_back(static_cast<std::uint32_t>(plan.members.size() / plan.member_words));
    plan.members.resize(plan.members.size() + plan.member_words, 0);
    for (const std::uint32_t problem : list) {
      plan.members[members.back() * plan.member_words + problem / 32] |= 1U << (problem % 32);
    }
  }
  std::vector<const Kernel*> order;
  for (const Kernel& kernel : kernels_) {
    order.push_back(&kernel);
  }
  std::ranges::stable_sort(order, {}, [](const Kernel* kernel) {
    return std::pair{kernel->phase, kernel->group};
  });
  std::vector<std::uint64_t> cycles;  // of a tile of each group
  const Kernel* before = nullptr;
  for (const Kernel* kernel : order) {
    if (before == nullptr || before->phase != kernel->phase) {
      plan.phases.push_back({static_cast<std::uint32_t>(plan.groups.size()), 0, 0});
    }
    Op op = kernel->op;
    op.plan(layout);
    op.members = members[kernel->list];
    if (before == nullptr || before->phase != kernel->phase || before->group != kernel->group) {
      plan.groups.push_back({static_cast<std::uint32_t>(plan.ops.size()), 0, op.tiles});
      cycles.push_back(0);
      ++plan.phases.back().count;
      plan.phases.back().tiles += op.tiles;
    }
    ++plan.groups.back().count;
    cycles.back() += op.cyclesOfTile();
    plan.ops.push_back(op);
    before = kernel;
  }
  putLongestFirst(plan, cycles);
  return plan;
}

}  // namespace lacuna::gpu
