// Kernels in which an entry depends on the entries at its place. Formulas are those of native/math.
#pragma once

#include "cuda/entries.h"
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
    forEntries(cta, y.rows, y.cols, tile, Sources{x.of(problem)}, Targets{y.of(problem)},
               [](std::size_t /*i*/, float /*value*/) {});
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
        cta, y.rows, y.cols, tile, Sources{to, x.of(problem)}, Targets{to},
        [&](std::size_t /*i*/, float& sum, float added) { sum = math::fma(factor, added, sum); });
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
    forEntries(cta, y.rows, y.cols, tile, Sources{to}, Targets{to},
               [&](std::size_t /*i*/, float& value) { value = value * own; });
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
    forEntries(cta, y.rows, y.cols, tile, Sources{x.of(problem)}, Targets{y.of(problem)},
               [&](std::size_t i, float& value) { value = factors[i / y.cols] * value; });
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
    const auto sum = [&](std::size_t i, float entry) {
      return biases == nullptr ? entry : entry + biases[bias.rows == y.rows ? i : i % y.cols];
    };
    math::withActivation(activation, [&](auto sigma) {
      forEntries(cta, y.rows, y.cols, tile, Sources{z.of(problem)}, Targets{y.of(problem)},
                 [&](std::size_t i, float& entry) { entry = sigma.value(sum(i, entry)); });
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
    const Sources both{d_y.of(problem), from.of(problem)};
    math::withActivation(activation, [&](auto sigma) {
      forEntries(
          cta, y.rows, y.cols, tile, both, Targets{y.of(problem)},
          [&](std::size_t /*i*/, float& slope, float value) { slope = sigma.pull(slope, value); });
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
               Targets{w, first, second},
               [&](std::size_t /*i*/, float& own, float& average, float& square, float slope) {
                 math::adam(own, average, square, slope, step);
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
    forEntries(cta, y.rows, y.cols, tile, Sources{to, gradient.of(problem)}, Targets{to},
               [&](std::size_t /*i*/, float& value, float slope) {
                 value = math::descend(value, slope, own);
               });
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
               Targets{w, sizes, slopes_before},
               [&](std::size_t /*i*/, float& own, float& size, float& slope_before, float slope) {
                 math::irprop(own, size, slope_before, slope, risen, step);
               });
  }
};

}  // namespace lacuna::gpu
