// Kernels in which an entry depends on the entries at its place. Formulas are those of native/math.
#pragma once

#include "cuda/cta.h"
#include "device/device.h"

namespace lacuna::gpu {

/// What they share: tiles of the rows of y.
template <class Self>
struct ByEntries {
  std::uint32_t plan(Layout /*layout*/) const {
    return tilesOf(static_cast<const Self&>(*this).y.rows, kTileRows);
  }
};

struct CopyOp : ByEntries<CopyOp> {
  Matrix y;
  ConstMatrix x;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    float* const to = y.of(problem);
    forEntries(cta, y.rows, y.cols, tile, Sources{x.of(problem)},
               [&](std::size_t i, float value) { to[i] = value; });
  }
};

/// y += factor·x; a factor of 1 leaves a sum that is rounded once.
struct AddScaledOp : ByEntries<AddScaledOp> {
  Matrix y;
  ConstMatrix x;
  float factor;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    float* const to = y.of(problem);
    forEntries(
        cta, y.rows, y.cols, tile, Sources{to, x.of(problem)},
        [&](std::size_t i, float own, float added) { to[i] = math::fma(factor, added, own); });
  }
};

template <class T>
struct FillOp : ByEntries<FillOp<T>> {
  BatchedMatrix<T> y;
  T value;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    T* const to = y.of(problem);
    forIndices(cta, y.rows, y.cols, tile, [&](std::size_t i) { to[i] = value; });
  }
};

/// y = y·factor (1×1).
struct ScaleOp : ByEntries<ScaleOp> {
  Matrix y;
  ConstMatrix factor;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const float own = *factor.of(problem);
    float* const to = y.of(problem);
    forEntries(cta, y.rows, y.cols, tile, Sources{to},
               [&](std::size_t i, float value) { to[i] = value * own; });
  }
};

/// y = diag(scales)·x.
struct ScaleRowsOp : ByEntries<ScaleRowsOp> {
  Matrix y;
  ConstMatrix x;
  ConstMatrix scales;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const float* const factors = scales.of(problem);
    float* const to = y.of(problem);
    forEntries(cta, y.rows, y.cols, tile, Sources{x.of(problem)},
               [&](std::size_t i, float value) { to[i] = factors[i / y.cols] * value; });
  }
};

/// y = σ(z + bias); the bias has no data (none), y's shape, or one row.
struct ActivateOp : ByEntries<ActivateOp> {
  Matrix y;
  ConstMatrix z;
  ConstMatrix bias;
  Activation activation;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const float* const biases = bias.data == nullptr ? nullptr : bias.of(problem);
    float* const to = y.of(problem);
    const auto sum = [&](std::size_t i, float entry) {
      return biases == nullptr ? entry : entry + biases[bias.rows == y.rows ? i : i % y.cols];
    };
    math::withActivation(activation, [&](auto sigma) {
      forEntries(cta, y.rows, y.cols, tile, Sources{z.of(problem)},
                 [&](std::size_t i, float entry) { to[i] = sigma.value(sum(i, entry)); });
    });
  }
};

/// y = d_z = d_y ∘ σ'(z) from `from` = σ(z).
struct ActivationGradientOp : ByEntries<ActivationGradientOp> {
  Matrix y;
  ConstMatrix d_y;
  ConstMatrix from;
  Activation activation;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    float* const to = y.of(problem);
    math::withActivation(activation, [&](auto sigma) {
      forEntries(
          cta, y.rows, y.cols, tile, Sources{d_y.of(problem), from.of(problem)},
          [&](std::size_t i, float slope, float value) { to[i] = sigma.pull(slope, value); });
    });
  }
};

/// One Adam step of y; in a stretch its two constants that hang on the step are the stretch's.
struct AdamOp : ByEntries<AdamOp> {
  Matrix y;
  Matrix m;
  Matrix v;
  ConstMatrix gradient;
  AdamStep constants;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    AdamStep step = constants;
    if (cta.constants() != nullptr) {
      step.step_size = cta.constants()->step_size;
      step.inverse_sqrt_second = cta.constants()->inverse_sqrt_second;
    }
    float* const w = y.of(problem);
    float* const first = m.of(problem);
    float* const second = v.of(problem);
    forEntries(cta, y.rows, y.cols, tile, Sources{w, first, second, gradient.of(problem)},
               [&](std::size_t i, float own, float average, float square, float slope) {
                 math::adam(own, average, square, slope, step);
                 w[i] = own;
                 first[i] = average;
                 second[i] = square;
               });
  }
};

/// y −= rate·gradient, with one rate or one (1×1) for each problem.
struct DescendOp : ByEntries<DescendOp> {
  Matrix y;
  ConstMatrix gradient;
  ConstMatrix rates;  // no data: `rate`
  float rate;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const float own = rates.data != nullptr ? *rates.of(problem) : rate;
    float* const to = y.of(problem);
    forEntries(
        cta, y.rows, y.cols, tile, Sources{to, gradient.of(problem)},
        [&](std::size_t i, float value, float slope) { to[i] = math::descend(value, slope, own); });
  }
};

/// One step of iRprop+ of y.
struct IrpropOp : ByEntries<IrpropOp> {
  Matrix y;
  Matrix delta;
  Matrix before;
  ConstMatrix gradient;
  ConstMatrix rose;  // 1×1
  IrpropStep step;

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t tile) const {
    const float risen = *rose.of(problem);
    float* const w = y.of(problem);
    float* const sizes = delta.of(problem);
    float* const slopes_before = before.of(problem);
    forEntries(cta, y.rows, y.cols, tile, Sources{w, sizes, slopes_before, gradient.of(problem)},
               [&](std::size_t i, float own, float size, float slope_before, float slope) {
                 math::irprop(own, size, slope_before, slope, risen, step);
                 w[i] = own;
                 sizes[i] = size;
                 slopes_before[i] = slope_before;
               });
  }
};

}  // namespace lacuna::gpu
