#include "classic/check.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>

#include "support/error.h"

namespace lacuna::classic {
namespace {

void expect(bool condition, const char* message) {
  if (!condition) {
    throw Error(ErrorCode::invalid_argument, message);
  }
}

bool ascends(std::span<const std::uint32_t> cols) {
  return std::adjacent_find(cols.begin(), cols.end(), std::greater_equal<>()) == cols.end();
}

}  // namespace

void check(const Spec& spec, const Given& given) {
  const auto& [batch, offsets, cols, values] = given.entries;
  expect(spec.rows > 0 && spec.cols > 0 && spec.steps > 0, "Expected rows, columns and steps");
  expect(spec.tolerance >= 0.0, "Expected a tolerance >= 0");
  expect(batch == 1 && offsets.size() == spec.rows + std::size_t{1} && offsets.front() == 0 &&
             std::is_sorted(offsets.begin(), offsets.end()) && offsets.back() == cols.size() &&
             cols.size() == values.size(),
         "Expected entries row by row");
  for (std::size_t row = 0; row < spec.rows; ++row) {
    const auto listed = cols.subspan(offsets[row], offsets[row + 1] - offsets[row]);
    expect(ascends(listed) && (listed.empty() || listed.back() < spec.cols),
           "Expected columns that ascend within each row");
  }
  expect(std::all_of(values.begin(), values.end(), [](float x) { return std::isfinite(x); }),
         "Expected finite observed values");
  expect(given.held.empty() || given.held.size() == values.size(),
         "Expected as many held flags as entries");
  const auto inside = [&](Place at) { return at.row < spec.rows && at.col < spec.cols; };
  expect(std::all_of(spec.places.begin(), spec.places.end(), inside),
         "Expected places inside of the matrix");
}

}  // namespace lacuna::classic
