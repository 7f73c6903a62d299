// Least-squares systems of the lines (rows or columns) of a sparse matrix against a factor of its
// other side. Sums go line by line through register tiles; sixteen systems then stand side by side,
// one in each lane, so that a decomposition has no idle lanes and no sums across them.
#pragma once

#include <cstddef>

#include "cpu/kernel_table.h"
#include "cpu/kernels/transpose.h"
#include "cpu/simd/wide.h"
#include "math/host_device.h"

namespace lacuna::cpu {

template <class Isa>
struct LineKernels {
  using Vec = typename Isa::Vec;
  using F = Wide<Vec>;
  using Square = typename TransposeKernels<Isa>::Square;
  static constexpr std::size_t kWidth = Vec::kWidth;
  /// What a pivot keeps of its diagonal entry at least: under it there are only rounding errors.
  static constexpr float kLeastPivot = 0x1p-20F;

  /// Where a tile reads and writes.
  struct TilePlace {
    const float* lefts;   // the factor at the tile's first row
    const float* rights;  // the factor at its first column
    float* sums;          // of its first row, rows `stride` apart
    float* right_side;
  };

  /// Σ over entries of w_i·w_j for kRows entries i of a row w of the factor and kVectors vectors of
  /// j; with kRight also Σ value·w_j. A call of its own, because inside a loop the compiler would
  /// keep the address of each i.
  template <int kRows, int kVectors, bool kRight>
  static LACUNA_APART void tile(const TilePlace& at, const LineTask& t, Range entries) {
    constexpr int kSums = kRows + (kRight ? 1 : 0);
    Vec sum[kSums][kVectors];
    for (int r = 0; r < kSums; ++r) {
      for (int v = 0; v < kVectors; ++v) {
        sum[r][v] = Vec::broadcast(0.0F);
      }
    }
    const float* const lefts = at.lefts;
    const float* const rights = at.rights;
    const std::uint32_t* const others = t.others;
    const std::size_t stride = t.stride;
    for (std::size_t e = entries.begin; e < entries.end; ++e) {
      const std::size_t other = others[e] * stride;
      Vec right[kVectors];
      for (int v = 0; v < kVectors; ++v) {
        right[v] = Vec::load(rights + other + v * kWidth);
      }
      for (int r = 0; r < kSums; ++r) {
        const Vec left =
            Vec::broadcast(r < kRows ? lefts[other + static_cast<std::size_t>(r)] : t.values[e]);
        for (int v = 0; v < kVectors; ++v) {
          sum[r][v] = fma(left, right[v], sum[r][v]);
        }
      }
    }
    for (int r = 0; r < kSums; ++r) {
      float* const to = r < kRows ? at.sums + static_cast<std::size_t>(r) * stride : at.right_side;
      for (int v = 0; v < kVectors; ++v) {
        sum[r][v].store(to + v * kWidth);
      }
    }
  }

  template <int kRows, int kVectors, bool kRight>
  static LACUNA_HD void tileAt(float* sums, const LineTask& t, Range entries, std::size_t row,
                               std::size_t col) {
    tile<kRows, kVectors, kRight>({t.factor + row, t.factor + col, sums + row * t.stride + col,
                                   sums + t.order * t.stride + col},
                                  t, entries);
  }

  /// Rows of a tile that is one vector wide: as many as the registers hold. Short tiles wait for
  /// their own sums.
  static constexpr int kNarrowRows = kWidth == 16 ? 16 : Isa::kTileRows;

  /// All rows in tiles, each up to the vector that holds its diagonal: below the diagonal no vector
  /// is emptier than it must be. The last tile brings the right side.
  static LACUNA_HD void tiles(float* sums, const LineTask& t, Range entries) {
    if (t.order <= static_cast<std::size_t>(kNarrowRows)) {
      lastTile<kNarrowRows>(sums, t, entries, 0);
      return;
    }
    std::size_t row = 0;
    if constexpr (kNarrowRows > Isa::kTileRows) {
      tileAt<kNarrowRows, 1, false>(sums, t, entries, 0, 0);
      row = kNarrowRows;
    }
    for (; row + Isa::kTileRows < t.order; row += Isa::kTileRows) {
      strips<Isa::kTileRows, false>(sums, t, entries, row);
    }
    lastTile<Isa::kTileRows>(sums, t, entries, row);
  }

