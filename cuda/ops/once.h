// Kernels that end in one number for each problem.
#pragma once

#include "cuda/entries.h"
#include "device/device.h"

namespace lacuna::gpu {

/// value = scale · Σ sums in order.
struct CloseSumsOp {
  Scalars value;
  DoubleMatrix sums;
  DoubleMatrix scales;  // 1×1; no data: `scale`
  double scale;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    const double sum = orderedSum(cta, sums.of(problem), sums.rows * sums.cols);
    if (cta.thread() == 0) {
      value.of(problem) = (scales.data != nullptr ? *scales.of(problem) : scale) * sum;
    }
  }
};

/// What becomes of an ordered sum.
enum class SumUse : std::uint8_t {
  scaled,   // scale·sum, as a float
  inverse,  // 1/sum, as a float
  root      // √sum, in double
};

struct SumOp {
  Matrix single;        // scaled, inverse
  DoubleMatrix number;  // root
  DoubleMatrix sums;
  double scale;
  SumUse use;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    const double sum = orderedSum(cta, sums.of(problem), sums.rows * sums.cols);
    if (cta.thread() != 0) {
      return;
    }
    if (use == SumUse::root) {
      *number.of(problem) = ::sqrt(sum);
    } else {
      *single.of(problem) = static_cast<float>(use == SumUse::scaled ? scale * sum : 1.0 / sum);
    }
  }
};

/// y (1×1) = the largest of x (rows×1).
struct LargestOp {
  Matrix y;
  ConstMatrix x;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    if (cta.thread() == 0) {
      const float* const all = x.of(problem);
      float largest = all[0];
      for (std::uint32_t i = 1; i < x.rows; ++i) {
        largest = largest < all[i] ? all[i] : largest;
      }
      *y.of(problem) = largest;
    }
  }
};

/// The rate of GroupRMSprop; in a stretch its bias is the stretch's.
struct GroupRateOp {
  Matrix rate;
  DoubleMatrix average;
  DoubleMatrix squares;
  GroupRmspropStep step;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    const double sum = orderedSum(cta, squares.of(problem), squares.rows * squares.cols);
    if (cta.thread() == 0) {
      GroupRmspropStep now = step;
      if (cta.constants() != nullptr) {
        now.bias = cta.constants()->bias;
      }
      *rate.of(problem) = static_cast<float>(math::groupRate(*average.of(problem), sum, now));
    }
  }
};

/// Whether the loss rose (see math/irprop.h).
struct RoseOp {
  Matrix above;
  DoubleMatrix loss;
  DoubleMatrix terms;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    const double sum = orderedSum(cta, terms.of(problem), terms.rows * terms.cols);
    if (cta.thread() == 0) {
      *above.of(problem) = math::rose(*loss.of(problem), sum);
    }
  }
};

/// Keeps the terms of a step of a stretch: history[step][problem][term].
struct KeepTermsOp {
  DoubleMatrix terms;  // 1×count
  double* history;
  std::uint32_t batch;

  std::uint32_t plan(Layout /*layout*/) const { return 1; }

  template <class Cta>
  LACUNA_GPU void run(Cta& cta, std::uint32_t problem, std::uint32_t /*tile*/) const {
    const std::size_t row = static_cast<std::size_t>(cta.step()) * batch + problem;
    for (std::uint32_t i = cta.thread(); i < terms.cols; i += kThreads) {
      history[row * terms.cols + i] = terms.of(problem)[i];
    }
  }
};

}  // namespace lacuna::gpu
