// Schatten blocks: small matrices in double, a problem at a time.
#include <algorithm>

#include "cpu/cpu_device_class.h"
#include "math/congruence.h"
#include "math/schatten_matrix.h"
#include "math/small_eigen.h"

namespace lacuna::cpu {
namespace {

/// Some rows of x·yᵀ for lines x and y of one length.
void innerProductsOf(double* g, const float* x, const float* y, const LinesOf& of, Range rows) {
  std::fill(g + rows.begin * of.count, g + rows.end * of.count, 0.0);
  for (std::size_t at = 0; at < of.length; ++at) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const double factor = x[i * of.line_step + at * of.step];
      for (std::size_t j = 0; j < of.count; ++j) {
        g[i * of.count + j] += factor * static_cast<double>(y[j * of.line_step + at * of.step]);
      }
    }
  }
}

math::SchattenMatrix<math::Alone> matrixOf(const SchattenForm& form, DoubleMatrix state,
                                           std::uint32_t problem, double* scratch) {
  static constexpr math::Alone kAlone;
  return {kAlone, form, schattenStateOf(state, problem), scratch};
}

}  // namespace

void CpuDevice::innerProducts(Problems problems, DoubleMatrix g, ConstMatrix x, ConstMatrix y,
                              Lines lines) {
  const Touches touches(problems);
  const Rows rows{g.rows, 1, g.size() * LinesOf(x, lines).length};
  forEach(problems, rows, {touches.writesRows(g), touches.reads(x), touches.reads(y)},
          [=](std::uint32_t problem, Range range) {
            innerProductsOf(g.of(problem), x.of(problem), y.of(problem), LinesOf(x, lines), range);
          });
}

void CpuDevice::congruence(Problems problems, DoubleMatrix c, DoubleMatrix g, ConstMatrix x,
                           Lines lines) {
  const Touches touches(problems);
  const LinesOf of(x, lines);
  double* const half = program_.scratch<double>(of.count * of.length);
  forEach(problems, kOnce, {touches.writes(c), touches.reads(g), touches.reads(x)},
          [=](std::uint32_t problem, Range /*once*/) {
            math::congruence(math::Alone{}, {c.of(problem), g.of(problem), x.of(problem), of.count,
                                             of.length, of.line_step, of.step, half});
          });
}

void CpuDevice::largestEigenvalue(Problems problems, DoubleMatrix value, DoubleMatrix g) {
  const Touches touches(problems);
  double* const copy = program_.scratch<double>(g.size() + 4 * g.rows);
  forEach(problems, kOnce, {touches.writes(value), touches.reads(g)},
          [=](std::uint32_t problem, Range /*once*/) {
            std::copy(g.of(problem), g.of(problem) + g.size(), copy);
            *value.of(problem) =
                math::largestEigenvalue(math::Alone{}, g.rows, copy, copy + g.size());
          });
}

double* CpuDevice::scratchFor(DoubleMatrix state) {
  return program_.scratch<double>(math::schattenScratch(state.cols));
}

void CpuDevice::schattenMatrix(Problems problems, Matrix k, DoubleMatrix state,
                               const SchattenInputs& inputs, const SchattenForm& form) {
  const Touches touches(problems);
  double* const scratch = scratchFor(state);
  forEach(problems, kOnce,
          {touches.writes(k), touches.writes(state), touches.reads(inputs.moments),
           touches.reads(inputs.norms), touches.reads(inputs.eta)},
          [=](std::uint32_t problem, Range /*once*/) {
            matrixOf(form, state, problem, scratch)
                .evaluate(k.of(problem), inputs.momentsOf(problem), inputs.etaOf(problem));
          });
}

void CpuDevice::schattenInverse(Problems problems, Matrix inverse, DoubleMatrix state,
                                const SchattenForm& form) {
  const Touches touches(problems);
  double* const scratch = scratchFor(state);
  forEach(problems, kOnce, {touches.writes(inverse), touches.reads(state)},
          [=](std::uint32_t problem, Range /*once*/) {
            matrixOf(form, state, problem, scratch).invert(inverse.of(problem));
          });
}

void CpuDevice::schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k,
                                 DoubleMatrix state, const SchattenInputs& inputs,
                                 const SchattenForm& form) {
  const Touches touches(problems);
  double* const scratch = scratchFor(state);
  forEach(problems, kOnce,
          {touches.writes(d_eta), touches.reads(d_k), touches.reads(state),
           touches.reads(inputs.moments), touches.reads(inputs.norms), touches.reads(inputs.eta)},
          [=](std::uint32_t problem, Range /*once*/) {
            *d_eta.of(problem) += static_cast<float>(
                matrixOf(form, state, problem, scratch)
                    .gradient(d_k.of(problem), inputs.momentsOf(problem), inputs.etaOf(problem)));
          });
}

}  // namespace lacuna::cpu
