#include "classic/inpaint.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "classic/interpolation.h"
#include "linalg/sparse_cholesky.h"

namespace lacuna::classic {
namespace {

class Inpaint final : public Interpolation {
 public:
  Inpaint(Operator op, const GridWeights& weights, const Context& context)
      : Interpolation(context), op_(op), weights_(weights) {}

 private:
  void complete(std::span<float> x) override {
    const Entries& observed = context().observed;
    const double mean = observed.mean();
    GridSystem system =
        gridSystem({x, observed.row_count, observed.col_count}, mean, op_, weights_);
    const auto between = [this] { throwIfStopped(context()); };
    const SparseCholesky factor(context().team, system.a,
                                dissect(system.unknowns, static_cast<std::uint32_t>(op_)), between);
    factor.solve(system.b);
    const auto [low, high] = std::minmax_element(observed.values.begin(), observed.values.end());
    for (std::size_t k = 0; k < system.b.size(); ++k) {
      const auto value = static_cast<float>(mean + system.b[k]);
      x[flat(system.unknowns[k].row, system.unknowns[k].col)] = std::clamp(value, *low, *high);
    }
  }

  Operator op_;
  GridWeights weights_;
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
