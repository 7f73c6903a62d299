#include "classic/check.h"

#include <algorithm>
#include <cmath>

#include "solver/check.h"
#include "support/error.h"

namespace lacuna::classic {
void check(const Spec& spec, const Given& given) {
  const SparseObservations& entries = given.entries;
  expect(spec.rows > 0 && spec.cols > 0 && spec.steps > 0, "Expected rows, columns and steps");
  expect(spec.tolerance >= 0.0, "Expected a tolerance >= 0");
  expect(entries.batch == 1, "Expected one matrix");
  lacuna::check(entries, spec.rows, spec.cols);
  expect(std::all_of(entries.values.begin(), entries.values.end(),
                     [](float value) { return std::isfinite(value); }),
         "Expected finite observed values");
  expect(given.held.empty() || given.held.size() == entries.values.size(),
         "Expected as many held flags as entries");
  const auto inside = [&](Place at) { return at.row < spec.rows && at.col < spec.cols; };
  expect(std::all_of(spec.places.begin(), spec.places.end(), inside),
         "Expected places inside of the matrix");
}

}  // namespace lacuna::classic
