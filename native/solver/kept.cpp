#include "solver/kept.h"

#include <optional>

#include "fold/fold_weight.h"
#include "solver/start.h"

namespace lacuna {
namespace {

/// From factors where there are some. Those of the model are at the present parameters, from
/// which a run that diverged went back.
LowRank lowRankOfOutcome(const FitSource& source, const Outcome& outcome, std::uint32_t problem) {
  const std::uint32_t rows = source.spec.rows;
  const std::uint32_t cols = source.spec.cols;
  const auto& [matrix, left, right] = outcome.x;
  if (!left.empty()) {
    return lowRankOf(left, right, rows, cols, source.stop);
  }
  if (outcome.stop_reason != StopReason::diverged) {
    if (const std::optional<Factors> factors = source.model.factors(source.device, problem)) {
      return lowRankOf(factors->left, factors->right, rows, cols, source.stop);
    }
  }
  return lowRankOf(matrix, rows, cols, source.stop);
}

}  // namespace

std::vector<std::vector<float>> parametersOf(Device& device, const Spec& spec, const Model& model,
                                             std::uint32_t problem) {
  std::vector<std::vector<float>> parameters(representationParameters(spec));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Matrix& value = model.parameters()[i].value;
    parameters[i].resize(value.size());
    device.download(parameters[i].data(), value.of(problem), value.size() * sizeof(float));
  }
  return parameters;
}

Fit fitOf(const FitSource& source, const Outcome& outcome, std::uint32_t problem) {
  Fit fit{lowRankOfOutcome(source, outcome, problem), 0.0, 0.0};
  const auto weight = [&](FoldMetric metric) {
    return foldWeight(fit.x, metric, source.observations, problem, source.stop);
  };
  fit.covariance_weight = weight(FoldMetric::covariance);
  fit.identity_weight = weight(FoldMetric::identity);
  return fit;
}

}  // namespace lacuna
