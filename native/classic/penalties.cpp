#include "classic/penalties.h"

#include <algorithm>
#include <cmath>

namespace lacuna::classic {

double PowerPenalty::value(double s, double lambda) const { return lambda * std::pow(s, p); }
double PowerPenalty::slope(double s, double lambda) const {
  return lambda * p * std::pow(s, p - 1.0);
}

double ScadPenalty::value(double s, double lambda) const {
  if (s <= lambda) {
    return lambda * s;
  }
  if (s <= gamma * lambda) {
    return (2.0 * gamma * lambda * s - s * s - lambda * lambda) / (2.0 * (gamma - 1.0));
  }
  return 0.5 * lambda * lambda * (gamma + 1.0);
}
double ScadPenalty::slope(double s, double lambda) const {
  return std::min(lambda, std::max(gamma * lambda - s, 0.0) / (gamma - 1.0));
}

double LogarithmPenalty::value(double s, double lambda) const {
  return lambda * std::log1p(gamma * s) / std::log1p(gamma);
}
double LogarithmPenalty::slope(double s, double lambda) const {
  return lambda * gamma / ((gamma * s + 1.0) * std::log1p(gamma));
}

double McpPenalty::value(double s, double lambda) const {
  return s < gamma * lambda ? lambda * s - 0.5 * s * s / gamma : 0.5 * gamma * lambda * lambda;
}
double McpPenalty::slope(double s, double lambda) const {
  return std::max(lambda - s / gamma, 0.0);
}

double EtpPenalty::value(double s, double lambda) const {
  return lambda * std::expm1(-gamma * s) / std::expm1(-gamma);
}
double EtpPenalty::slope(double s, double lambda) const {
  return -lambda * gamma * std::exp(-gamma * s) / std::expm1(-gamma);
}

double GemanPenalty::value(double s, double lambda) const { return lambda * s / (s + gamma); }
double GemanPenalty::slope(double s, double lambda) const {
  return lambda * gamma / ((s + gamma) * (s + gamma));
}

double LaplacePenalty::value(double s, double lambda) const {
  return -lambda * std::expm1(-s / gamma);
}
double LaplacePenalty::slope(double s, double lambda) const {
  return lambda / gamma * std::exp(-s / gamma);
}

double CappedPenalty::value(double s, double lambda) const { return lambda * std::min(s, gamma); }
double CappedPenalty::slope(double s, double lambda) const { return s < gamma ? lambda : 0.0; }

double valueOf(const RankPenalty& penalty, double s, double lambda) {
  return std::visit([&](const auto& one) { return one.value(s, lambda); }, penalty);
}

double slopeOf(const RankPenalty& penalty, double s, double lambda) {
  return std::visit([&](const auto& one) { return one.slope(s, lambda); }, penalty);
}

}  // namespace lacuna::classic
