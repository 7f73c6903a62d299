// Schatten blocks: small matrices in double. Inner products of long lines go by tiles of the
// result; everything else is a block of threads for each problem.
#pragma once

#include "cuda/block_crew.h"
#include "device/device.h"
#include "math/congruence.h"
#include "math/schatten_matrix.h"

namespace lacuna::gpu {

/// g = the inner products of the lines of x and y: each one chain in double, a thread's.
struct InnerProductsOp {
  DoubleMatrix g;
  ConstMatrix x;
  ConstMatrix y;
  Lines lines;

  static constexpr std::uint32_t kSide = 16;
  static_assert(kSide * kSide == kThreads);

  std::uint32_t plan(Layout /*layout*/) const {
    return tilesOf(g.rows, kSide) * tilesOf(g.cols, kSide);
  }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const std::uint32_t across = tilesOf(g.cols, kSide);
    const std::size_t i = tile / across * kSide + cta.thread() / kSide;
    const std::size_t j = tile % across * kSide + cta.thread() % kSide;
    if (i >= g.rows || j >= g.cols) {
      return;
    }
    const LinesOf of(x, lines);
    const float* const left = x.of(problem) + i * of.line_step;
    const float* const right = y.of(problem) + j * of.line_step;
    double sum = 0.0;
    LACUNA_UNROLL_BY(8)
    for (std::size_t k = 0; k < of.length; ++k) {
      sum += static_cast<double>(left[k * of.step]) * static_cast<double>(right[k * of.step]);
    }
    g.of(problem)[i * g.cols + j] = sum;
  }
};

/// A block of threads for each problem, for kernels with a member work(cta, problem).
template <class Self>
struct ByProblem {
  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    Cta own(cta);  // which alone has to lie in memory
    static_cast<const Self&>(*this).work(own, problem);
  }
};

/// c = L·g·Lᵀ for the lines L of x.
struct CongruenceOp : ByProblem<CongruenceOp> {
  DoubleMatrix c;
  DoubleMatrix g;
  ConstMatrix x;
  Lines lines;
  DoubleMatrix half;

  template <class Cta>
  LACUNA_GPU_APART void work(Cta& cta, std::uint32_t problem) const {
    const LinesOf of(x, lines);
    math::congruence(BlockCrew<Cta>(cta), {c.of(problem), g.of(problem), x.of(problem), of.count,
                                           of.length, of.line_step, of.step, half.of(problem)});
  }
};

/// value (1×1) = the largest eigenvalue of g.
struct LargestEigenvalueOp : ByProblem<LargestEigenvalueOp> {
  DoubleMatrix value;
  DoubleMatrix g;
  DoubleMatrix scratch;

  template <class Cta>
  LACUNA_GPU_APART void work(Cta& cta, std::uint32_t problem) const {
    const BlockCrew<Cta> crew(cta);
    const double* const from = g.of(problem);
    double* const copy = scratch.of(problem);
    crew.each(g.size(), [=](std::size_t at) { copy[at] = from[at]; });
    crew.meet();
    const double largest = math::largestEigenvalue(crew, g.rows, copy, copy + g.size());
    if (crew.leads()) {
      *value.of(problem) = largest;
    }
  }
};

/// What the kernels of K share.
struct SchattenOperands {
  DoubleMatrix state;
  SchattenInputs inputs;
  SchattenForm form;
  DoubleMatrix scratch;

  template <class Crew>
  [[nodiscard]] LACUNA_GPU math::SchattenMatrix<Crew> matrixOf(const Crew& crew,
                                                               std::uint32_t problem) const {
    return {crew, form, schattenStateOf(state, problem), scratch.of(problem)};
  }
};

/// k = K, and the state.
struct SchattenMatrixOp : ByProblem<SchattenMatrixOp> {
  Matrix k;
  SchattenOperands of;

  template <class Cta>
  LACUNA_GPU_APART void work(Cta& cta, std::uint32_t problem) const {
    const BlockCrew<Cta> crew(cta);
    of.matrixOf(crew, problem)
        .evaluate(k.of(problem), of.inputs.momentsOf(problem), of.inputs.etaOf(problem));
  }
};

/// k = K⁻¹ of the state.
struct SchattenInverseOp : ByProblem<SchattenInverseOp> {
  Matrix k;
  SchattenOperands of;

  template <class Cta>
  LACUNA_GPU_APART void work(Cta& cta, std::uint32_t problem) const {
    const BlockCrew<Cta> crew(cta);
    of.matrixOf(crew, problem).invert(k.of(problem));
  }
};

/// d_eta (1×1) += the gradient of η.
struct SchattenGradientOp : ByProblem<SchattenGradientOp> {
  Matrix d_eta;
  ConstMatrix d_k;
  SchattenOperands of;

  template <class Cta>
  LACUNA_GPU_APART void work(Cta& cta, std::uint32_t problem) const {
    const BlockCrew<Cta> crew(cta);
    const double gradient =
        of.matrixOf(crew, problem)
            .gradient(d_k.of(problem), of.inputs.momentsOf(problem), of.inputs.etaOf(problem));
    if (crew.leads()) {
      *d_eta.of(problem) += static_cast<float>(gradient);
    }
  }
};

}  // namespace lacuna::gpu
