// Concave penalties of singular values, which weigh large ones less than the nuclear norm does.
#pragma once

#include <variant>

namespace lacuna::classic {

// Each has value(s, λ) = g_λ(s) for s >= 0, which is 0 at 0 and rises, and slope(s, λ), the
// derivative; where there is none, the least of the supergradients (at 0 the one from the right).

/// λ·s^p, p in (0, 1].
struct PowerPenalty {
  double p;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// Fan & Li, JASA 96, 2001. λ·s to λ, (−s² + 2γλs − λ²)/(2(γ − 1)) to γλ, then λ²(γ + 1)/2; γ > 2.
struct ScadPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// λ·log(γs + 1)/log(γ + 1), γ > 0 (Friedman 2012).
struct LogarithmPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// Zhang, Annals of Statistics 38, 2010. λs − s²/(2γ) to γλ, then γλ²/2; γ > 1.
struct McpPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// λ·(1 − e^(−γs))/(1 − e^(−γ)), γ > 0 (Gao et al., AAAI 2011).
struct EtpPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// λs/(s + γ), γ > 0 (Geman & Yang, IEEE TIP 4, 1995).
struct GemanPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// λ·(1 − e^(−s/γ)), γ > 0 (Trzasko & Manduca, IEEE TMI 28, 2009).
struct LaplacePenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

/// λ·min(s, γ), γ > 0 (Zhang, JMLR 11, 2010).
struct CappedPenalty {
  double gamma;
  [[nodiscard]] double value(double s, double lambda) const;
  [[nodiscard]] double slope(double s, double lambda) const;
};

using RankPenalty = std::variant<PowerPenalty, ScadPenalty, LogarithmPenalty, McpPenalty,
                                 EtpPenalty, GemanPenalty, LaplacePenalty, CappedPenalty>;

double valueOf(const RankPenalty& penalty, double s, double lambda);
double slopeOf(const RankPenalty& penalty, double s, double lambda);

}  // namespace lacuna::classic
