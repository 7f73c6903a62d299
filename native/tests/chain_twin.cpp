#include "chain_twin.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <variant>

#include "solver/start.h"

namespace lacuna::test {

std::vector<DoubleMatrix> factorsOf(const Spec& spec) {
  std::vector<DoubleMatrix> factors;
  for (const ParameterStart& at : startsOf(spec)) {
    factors.emplace_back(at.shape.rows, at.shape.cols,
                         startingValues(at, spec.seed, factors.size()));
  }
  if (std::holds_alternative<ActivatedNetworkSpec>(spec.representation)) {
    std::ranges::reverse(factors);  // a network counts from the columns' side
  }
  return factors;
}

DoubleMatrix transposed(const DoubleMatrix& x) {
  DoubleMatrix y(x.cols, x.rows);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      y.at(j, i) = x.at(i, j);
    }
  }
  return y;
}

ChainTwin::ChainTwin(std::vector<DoubleMatrix> factors, Target target, double scale)
    : factors_(std::move(factors)), target_(std::move(target)), scale_(scale) {}

std::vector<DoubleMatrix> ChainTwin::gradients() const {
  DoubleMatrix d_x = product();
  for (std::size_t i = 0; i < d_x.data.size(); ++i) {
    const double residual = d_x.data[i] - target_.values.data[i];
    d_x.data[i] = target_.mask[i] != 0 ? 2.0 * scale_ * residual : 0.0;
  }
  std::vector<DoubleMatrix> all;
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    // (F1…F(i−1))ᵀ · dX · (F(i+1)…FL)ᵀ
    std::vector<DoubleMatrix> chain;
    for (std::size_t before = i; before-- > 0;) {
      chain.push_back(transposed(factors_[before]));
    }
    chain.push_back(d_x);
    for (std::size_t behind = factors_.size() - 1; behind > i; --behind) {
      chain.push_back(transposed(factors_[behind]));
    }
    all.push_back(chainProduct(chain));
  }
  return all;
}

void ChainTwin::move(const std::vector<DoubleMatrix>& gradients, double rate) {
  for (std::size_t i = 0; i < factors_.size(); ++i) {
    for (std::size_t at = 0; at < factors_[i].data.size(); ++at) {
      factors_[i].data[at] -= rate * gradients[i].data[at];
    }
  }
}

void ChainTwin::descend(double rate) { move(gradients(), rate); }

void ChainTwin::groupStep(const GroupRmspropSpec& spec) {
  const std::vector<DoubleMatrix> all = gradients();
  double squares = 0.0;
  for (const DoubleMatrix& gradient : all) {
    for (const double entry : gradient.data) {
      squares += entry * entry;
    }
  }
  beta_power_ *= spec.beta;
  average_ = spec.beta * average_ + (1.0 - spec.beta) * squares;
  move(all, spec.learning_rate / (std::sqrt(average_ / (1.0 - beta_power_)) + spec.epsilon));
}

}  // namespace lacuna::test
