// How far iterations run on ahead of the estimate.
#pragma once

#include <cmath>
#include <cstdint>
#include <memory>

namespace lacuna::classic {

/// β of X + β·(X − X_before), where the next iteration starts.
class Momentum {
 public:
  Momentum() = default;
  Momentum(const Momentum&) = delete;
  Momentum& operator=(const Momentum&) = delete;
  virtual ~Momentum() = default;

  /// β of the next iteration.
  virtual double next() = 0;
  /// Begins again, as at the first iteration.
  virtual void restart() = 0;
};

/// β = 0.
class NoMomentum final : public Momentum {
 public:
  double next() override { return 0.0; }
  void restart() override {}
};

/// β = (t − 1)/t', t' = (1 + √(1 + 4t²))/2, t = 1 at first (Nesterov 1983).
class NesterovMomentum final : public Momentum {
 public:
  double next() override {
    const double after = 0.5 * (1.0 + std::sqrt(1.0 + 4.0 * t_ * t_));
    const double beta = (t_ - 1.0) / after;
    t_ = after;
    return beta;
  }
  void restart() override { t_ = 1.0; }

 private:
  double t_ = 1.0;
};

}  // namespace lacuna::classic
