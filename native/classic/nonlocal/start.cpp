#include "classic/nonlocal/start.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "classic/filled_matrix.h"
#include "classic/nonlocal/levels.h"
#include "support/error.h"

namespace lacuna::classic::nonlocal {
namespace {

std::size_t sizeOf(const Context& context) {
  return std::size_t{context.observed.row_count} * context.observed.col_count;
}

/// All steps of a method.
template <class Spec>
std::vector<float> solved(const Spec& spec, const Context& context) {
  const std::unique_ptr<Method> method = makeMethod(spec, context);
  while (method->step().change > 0.0) {
  }
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

  template <class Named>
  std::vector<float> operator()(const Named& spec) const {
    return solved(spec, context);
  }

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

/// Bytes of the method that completes.
struct StartBytes {
  const Extent& extent;

  template <class Named>
  std::uint64_t operator()(const Named& spec) const {
    return methodBytes(spec, extent);
  }

  std::uint64_t operator()(const GivenCompletion& /*given*/) const {
    return methodBytes(HarmonicSpec{}, extent);
  }
};

/// Whether settings ask for a coarser grid, and it would be no smaller than a patch.
bool hasCoarser(const NonlocalSpec& spec, std::uint32_t rows, std::uint32_t cols) {
  return spec.levels > 1 && std::min(halfOf(rows), halfOf(cols)) >= spec.patch;
}

/// The settings of the next coarser grid.
NonlocalSpec coarser(const NonlocalSpec& spec) {
  NonlocalSpec next = spec;
  --next.levels;
  return next;
}

/// The completion of the next coarser grid, at the entries of this one.
std::vector<float> doubledCompletion(const NonlocalSpec& spec, const Context& context) {
  const Entries cells = halved(context.observed);
  const std::vector<float> coarse =
      solved(coarser(spec), {context.team, cells, context.seed, context.stop});
  return doubled(coarse, context.observed.row_count, context.observed.col_count);
}

/// x, with what is observed less x completed by the start method and added to it.
std::vector<float> refined(const NonlocalSpec& spec, const Context& context, std::vector<float> x) {
  Entries rest = context.observed;
  for (std::size_t row = 0; row < rest.row_count; ++row) {
    for (std::uint32_t e = rest.row_offsets[row]; e < rest.row_offsets[row + 1]; ++e) {
      rest.values[e] -= x[row * rest.col_count + rest.cols[e]];
    }
  }
  const std::vector<float> added =
      std::visit(Start{{context.team, rest, context.seed, context.stop}}, spec.start);
  std::transform(x.begin(), x.end(), added.begin(), x.begin(), std::plus<>());
  for (std::size_t row = 0; row < rest.row_count; ++row) {
    placeRow(context.observed, row, x.data() + row * rest.col_count);
  }
  return x;
}

}  // namespace

std::vector<float> startOf(const NonlocalSpec& spec, const Context& context) {
  if (spec.levels > 1 && std::holds_alternative<GivenCompletion>(spec.start)) {
    throw Error(ErrorCode::invalid_argument, "Expected one level beside a given completion");
  }
  const Entries& observed = context.observed;
  if (observed.count() == sizeOf(context) ||
      !hasCoarser(spec, observed.row_count, observed.col_count)) {
    return std::visit(Start{context}, spec.start);
  }
  return refined(spec, context, doubledCompletion(spec, context));
}

std::uint64_t startBytes(const NonlocalSpec& spec, const Extent& extent) {
  const std::uint64_t named = std::visit(StartBytes{extent}, spec.start);
  if (!hasCoarser(spec, extent.rows, extent.cols)) {
    return named;
  }
  // Cells with nothing observed have four missing entries, so that a quarter is the worst.
  const Extent coarse{halfOf(extent.rows), halfOf(extent.cols), (extent.observed + 3) / 4, true};
  const std::uint64_t below =
      methodBytes(coarser(spec), coarse) + sizeof(float) * coarse.entries() +
      entriesBytes(coarse.rows, coarse.cols, std::min(extent.observed, coarse.entries()));
  const std::uint64_t above = named + entriesBytes(extent.rows, extent.cols, extent.observed);
  return sizeof(float) * extent.entries() + std::max(below, above);
}

}  // namespace lacuna::classic::nonlocal
