// The loss in plain double loops, written from the formulas and not from the engine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "solver/spec.h"

namespace lacuna::test {

/// Row-major.
struct DoubleMatrix {
  std::size_t rows;
  std::size_t cols;
  std::vector<double> data;

  DoubleMatrix(std::size_t rows, std::size_t cols) : rows(rows), cols(cols), data(rows * cols) {}
  DoubleMatrix(std::size_t rows, std::size_t cols, std::span<const float> values)
      : rows(rows), cols(cols), data(values.begin(), values.end()) {}

  [[nodiscard]] double& at(std::size_t i, std::size_t j) { return data[i * cols + j]; }
  [[nodiscard]] double at(std::size_t i, std::size_t j) const { return data[i * cols + j]; }
};

/// The matrix to complete.
struct Target {
  DoubleMatrix values;
  std::vector<std::uint8_t> mask;
};

/// F1·F2·…·FL.
DoubleMatrix chainProduct(std::span<const DoubleMatrix> factors);

/// X from the parameters of the representation.
DoubleMatrix producedBy(const Spec& spec, std::span<const DoubleMatrix> parameters);

/// diag(S·1) − S with the similarities that V gives in that form.
DoubleMatrix laplacianOf(const DoubleMatrix& v, LaplacianForm form);

/// Fidelity, then one term for each regularizer, at X and the Laplacians of the adaptive
/// regularizers in order.
std::vector<double> lossTerms(const Spec& spec, const Target& target, const DoubleMatrix& x,
                              std::span<const DoubleMatrix> laplacians);

/// The same from all parameters of the model: the representation's, then V of each adaptive
/// regularizer; the representation's own terms stand behind the fidelity.
std::vector<double> lossTermsAt(const Spec& spec, const Target& target,
                                std::span<const DoubleMatrix> parameters);

}  // namespace lacuna::test
