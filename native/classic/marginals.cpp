#include "classic/marginals.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "classic/centre.h"
#include "math/normal_quantile.h"

namespace lacuna::classic {
namespace {

/// The mean and deviation of some numbers, 1 where they do not spread.
template <class Number>
Centre scaleOf(std::span<const Number> numbers, double otherwise) {
  if (numbers.empty()) {
    return {otherwise, 1.0};
  }
  const Centre centre = centreOf(numbers);
  return {centre.mean, centre.deviation > 0.0 ? centre.deviation : 1.0};
}

class NormalMarginal final : public Marginal {
 public:
  NormalMarginal(std::span<const float> values, double otherwise)
      : scale_(scaleOf(values, otherwise)) {}

  [[nodiscard]] double score(float value) const override {
    return (value - scale_.mean) / scale_.deviation;
  }
  [[nodiscard]] Spread spread(double mean, double variance) const override {
    return {scale_.mean + scale_.deviation * mean, scale_.deviation * std::sqrt(variance)};
  }
  [[nodiscard]] double unit() const override { return scale_.deviation; }

 private:
  Centre scale_;
};

/// Scores are normal quantiles of ranks, those of equal values in the middle of their ranks.
/// Between two of them values follow a straight line, and beyond all they stay.
class EmpiricalMarginal final : public Marginal {
 public:
  EmpiricalMarginal(std::span<const float> values, double otherwise)
      : scale_(scaleOf(values, otherwise)) {
    std::vector<float> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> all;  // one score for each value
    for (std::size_t from = 0; from < sorted.size();) {
      std::size_t to = from + 1;
      while (to < sorted.size() && sorted[to] == sorted[from]) {
        ++to;
      }
      const double rank = static_cast<double>(from + to) / 2.0;
      const double score = math::normalQuantile(rank / static_cast<double>(sorted.size()));
      values_.push_back(sorted[from]);
      scores_.push_back(score);
      all.insert(all.end(), to - from, score);
      from = to;
    }
    if (values_.empty()) {
      values_.push_back(static_cast<float>(otherwise));
      scores_.push_back(0.0);
    }
    const Centre of_scores = scaleOf(std::span<const double>(all), 0.0);
    for (double& score : scores_) {
      score = (score - of_scores.mean) / of_scores.deviation;
    }
  }

  [[nodiscard]] double score(float value) const override {
    const auto at = std::lower_bound(values_.begin(), values_.end(), value);
    return scores_[static_cast<std::size_t>(at - values_.begin())];
  }

  /// By Gauss-Hermite quadrature.
  [[nodiscard]] Spread spread(double mean, double variance) const override {
    struct Node {
      double at;
      double weight;
    };
    static constexpr std::array<Node, 9> kNodes{{{-4.512745863399783, 2.2345844007746563e-05},
                                                 {-3.2054290028564703, 0.0027891413212317675},
                                                 {-2.0768479786778302, 0.049916406765217879},
                                                 {-1.0232556637891326, 0.24409750289493901},
                                                 {0.0, 0.40634920634920635},
                                                 {1.0232556637891326, 0.24409750289493901},
                                                 {2.0768479786778302, 0.049916406765217879},
                                                 {3.2054290028564703, 0.0027891413212317675},
                                                 {4.512745863399783, 2.2345844007746563e-05}}};
    const double deviation = std::sqrt(variance);
    std::array<double, 9> values;
    const double middle = valueAt(mean);
    double expected =
        middle;  // and what the nodes differ by, so that equal values stay as they are
    for (std::size_t k = 0; k < kNodes.size(); ++k) {
      values[k] = valueAt(mean + deviation * kNodes[k].at);
      expected += kNodes[k].weight * (values[k] - middle);
    }
    double square = 0.0;
    for (std::size_t k = 0; k < kNodes.size(); ++k) {
      square += kNodes[k].weight * (values[k] - expected) * (values[k] - expected);
    }
    return {expected, std::sqrt(square)};
  }

  [[nodiscard]] double unit() const override { return scale_.deviation; }

 private:
  [[nodiscard]] double valueAt(double score) const {
    const auto above = std::upper_bound(scores_.begin(), scores_.end(), score);
    if (above == scores_.begin()) {
      return values_.front();
    }
    if (above == scores_.end()) {
      return values_.back();
    }
    const auto next = static_cast<std::size_t>(above - scores_.begin());
    const double share = (score - scores_[next - 1]) / (scores_[next] - scores_[next - 1]);
    const double low = values_[next - 1];
    return low + share * (values_[next] - low);
  }

  Centre scale_;                // of the values
  std::vector<float> values_;   // distinct, ascending
  std::vector<double> scores_;  // of these
};

}  // namespace

std::vector<std::unique_ptr<Marginal>> marginalsOf(const Lines& lines, MarginalForm form,
                                                   double otherwise) {
  std::vector<std::unique_ptr<Marginal>> marginals;
  for (std::size_t p = 0; p < lines.positions(); ++p) {
    const std::span<const float> values = lines.position(p).values;
    switch (form) {
      case MarginalForm::normal:
        marginals.push_back(std::make_unique<NormalMarginal>(values, otherwise));
        break;
      case MarginalForm::empirical:
        marginals.push_back(std::make_unique<EmpiricalMarginal>(values, otherwise));
        break;
    }
  }
  return marginals;
}

}  // namespace lacuna::classic