  /// One tile with all rows from `row` on, kMost at most, and the right side.
  template <int kMost>
  static LACUNA_HD void lastTile(float* sums, const LineTask& t, Range entries, std::size_t row) {
    if constexpr (kMost > 0) {
      if (t.order - row == static_cast<std::size_t>(kMost)) {
        if constexpr (kMost > Isa::kTileRows) {
          tileAt<kMost, 1, true>(sums, t, entries, row, 0);
        } else {
          strips<kMost, true>(sums, t, entries, row);
        }
      } else {
        lastTile<kMost - 1>(sums, t, entries, row);
      }
    }
  }

  template <int kRows, bool kRight>
  static LACUNA_HD void strips(float* sums, const LineTask& t, Range entries, std::size_t row) {
    const std::size_t end = (row + kRows + kWidth - 1) / kWidth * kWidth;
    std::size_t col = 0;
    if constexpr (!kRight) {
      for (; col + 3 * kWidth <= end; col += 3 * kWidth) {
        tileAt<kRows, 3, false>(sums, t, entries, row, col);
      }
    }
    // One vector less beside the right side: more would not fit the registers.
    for (; col + 2 * kWidth <= end; col += 2 * kWidth) {
      tileAt<kRows, 2, kRight>(sums, t, entries, row, col);
    }
    if (col < end) {
      tileAt<kRows, 1, kRight>(sums, t, entries, row, col);
    }
  }

  /// A row of the sums of sixteen lines, `line` floats apart, into lanes: entry j < count to
  /// to + 16·place(j).
  template <class Place>
  static LACUNA_HD void intoLanes(float* to, const float* sums, std::size_t line, std::size_t count,
                                  const Place& place) {
    for (std::size_t col = 0; col < count; col += kWidth) {
      for (std::size_t part = 0; part < kWide; part += kWidth) {
        Square square;
        square.load(sums + part * line + col, line);
        LACUNA_UNROLL(16)
        for (std::size_t j = 0; j < kWidth; ++j) {
          if (col + j < count) {
            square.col[j].store(to + place(col + j) * kWide + part);
          }
        }
      }
    }
  }

  static void systems(float* systems, float* scratch, const LineTask& task, Range lines) {
    const std::size_t line_floats = lineFloats(task.order, task.stride);
    for (std::size_t l = 0; l < kWide; ++l) {
      const bool is_line = lines.begin + l < lines.end;
      const std::size_t i = is_line ? lines.begin + l : lines.begin;
      const std::size_t begin = task.offsets[i];
      const Range entries{begin, is_line ? task.offsets[i + 1] : begin};
      float* const sums = scratch + l * line_floats;
      tiles(sums, task, entries);
    }
    const std::size_t order = task.order;
    for (std::size_t i = 0; i < order; ++i) {
      intoLanes(systems, scratch + i * task.stride, line_floats, i + 1,
                [&](std::size_t j) LACUNA_BODY { return columnStart(order, j) + i - j; });
    }
    intoLanes(systems, scratch + order * task.stride, line_floats, order,
              [&](std::size_t j) LACUNA_BODY { return columnStart(order, order) + j; });
  }

  static LACUNA_HD F lanes(const float* p) { return F::load(p, AllLanes{}); }
  static LACUNA_HD void put(F a, float* p) { a.store(p, AllLanes{}); }

