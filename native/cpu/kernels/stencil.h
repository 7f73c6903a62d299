// Second-order smoothness kernels (formulas in math/stencil.h).
#pragma once

#include <cstddef>
#include <type_traits>

#include "cpu/kernel_table.h"
#include "cpu/simd/wide.h"
#include "math/stencil.h"

namespace lacuna::cpu {

template <class Isa>
struct StencilKernels {
  using F = Wide<typename Isa::Vec>;

  static void fivePoint(float* l, double* row_sums, const float* x, Shape shape, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const float* const here = x + row;
      const bool inner_row = i > 0 && i + 1 < shape.rows;
      WideSum<Isa> sum;
      alongRow(shape.cols, [&](std::size_t j, auto lanes, auto left, auto right) LACUNA_BODY {
        F value(0.0F);
        if constexpr (left && right) {
          if (inner_row) {
            value = math::fivePoint(F::load(here + j, lanes), F::load(here - shape.cols + j, lanes),
                                    F::load(here + shape.cols + j, lanes),
                                    F::load(here + j - 1, lanes), F::load(here + j + 1, lanes));
            sum.add(value * value);
          }
        }
        value.store(l + row + j, lanes);
      });
      row_sums[i] = sum.total();
    }
  }

  static void fivePointGradient(float* d_x, const float* l, Shape shape, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const Neighbours field(l, shape, i);
      alongRow(shape.cols, [&](std::size_t j, auto lanes, auto left, auto right) LACUNA_BODY {
        const F slope =
            math::fivePoint(field.here(j, lanes), field.above(j, lanes), field.below(j, lanes),
                            field.before(j, lanes, left), field.after(j, lanes, right));
        fma(F(weight), slope, F::load(d_x + row + j, lanes)).store(d_x + row + j, lanes);
      });
    }
  }

  static void bending(float* rr, float* rc, float* cc, double* row_sums, const float* x,
                      Shape shape, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const float* const here = x + row;
      const float* const below = i + 1 < shape.rows ? here + shape.cols : here;
      const bool inner_row = i > 0 && i + 1 < shape.rows;
      WideSum<Isa> sum;
      alongRow(shape.cols, [&](std::size_t j, auto lanes, auto left, auto right) LACUNA_BODY {
        const F at = F::load(here + j, lanes);
        F along_rows(0.0F);
        F mixed(0.0F);
        F along_cols(0.0F);
        if (inner_row) {
          along_rows = math::secondDifference(F::load(here - shape.cols + j, lanes), at,
                                              F::load(below + j, lanes));
        }
        if constexpr (right) {
          const F next = F::load(here + j + 1, lanes);
          mixed = (F::load(below + j + 1, lanes) - F::load(below + j, lanes)) - (next - at);
          if constexpr (left) {
            along_cols = math::secondDifference(F::load(here + j - 1, lanes), at, next);
          }
        }
        along_rows.store(rr + row + j, lanes);
        mixed.store(rc + row + j, lanes);
        along_cols.store(cc + row + j, lanes);
        sum.add(math::bending(along_rows, mixed, along_cols));
      });
      row_sums[i] = sum.total();
    }
  }

  static void bendingGradient(float* d_x, const float* rr, const float* rc, const float* cc,
                              Shape shape, float weight, Range rows) {
    for (std::size_t i = rows.begin; i < rows.end; ++i) {
      const std::size_t row = i * shape.cols;
      const Neighbours along_rows(rr, shape, i);
      const Neighbours mixed(rc, shape, i);
      const Neighbours along_cols(cc, shape, i);
      alongRow(shape.cols, [&](std::size_t j, auto lanes, auto left, auto right) LACUNA_BODY {
        const F straight =
            math::secondDifference(along_rows.above(j, lanes), along_rows.here(j, lanes),
                                   along_rows.below(j, lanes)) +
            math::secondDifference(along_cols.before(j, lanes, left), along_cols.here(j, lanes),
                                   along_cols.after(j, lanes, right));
        const F crossed = (mixed.here(j, lanes) - mixed.above(j, lanes)) -
                          (mixed.before(j, lanes, left) - mixed.aboveBefore(j, lanes, left));
        const F slope = fma(F(2.0F), crossed, straight);
        fma(F(weight), slope + slope, F::load(d_x + row + j, lanes)).store(d_x + row + j, lanes);
      });
    }
  }

 private:
  /// Calls body(j, lanes, left, right) along a row: the first and the last entry alone, groups in
  /// between; left and right are integral constants that say whether there is an entry beside.
  template <class Body>
  static LACUNA_HD void alongRow(std::size_t cols, Body body) {
    if (cols == 1) {
      body(0, FirstLanes{1}, std::false_type{}, std::false_type{});
      return;
    }
    body(0, FirstLanes{1}, std::false_type{}, std::true_type{});
    forEachWide(cols - 2, [&](std::size_t j, auto lanes) LACUNA_BODY {
      body(j + 1, lanes, std::true_type{}, std::true_type{});
    });
    body(cols - 1, FirstLanes{1}, std::true_type{}, std::false_type{});
  }

  /// One row of a field and its neighbours, zero outside.
  class Neighbours {
   public:
    LACUNA_HD Neighbours(const float* field, Shape shape, std::size_t row)
        : here_(field + row * shape.cols),
          cols_(shape.cols),
          has_above_(row > 0),
          has_below_(row + 1 < shape.rows) {}

    template <class Lanes>
    LACUNA_HD F here(std::size_t j, Lanes lanes) const {
      return F::load(here_ + j, lanes);
    }
    template <class Lanes>
    LACUNA_HD F above(std::size_t j, Lanes lanes) const {
      return has_above_ ? F::load(here_ - cols_ + j, lanes) : F(0.0F);
    }
    template <class Lanes>
    LACUNA_HD F below(std::size_t j, Lanes lanes) const {
      return has_below_ ? F::load(here_ + cols_ + j, lanes) : F(0.0F);
    }
    template <class Lanes, bool kHas>
    LACUNA_HD F before(std::size_t j, Lanes lanes, std::bool_constant<kHas> /*has*/) const {
      return kHas ? F::load(here_ + j - 1, lanes) : F(0.0F);
    }
    template <class Lanes, bool kHas>
    LACUNA_HD F after(std::size_t j, Lanes lanes, std::bool_constant<kHas> /*has*/) const {
      return kHas ? F::load(here_ + j + 1, lanes) : F(0.0F);
    }
    template <class Lanes, bool kHas>
    LACUNA_HD F aboveBefore(std::size_t j, Lanes lanes, std::bool_constant<kHas> /*has*/) const {
      return kHas && has_above_ ? F::load(here_ - cols_ + j - 1, lanes) : F(0.0F);
    }

   private:
    const float* here_;
    std::size_t cols_;
    bool has_above_;
    bool has_below_;
  };
};

}  // namespace lacuna::cpu
