#include "solver/snapshots.h"

#include <algorithm>

namespace lacuna {

bool Snapshots::takes(std::uint64_t step) const {
  return std::binary_search(spec_.snapshot_steps.begin(), spec_.snapshot_steps.end(), step);
}

void Snapshots::before(Device& device, const Model& model, std::uint64_t step, Problems problems) {
  if (!takes(step)) {
    return;
  }
  for (const std::uint32_t problem : problems) {
    pending_[problem] = model.laplacians(device, problem);
  }
}

void Snapshots::after(Device& device, Model& model, std::uint64_t step, std::uint32_t problem) {
  if (takes(step)) {
    taken_[problem].push_back(
        {step, model.read(device, problem, Model::Which::last), std::move(pending_[problem])});
  }
}

std::uint64_t snapshotBytes(const Spec& spec) {
  const auto& steps = spec.snapshot_steps;
  const auto reached = static_cast<std::uint64_t>(
      std::upper_bound(steps.begin(), steps.end(), spec.stopping.steps) - steps.begin());
  std::uint64_t entries = static_cast<std::uint64_t>(spec.rows) * spec.cols;
  for (const RegularizerSpec& regularizer : spec.regularizers) {
    if (const auto* const adaptive = std::get_if<AdaptiveLaplacianSpec>(&regularizer)) {
      const std::uint64_t order = Transform(adaptive->over, spec.rows, spec.cols).order();
      entries += order * order;
    }
  }
  return reached * entries * sizeof(float);
}

}  // namespace lacuna