  /// Rows [i, i + kRows) of column j: what is left of them after the columns before, times `scale`.
  template <int kRows>
  static LACUNA_HD void reduce(float* systems, std::size_t order, std::size_t j, std::size_t i,
                               F scale) {
    float* const own = systems + columnStart(order, j) * kWide;
    F left[kRows];
    for (int r = 0; r < kRows; ++r) {
      left[r] = lanes(own + (i - j + static_cast<std::size_t>(r)) * kWide);
    }
    const float* before = systems;
    for (std::size_t k = 0; k < j; ++k) {
      const F factor = -lanes(before + (j - k) * kWide);
      for (int r = 0; r < kRows; ++r) {
        left[r] =
            fma(factor, lanes(before + (i - k + static_cast<std::size_t>(r)) * kWide), left[r]);
      }
      before += (order - k) * kWide;
    }
    for (int r = 0; r < kRows; ++r) {
      put(left[r] * scale, own + (i - j + static_cast<std::size_t>(r)) * kWide);
    }
  }

  /// A = L·Lᵀ column by column; the inverses of L's diagonal stand in its place.
  static LACUNA_HD void decompose(float* systems, std::size_t order) {
    for (std::size_t j = 0; j < order; ++j) {
      float* const pivot = systems + columnStart(order, j) * kWide;
      const F least = F(kLeastPivot) * lanes(pivot);
      reduce<1>(systems, order, j, j, F(1.0F));
      const F inverse = F(1.0F) / sqrt(atLeast(lanes(pivot), least));
      put(inverse, pivot);
      std::size_t i = j + 1;
      for (; i + Isa::kTileRows <= order; i += Isa::kTileRows) {
        reduce<Isa::kTileRows>(systems, order, j, i, inverse);
      }
      for (; i + 2 <= order; i += 2) {
        reduce<2>(systems, order, j, i, inverse);
      }
      if (i < order) {
        reduce<1>(systems, order, j, i, inverse);
      }
    }
  }

  static LACUNA_HD void substitute(const float* systems, float* b, std::size_t order) {
    const float* column = systems;
    for (std::size_t k = 0; k < order; ++k) {
      const F y = lanes(b + k * kWide) * lanes(column);
      put(y, b + k * kWide);
      for (std::size_t i = k + 1; i < order; ++i) {
        put(fma(-y, lanes(column + (i - k) * kWide), lanes(b + i * kWide)), b + i * kWide);
      }
      column += (order - k) * kWide;
    }
  }

  static LACUNA_HD void substituteBack(const float* systems, float* b, std::size_t order) {
    for (std::size_t i = order; i-- > 0;) {
      const F x = lanes(b + i * kWide) * lanes(systems + columnStart(order, i) * kWide);
      put(x, b + i * kWide);
      const float* row = systems + i * kWide;
      for (std::size_t k = 0; k < i; ++k) {
        put(fma(-x, lanes(row), lanes(b + k * kWide)), b + k * kWide);
        row += (order - k - 1) * kWide;
      }
    }
  }

  static void solve(float* systems, std::size_t order, const float* noise) {
    float* const b = systems + columnStart(order, order) * kWide;
    decompose(systems, order);
    substitute(systems, b, order);
    for (std::size_t k = 0; noise != nullptr && k < order; ++k) {
      put(lanes(b + k * kWide) + lanes(noise + k * kWide), b + k * kWide);
    }
    substituteBack(systems, b, order);
  }

  /// products_e = a_row·b_col in sixteen fused chains, folded by halves.
  static void placeProducts(float* products, const PlaceTask& task, Range places) {
    for (std::size_t e = places.begin; e < places.end; ++e) {
      const float* const a = task.left + task.places[2 * e] * task.stride;
      const float* const b = task.right + task.places[2 * e + 1] * task.stride;
      F sum(0.0F);
      for (std::size_t k = 0; k < task.stride; k += kWide) {
        sum = fma(lanes(a + k), lanes(b + k), sum);
      }
      products[e] = fold(sum, [](auto x, auto y) LACUNA_BODY { return x + y; });
    }
  }
};

}  // namespace lacuna::cpu
