#include "classic/interpolation.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "classic/filled_matrix.h"

namespace lacuna::classic {

Interpolation::Interpolation(const Context& context)
    : context_(context),
      estimate_(std::size_t{context.observed.row_count} * context.observed.col_count) {}

Progressed Interpolation::step() {
  std::fill(estimate_.begin(), estimate_.end(), std::numeric_limits<float>::quiet_NaN());
  for (std::uint32_t row = 0; row < context_.observed.row_count; ++row) {
    placeRow(context_.observed, row, estimate_.data() + flat(row, 0));
  }
  complete(estimate_);
  return {0.0, 0.0};
}

void Interpolation::predict(std::span<const Place> places, std::span<float> values) {
  for (std::size_t k = 0; k < places.size(); ++k) {
    values[k] = estimate_[flat(places[k].row, places[k].col)];
  }
}

void Interpolation::fill(std::span<float> matrix) {
  std::copy(estimate_.begin(), estimate_.end(), matrix.begin());
}

}  // namespace lacuna::classic
