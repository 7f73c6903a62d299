#include "solver/seed_agreement.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "support/error.h"

namespace lacuna {

void SeedAgreement::look(std::uint64_t step, const Iterate& x, const Iterate& y) {
  const std::vector<double> first = atPlaces(x);
  const std::vector<double> second = atPlaces(y);
  const auto count = static_cast<double>(first.size());
  double mean = 0.0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    mean += (first[i] + second[i]) / 2.0 / count;
  }
  double apart = 0.0;
  double spread = 0.0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const double away = (first[i] + second[i]) / 2.0 - mean;
    apart += (first[i] - second[i]) * (first[i] - second[i]);
    spread += away * away;
  }
  // Without a spread there is nothing to compare with; and NaN is no agreement.
  curve_.steps.push_back(step);
  curve_.disagreements.push_back(std::sqrt(apart / spread));
  if (curve_.disagreements.back() <= spec_.most) {
    curve_.chosen_step = step;
    curve_.difference = std::sqrt(apart / count);
  }
}

std::vector<double> SeedAgreement::atPlaces(const Iterate& x) const {
  std::vector<double> values;
  values.reserve(spec_.places.size());
  for (const std::uint32_t place : spec_.places) {
    values.push_back(entryOf(x, rows_, cols_, place));
  }
  return values;
}

void checkAgreement(const Spec& spec, std::uint32_t batch) {
  if (!spec.agreement) {
    return;
  }
  const std::size_t entries = static_cast<std::size_t>(spec.rows) * spec.cols;
  expect(spec.agreement->every > 0, "Expected at least one step between two comparisons of starts");
  expect(batch == 2, "Expected two problems where two starts are compared but received " +
                         std::to_string(batch));
  expect(!spec.agreement->places.empty() &&
             std::ranges::all_of(spec.agreement->places,
                                 [&](std::uint32_t place) { return place < entries; }),
         "Expected places of the matrix where two starts are compared");
}

std::uint64_t agreementBytes(const Spec& spec) {
  if (!spec.agreement) {
    return 0;
  }
  const std::uint64_t looks = spec.stopping.steps / spec.agreement->every + 1;
  return sizeof(float) * spec.rows * spec.cols + sizeof(double) * spec.agreement->places.size() +
         looks * (sizeof(std::uint64_t) + sizeof(double));
}

}  // namespace lacuna
