// Operands of the kernels of Schatten blocks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "device/batch.h"
#include "math/schatten.h"

namespace lacuna {

/// Which vectors of a matrix an inner product is taken of.
enum class Lines : std::uint8_t { rows, cols };

/// Entry `at` of a line lies at line·line_step + at·step, for lines that are rows or columns.
struct LinesOf {
  std::size_t count;
  std::size_t length;
  std::size_t line_step;
  std::size_t step;

  LACUNA_HD LinesOf(const ConstMatrix& m, Lines lines)
      : count(lines == Lines::rows ? m.rows : m.cols),
        length(lines == Lines::rows ? m.cols : m.rows),
        line_step(lines == Lines::rows ? m.cols : 1),
        step(lines == Lines::rows ? 1 : m.cols) {}
};

/// What the matrix K of a block hangs on (see math/schatten.h). The Lipschitz constant is the
/// product of the norms, at least 1e-4.
struct SchattenInputs {
  DoubleMatrix moments;  // 3k×k: XᵀX, XᵀN, NᵀN
  DoubleMatrix norms;    // 1×2: of the products to the left and to the right
  ConstMatrix eta;       // 1×1

  [[nodiscard]] LACUNA_HD math::SchattenMoments momentsOf(std::uint32_t problem) const {
    constexpr double kLeastLipschitz = 1e-4;
    const std::size_t square = static_cast<std::size_t>(moments.cols) * moments.cols;
    const double* const first = moments.of(problem);
    const double lipschitz = norms.of(problem)[0] * norms.of(problem)[1];
    return {first, first + square, first + 2 * square,
            lipschitz < kLeastLipschitz ? kLeastLipschitz : lipschitz};
  }
  [[nodiscard]] LACUNA_HD double etaOf(std::uint32_t problem) const {
    return static_cast<double>(*eta.of(problem));
  }
};

/// The parts of a state ((2k + 1)×k).
LACUNA_HD math::SchattenState schattenStateOf(const DoubleMatrix& state, std::uint32_t problem) {
  const std::size_t k = state.cols;
  double* const begin = state.of(problem);
  return {k, begin, begin + k * k, begin + 2 * k * k};
}

}  // namespace lacuna
