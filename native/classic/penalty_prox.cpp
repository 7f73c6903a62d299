#include "classic/penalty_prox.h"

#include <algorithm>

#include "classic/concave_prox.h"
#include "classic/schatten_prox.h"

namespace lacuna::classic {
namespace {

/// The better one of x and 0.
template <class Penalty>
double orZero(const Penalty& penalty, double x, double s, double lambda) {
  return betterOfZero(x, s, penalty.value(x, lambda));
}

template <class Penalty>
double prox(const Penalty& penalty, double s, double lambda) {
  return concaveProx(
      s, [&](double x) { return penalty.slope(x, lambda); },
      [&](double x) { return penalty.value(x, lambda); });
}

double prox(const PowerPenalty& penalty, double s, double lambda) {
  return schattenProx(s, lambda * penalty.p, penalty.p);
}

/// The slope of what is minimised rises, as γ > 2.
double prox(const ScadPenalty& penalty, double s, double lambda) {
  const double gamma = penalty.gamma;
  if (s <= 2.0 * lambda) {
    return std::max(s - lambda, 0.0);
  }
  return s <= gamma * lambda ? ((gamma - 1.0) * s - gamma * lambda) / (gamma - 2.0) : s;
}

/// Likewise, as γ > 1.
double prox(const McpPenalty& penalty, double s, double lambda) {
  const double gamma = penalty.gamma;
  return s <= gamma * lambda ? std::max(s - lambda, 0.0) * gamma / (gamma - 1.0) : s;
}

/// One minimum on either side of γ at most.
double prox(const CappedPenalty& penalty, double s, double lambda) {
  const double below = std::clamp(s - lambda, 0.0, penalty.gamma);
  const double above = std::max(s, penalty.gamma);
  const double gained = lambda * (penalty.gamma - below);
  const double value_below = 0.5 * (below - s) * (below - s);
  const double value_above = 0.5 * (above - s) * (above - s) + gained;
  return value_above < value_below ? above : below;
}

}  // namespace

double penaltyProx(const RankPenalty& penalty, double s, double lambda) {
  if (!(s > 0.0)) {
    return 0.0;
  }
  return std::visit([&](const auto& one) { return prox(one, s, lambda); }, penalty);
}

}  // namespace lacuna::classic
