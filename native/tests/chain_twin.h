// A chain of factors trained in plain double loops, written from the formulas and not from the
// engine.
#pragma once

#include <cstddef>
#include <vector>

#include "loss_twin.h"

namespace lacuna::test {

DoubleMatrix transposed(const DoubleMatrix& x);

/// Where the factors of X = F1·F2·…·FL start.
std::vector<DoubleMatrix> factorsOf(const Spec& spec);

/// F1·F2·…·FL against a target: the gradients, and steps along them.
class ChainTwin {
 public:
  /// The loss is scale·Σ r² over the observed entries.
  ChainTwin(std::vector<DoubleMatrix> factors, Target target, double scale);

  /// w ← w − rate·g.
  void descend(double rate);

  /// One step of GroupRMSprop.
  void groupStep(const GroupRmspropSpec& spec);

  [[nodiscard]] DoubleMatrix product() const { return chainProduct(factors_); }

 private:
  [[nodiscard]] std::vector<DoubleMatrix> gradients() const;
  void move(const std::vector<DoubleMatrix>& gradients, double rate);

  std::vector<DoubleMatrix> factors_;
  Target target_;
  double scale_;
  double average_ = 0.0;
  double beta_power_ = 1.0;
};

}  // namespace lacuna::test
