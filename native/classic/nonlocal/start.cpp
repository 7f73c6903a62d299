#include "classic/nonlocal/start.h"

#include <algorithm>
#include <cmath>

#include "classic/filled_matrix.h"
#include "support/error.h"

namespace lacuna::classic::nonlocal {
namespace {

std::size_t sizeOf(const Context& context) {
  return std::size_t{context.observed.row_count} * context.observed.col_count;
}

template <class Spec>
std::vector<float> solved(const Spec& spec, const Context& context) {
  const std::unique_ptr<Method> method = makeMethod(spec, context);
  method->step();
  std::vector<float> x(sizeOf(context));
  method->fill(x);
  return x;
}

/// The entries of a row-major matrix that are not NaN.
Entries known(const std::vector<float>& x, std::uint32_t rows, std::uint32_t cols) {
  std::vector<std::uint32_t> offsets{0};
  std::vector<std::uint32_t> at;
  std::vector<float> values;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::uint32_t col = 0; col < cols; ++col) {
      if (const float value = x[row * cols + col]; !std::isnan(value)) {
        at.push_back(col);
        values.push_back(value);
      }
    }
    offsets.push_back(static_cast<std::uint32_t>(at.size()));
  }
  return entriesOf(rows, cols, {1, offsets, at, values});
}

struct Start {
  const Context& context;

  std::vector<float> operator()(const HarmonicSpec& spec) const { return solved(spec, context); }

  std::vector<float> operator()(const BiharmonicSpec& spec) const { return solved(spec, context); }

  std::vector<float> operator()(const GivenCompletion& given) const {
    const Entries& observed = context.observed;
    if (given.size() != sizeOf(context) ||
        std::any_of(given.begin(), given.end(), [](float value) { return std::isinf(value); })) {
      throw Error(ErrorCode::invalid_argument,
                  "Expected a start of as many rows and columns, without infinite entries");
    }
    std::vector<float> x = given;
    for (std::size_t row = 0; row < observed.row_count; ++row) {
      placeRow(observed, row, x.data() + row * observed.col_count);
    }
    if (std::none_of(x.begin(), x.end(), [](float value) { return std::isnan(value); })) {
      return x;
    }
    const Entries all = known(x, observed.row_count, observed.col_count);
    return solved(HarmonicSpec{}, {context.team, all, context.seed, context.stop});
  }
};

}  // namespace

std::vector<float> startOf(const NonlocalSpec& spec, const Context& context) {
  return std::visit(Start{context}, spec.start);
}

}  // namespace lacuna::classic::nonlocal
