// Schatten blocks: small matrices in double, a problem at a time.
#include <algorithm>
#include <span>

#include "cpu/cpu_device_class.h"
#include "math/schatten.h"
#include "math/small_eigen.h"

namespace lacuna::cpu {
namespace {

constexpr double kLeastLipschitz = 1e-4;

/// Where x(line, at) lies for lines that are rows or columns.
struct LinesOf {
  LinesOf(ConstMatrix m, Lines lines)
      : count(lines == Lines::rows ? m.rows : m.cols),
        length(lines == Lines::rows ? m.cols : m.rows),
        line_step(lines == Lines::rows ? m.cols : 1),
        step(lines == Lines::rows ? 1 : m.cols) {}

  std::size_t count;
  std::size_t length;
  std::size_t line_step;
  std::size_t step;
};

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

/// c = L·g·Lᵀ for the lines L of x; `half` has room for one.
void congruenceOf(double* c, const double* g, const float* x, const LinesOf& of,
                  std::span<double> half) {
  for (std::size_t i = 0; i < of.count; ++i) {
    std::ranges::fill(half, 0.0);
    for (std::size_t l = 0; l < of.length; ++l) {
      const double factor = x[i * of.line_step + l * of.step];
      for (std::size_t j = 0; j < of.length; ++j) {
        half[j] += factor * g[l * of.length + j];
      }
    }
    for (std::size_t j = 0; j < of.count; ++j) {
      double sum = 0.0;
      for (std::size_t l = 0; l < of.length; ++l) {
        sum += half[l] * static_cast<double>(x[j * of.line_step + l * of.step]);
      }
      c[i * of.count + j] = sum;
    }
  }
}

std::span<const double> spanOf(DoubleMatrix m, std::uint32_t problem) {
  return {m.of(problem), m.size()};
}

math::SchattenState stateOf(DoubleMatrix state, std::uint32_t problem) {
  const std::size_t k = state.cols;
  double* const begin = state.of(problem);
  return {{begin, k * k}, {begin + k * k, k * k}, {begin + 2 * k * k, k}};
}

math::SchattenMoments momentsOf(const SchattenInputs& inputs, std::uint32_t problem) {
  const double lipschitz = *inputs.left.of(problem) * *inputs.right.of(problem);
  return {spanOf(inputs.xx, problem), spanOf(inputs.xn, problem), spanOf(inputs.nn, problem),
          lipschitz < kLeastLipschitz ? kLeastLipschitz : lipschitz};
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
  const std::span<double> half(program_.scratch<double>(g.rows), g.rows);
  forEach(problems, kOnce, {touches.writes(c), touches.reads(g), touches.reads(x)},
          [=](std::uint32_t problem, Range /*once*/) {
            congruenceOf(c.of(problem), g.of(problem), x.of(problem), LinesOf(x, lines), half);
          });
}

void CpuDevice::largestEigenvalue(Problems problems, DoubleMatrix value, DoubleMatrix g) {
  const Touches touches(problems);
  const std::size_t size = g.size() + 4 * g.rows;
  const std::span<double> scratch(program_.scratch<double>(size), size);
  forEach(problems, kOnce, {touches.writes(value), touches.reads(g)},
          [=](std::uint32_t problem, Range /*once*/) {
            const std::span<double> copy = scratch.subspan(0, g.size());
            std::copy(g.of(problem), g.of(problem) + g.size(), copy.begin());
            *value.of(problem) =
                math::largestEigenvalue(copy, g.rows, scratch.subspan(copy.size()));
          });
}

std::span<double> CpuDevice::scratchFor(DoubleMatrix state) {
  const std::size_t size = math::schattenScratch(state.cols);
  return {program_.scratch<double>(size), size};
}

void CpuDevice::schattenMatrix(Problems problems, Matrix k, DoubleMatrix state,
                               const SchattenInputs& inputs, const SchattenForm& form) {
  const Touches touches(problems);
  const std::span<double> scratch = scratchFor(state);
  forEach(problems, kOnce,
          {touches.writes(k), touches.writes(state), touches.reads(inputs.xx),
           touches.reads(inputs.xn), touches.reads(inputs.nn), touches.reads(inputs.left),
           touches.reads(inputs.right), touches.reads(inputs.eta)},
          [=](std::uint32_t problem, Range /*once*/) {
            math::schattenMatrix({k.of(problem), k.size()}, stateOf(state, problem),
                                 momentsOf(inputs, problem),
                                 static_cast<double>(*inputs.eta.of(problem)), form, scratch);
          });
}

void CpuDevice::schattenInverse(Problems problems, Matrix inverse, DoubleMatrix state,
                                const SchattenForm& form) {
  const Touches touches(problems);
  const std::span<double> scratch = scratchFor(state);
  forEach(problems, kOnce, {touches.writes(inverse), touches.reads(state)},
          [=](std::uint32_t problem, Range /*once*/) {
            math::schattenInverse({inverse.of(problem), inverse.size()}, stateOf(state, problem),
                                  form, scratch);
          });
}

void CpuDevice::schattenGradient(Problems problems, Matrix d_eta, ConstMatrix d_k,
                                 DoubleMatrix state, const SchattenInputs& inputs,
                                 const SchattenForm& form) {
  const Touches touches(problems);
  const std::span<double> scratch = scratchFor(state);
  forEach(problems, kOnce,
          {touches.writes(d_eta), touches.reads(d_k), touches.reads(state),
           touches.reads(inputs.xx), touches.reads(inputs.xn), touches.reads(inputs.nn),
           touches.reads(inputs.left), touches.reads(inputs.right), touches.reads(inputs.eta)},
          [=](std::uint32_t problem, Range /*once*/) {
            *d_eta.of(problem) += static_cast<float>(math::schattenGradient(
                {d_k.of(problem), d_k.size()}, stateOf(state, problem), momentsOf(inputs, problem),
                static_cast<double>(*inputs.eta.of(problem)), form, scratch));
          });
}

}  // namespace lacuna::cpu
