#include "classic/knn_deviations.h"

#include <cmath>
#include <limits>

#include "classic/bias.h"
#include "classic/factored_estimate.h"

namespace lacuna::classic {
namespace {

constexpr int kBaselineSteps = 20;
constexpr double kBaselineTolerance = 1e-4;

/// Draws averages over few or hardly similar neighbours towards the baseline.
constexpr double kReserve = 0.1;

Factors baselineOf(const Context& context, double damping) {
  const auto bias = makeMethod(BiasSpec{damping, damping}, context);
  for (int step = 0; step < kBaselineSteps; ++step) {
    if (bias->step().change <= kBaselineTolerance) {
      break;
    }
  }
  return bias->factors();
}

/// What the observed entries have beside the baseline, in the order of rows.
std::vector<float> deviationsFrom(const Factors& baseline, const Entries& observed) {
  std::vector<float> deviations(observed.count());
  for (std::uint32_t row = 0; row < observed.row_count; ++row) {
    for (std::uint32_t e = observed.row_offsets[row]; e < observed.row_offsets[row + 1]; ++e) {
      deviations[e] =
          static_cast<float>(observed.values[e] - valueAt(baseline, {row, observed.cols[e]}));
    }
  }
  return deviations;
}

std::vector<double> normsOf(const Lines& lines) {
  std::vector<double> norms(lines.count());
  for (std::size_t i = 0; i < norms.size(); ++i) {
    for (const double value : lines.line(i).values) {
      norms[i] += value * value;
    }
    norms[i] = std::sqrt(norms[i]);
  }
  return norms;
}

}  // namespace

DeviationRule::DeviationRule(const Context& context, const KnnSpec& spec)
    : shrinkage_(spec.shrinkage),
      baseline_(baselineOf(context, spec.damping)),
      deviations_(deviationsFrom(baseline_, context.observed)),
      lines_(context.observed, deviations_, spec.over),
      norms_(normsOf(lines_)) {}

double DeviationRule::key(std::size_t line, std::size_t other, double sum,
                          std::uint32_t count) const {
  const double similarity = sum / (norms_[line] * norms_[other]) * (count / (count + shrinkage_));
  return similarity > 0.0 ? -similarity : std::numeric_limits<double>::infinity();
}

double DeviationRule::estimate(std::size_t line, std::size_t position,
                               std::span<const Neighbour> neighbours) const {
  double sum = 0.0;
  double weights = kReserve;
  for (const Neighbour& one : neighbours) {
    sum -= one.key * one.value;
    weights -= one.key;
  }
  return baseline(line, position) + sum / weights;
}

double DeviationRule::baseline(std::size_t line, std::size_t position) const {
  return valueAt(baseline_, lines_.place(static_cast<std::uint32_t>(line),
                                         static_cast<std::uint32_t>(position)));
}

}  // namespace lacuna::classic
