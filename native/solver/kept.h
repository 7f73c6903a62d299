// What a run hands out of its model beside X, where that is asked for.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "solver/model.h"
#include "solver/solve.h"

namespace lacuna {

/// The parameters of the representation, row-major.
std::vector<std::vector<float>> parametersOf(Device& device, const Spec& spec, const Model& model,
                                             std::uint32_t problem);

/// What a fit is made from.
struct FitSource {
  Device& device;
  const Spec& spec;
  const Model& model;
  const Observations& observations;
  const std::atomic<bool>& stop;
};

/// The fit of an outcome whose X, steps and reason to stop are there. Throws Error(cancelled).
Fit fitOf(const FitSource& source, const Outcome& outcome, std::uint32_t problem);

}  // namespace lacuna
