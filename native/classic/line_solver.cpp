#include "classic/line_solver.h"

#include <algorithm>
#include <numeric>

#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

/// Rows that one chain of a Gram matrix goes over.
constexpr std::size_t kMomentRows = 64;
/// Places that a thread takes at once.
constexpr std::size_t kPlaces = 4096;

std::size_t groupsOf(std::size_t lines) { return (lines + kGroupLines - 1) / kGroupLines; }

cpu::LineTask taskOf(const LineEntries& lines, const FactorRows& other, std::size_t order) {
  return {lines.offsets.data(), lines.others.data(), lines.values.data(),
          other.data(),         other.stride(),      order};
}

/// Memory of one group of systems.
struct Group {
  AlignedFloats systems;
  AlignedFloats scratch;
  AlignedFloats noise;

  Group(std::size_t order, std::size_t stride)
      : systems(alignedFloats(cpu::systemFloats(order))),
        scratch(alignedFloats(kGroupLines * cpu::lineFloats(order, stride))),
        noise(alignedFloats(kGroupLines * order)) {}
};

void storeSolutions(FactorRows& own, const float* solutions, cpu::Range lines, std::size_t order) {
  for (std::size_t i = lines.begin; i < lines.end; ++i) {
    float* const row = own.row(i).data();
    for (std::size_t k = 0; k < order; ++k) {
      row[k] = solutions[k * kGroupLines + i - lines.begin];
    }
  }
}

/// Calls body(group index, lines of the group, memory) for all groups of sixteen lines.
template <class Body>
void forEachGroup(cpu::Team& team, const cpu::LineTask& task, std::size_t lines, const Body& body) {
  cpu::parallelFor(team, groupsOf(lines), 1, [&](cpu::Range groups) {
    Group memory(task.order, task.stride);
    for (std::size_t g = groups.begin; g < groups.end; ++g) {
      const cpu::Range range{g * kGroupLines, std::min(lines, (g + 1) * kGroupLines)};
      cpu::currentKernels().lineSystems(memory.systems.get(), memory.scratch.get(), task, range);
      body(g, range, memory);
    }
  });
}

}  // namespace

void solveLines(cpu::Team& team, const LineEntries& lines, const FactorRows& other, FactorRows& own,
                std::size_t order, const AddPrior& add_prior) {
  const cpu::KernelTable& kernels = cpu::currentKernels();
  forEachGroup(team, taskOf(lines, other, order), lines.count(),
               [&](std::size_t /*group*/, cpu::Range range, Group& memory) {
                 float* const systems = memory.systems.get();
                 const bool is_noisy = add_prior(range, systems, memory.noise.get());
                 kernels.solveSystems(systems, order, is_noisy ? memory.noise.get() : nullptr);
                 storeSolutions(own, systems + kGroupLines * cpu::columnStart(order, order), range,
                                order);
               });
}

Moments momentsOf(cpu::Team& team, const FactorRows& rows, std::size_t order) {
  const std::size_t blocks = (rows.rows() + kMomentRows - 1) / kMomentRows;
  std::vector<std::uint32_t> offsets(blocks + 1);
  for (std::size_t b = 0; b <= blocks; ++b) {
    offsets[b] = static_cast<std::uint32_t>(std::min(rows.rows(), b * kMomentRows));
  }
  std::vector<std::uint32_t> all(rows.rows());
  std::iota(all.begin(), all.end(), 0U);
  const std::vector<float> ones(rows.rows(), 1.0F);
  const std::size_t entries = cpu::columnStart(order, order) + order;
  std::vector<double> sums(groupsOf(blocks) * entries, 0.0);
  forEachGroup(team, taskOf({offsets, all, ones}, rows, order), blocks,
               [&](std::size_t group, cpu::Range /*range*/, const Group& memory) {
                 for (std::size_t e = 0; e < entries; ++e) {
                   const float* const lanes = memory.systems.get() + e * kGroupLines;
                   sums[group * entries + e] = std::accumulate(lanes, lanes + kGroupLines, 0.0);
                 }
               });
  for (std::size_t at = entries; at < sums.size(); ++at) {
    sums[at % entries] += sums[at];
  }

  Moments moments{rows.rows(), std::vector<double>(order), std::vector<double>(order * order)};
  for (std::size_t j = 0; j < order; ++j) {
    moments.sum[j] = sums[cpu::columnStart(order, order) + j];
    for (std::size_t i = j; i < order; ++i) {
      const double entry = sums[cpu::columnStart(order, j) + i - j];
      moments.gram[i * order + j] = entry;
      moments.gram[j * order + i] = entry;
    }
  }
  return moments;
}

void multiplyPlaces(std::span<float> values, std::span<const Place> places, const FactorRows& left,
                    const FactorRows& right) {
  static_assert(sizeof(Place) == 2 * sizeof(std::uint32_t));
  if (!places.empty()) {
    const cpu::PlaceTask task{&places.front().row, left.data(), right.data(), left.stride()};
    cpu::currentKernels().placeProducts(values.data(), task, {0, places.size()});
  }
}

void productsAt(cpu::Team& team, std::span<float> values, std::span<const Place> places,
                const FactorRows& left, const FactorRows& right) {
  cpu::parallelFor(team, places.size(), kPlaces, [&](cpu::Range range) {
    const std::size_t count = range.end - range.begin;
    multiplyPlaces(values.subspan(range.begin, count), places.subspan(range.begin, count), left,
                   right);
  });
}

}  // namespace lacuna::classic
