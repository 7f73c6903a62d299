#include "classic/inpaint.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "linalg/sparse_cholesky.h"

namespace lacuna::classic {
namespace {

class Inpaint final : public Method {
 public:
  Inpaint(Operator op, const GridWeights& weights, const Context& context)
      : op_(op),
        weights_(weights),
        context_(context),
        estimate_(std::size_t{context.observed.row_count} * context.observed.col_count) {}

  Progressed step() override {
    const Entries& observed = context_.observed;
    std::fill(estimate_.begin(), estimate_.end(), std::numeric_limits<float>::quiet_NaN());
    for (std::uint32_t row = 0; row < observed.row_count; ++row) {
      for (std::uint32_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
        estimate_[flat(row, observed.cols[e])] = observed.values[e];
      }
    }
    solve(observed.mean());
    return {0.0, 0.0};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    for (std::size_t k = 0; k < places.size(); ++k) {
      values[k] = estimate_[flat(places[k].row, places[k].col)];
    }
  }

  void fill(std::span<float> matrix) override {
    std::copy(estimate_.begin(), estimate_.end(), matrix.begin());
  }

  [[nodiscard]] bool stopsEarly() const override { return false; }

 private:
  void solve(double mean) {
    const Entries& observed = context_.observed;
    GridSystem system =
        gridSystem({estimate_, observed.row_count, observed.col_count}, mean, op_, weights_);
    const auto between = [this] { throwIfStopped(context_); };
    const SparseCholesky factor(context_.team, system.a,
                                dissect(system.unknowns, static_cast<std::uint32_t>(op_)), between);
    factor.solve(system.b);
    const auto [low, high] = std::minmax_element(observed.values.begin(), observed.values.end());
    for (std::size_t k = 0; k < system.b.size(); ++k) {
      const auto value = static_cast<float>(mean + system.b[k]);
      estimate_[flat(system.unknowns[k].row, system.unknowns[k].col)] =
          std::clamp(value, *low, *high);
    }
  }

  [[nodiscard]] std::size_t flat(std::size_t row, std::size_t col) const {
    return row * context_.observed.col_count + col;
  }

  Operator op_;
  GridWeights weights_;
  const Context& context_;
  std::vector<float> estimate_;  // rows × cols
};

/// `fill`·n·log2(n) numbers for L and what fronts wait for, for n missing entries.
std::uint64_t bytes(const Extent& extent, std::uint64_t reached, double fill) {
  const std::uint64_t missing = extent.entries() - std::min(extent.entries(), extent.observed);
  const auto n = static_cast<double>(std::max<std::uint64_t>(missing, 2));
  const std::uint64_t matrices = 3 * sizeof(float) * extent.entries();
  const std::uint64_t rows = (reached * (sizeof(double) + sizeof(float)) + 48) * missing;
  return matrices + rows + static_cast<std::uint64_t>(fill * sizeof(double) * n * std::log2(n));
}

}  // namespace

std::unique_ptr<Method> makeMethod(const HarmonicSpec& spec, const Context& context) {
  return std::make_unique<Inpaint>(Operator::laplacian, spec.weights, context);
}

std::unique_ptr<Method> makeMethod(const BiharmonicSpec& spec, const Context& context) {
  return std::make_unique<Inpaint>(Operator::bilaplacian, spec.weights, context);
}

std::uint64_t methodBytes(const HarmonicSpec& /*spec*/, const Extent& extent) {
  return bytes(extent, 5, 7.0);
}

std::uint64_t methodBytes(const BiharmonicSpec& /*spec*/, const Extent& extent) {
  return bytes(extent, 13, 16.0);
}

}  // namespace lacuna::classic
