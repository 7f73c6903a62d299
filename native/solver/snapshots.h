// X and the learned Laplacians at chosen steps.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "solver/solve.h"

namespace lacuna {

/// Takes the snapshots of Spec::snapshot_steps around the evaluations of these steps.
class Snapshots {
 public:
  /// `spec` must outlive it.
  Snapshots(const Spec& spec, std::uint32_t batch) : spec_(spec), pending_(batch), taken_(batch) {}

  /// Keeps the Laplacians before their parameters move.
  void before(Device& device, const Model& model, std::uint64_t step, Problems problems);

  /// Adds X of a problem whose loss was finite.
  void after(Device& device, Model& model, std::uint64_t step, std::uint32_t problem);

  /// Hands over the snapshots of one problem.
  std::vector<Snapshot> take(std::uint32_t problem) { return std::move(taken_[problem]); }

 private:
  [[nodiscard]] bool takes(std::uint64_t step) const;

  const Spec& spec_;
  std::vector<std::vector<std::vector<float>>> pending_;  // Laplacians of this step
  std::vector<std::vector<Snapshot>> taken_;
};

/// Host memory of the snapshots of one problem.
std::uint64_t snapshotBytes(const Spec& spec);

}  // namespace lacuna
