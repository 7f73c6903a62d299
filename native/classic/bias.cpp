#include "classic/bias.h"

#include <algorithm>
#include <cmath>

#include "classic/line_sums.h"

namespace lacuna::classic {
namespace {

class Bias final : public Method {
 public:
  Bias(const BiasSpec& spec, const Context& context)
      : spec_(spec), observed_(context.observed), mean_(observed_.mean()) {
    x_.rows.assign(observed_.row_count, mean_);  // μ + b_i
    x_.cols.assign(observed_.col_count, 0.0);    // c_j
  }

  Progressed step() override {
    double change = 0.0;
    for (std::size_t j = 0; j < x_.cols.size(); ++j) {
      change += updateCol(j);
    }
    for (std::size_t i = 0; i < x_.rows.size(); ++i) {
      change += updateRow(i);
    }
    return {std::sqrt(change / std::max(size(), 1e-300)), x_.meanSquare(observed_)};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    x_.predict(places, values);
  }
  void fill(std::span<float> matrix) override { x_.fill(matrix); }
  Factors factors() override { return x_.factors(); }
  [[nodiscard]] std::uint32_t rank() const override { return 2; }

 private:
  /// Σ b_i² + Σ c_j².
  [[nodiscard]] double size() const {
    double sum = 0.0;
    for (const double value : x_.rows) {
      sum += (value - mean_) * (value - mean_);
    }
    for (const double value : x_.cols) {
      sum += value * value;
    }
    return sum;
  }

  /// The square of what it changes by.
  double updateCol(std::size_t j) {
    double sum = 0.0;
    const std::size_t begin = observed_.col_offsets[j];
    const std::size_t end = observed_.col_offsets[j + 1];
    for (std::size_t k = begin; k < end; ++k) {
      sum += observed_.values[observed_.positions[k]] - x_.rows[observed_.rows[k]];
    }
    return replace(x_.cols[j], damped(sum, end - begin, spec_.col_damping));
  }

  double updateRow(std::size_t i) {
    double sum = 0.0;
    const std::size_t begin = observed_.row_offsets[i];
    const std::size_t end = observed_.row_offsets[i + 1];
    for (std::size_t e = begin; e < end; ++e) {
      sum += observed_.values[e] - mean_ - x_.cols[observed_.cols[e]];
    }
    return replace(x_.rows[i], mean_ + damped(sum, end - begin, spec_.row_damping));
  }

  static double damped(double sum, std::size_t count, double damping) {
    return count == 0 ? 0.0 : sum / (static_cast<double>(count) + damping);
  }

  static double replace(double& value, double by) {
    const double change = by - value;
    value = by;
    return change * change;
  }

  BiasSpec spec_;
  const Entries& observed_;
  double mean_;
  LineSums x_;
};

}  // namespace

std::unique_ptr<Method> makeMethod(const BiasSpec& spec, const Context& context) {
  return std::make_unique<Bias>(spec, context);
}

std::uint64_t methodBytes(const BiasSpec& /*spec*/, const Extent& extent) {
  return sizeof(double) * (std::uint64_t{extent.rows} + extent.cols);
}

}  // namespace lacuna::classic
