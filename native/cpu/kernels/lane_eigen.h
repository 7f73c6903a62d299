// Eigenproblems of symmetric matrices, many small ones side by side: one in each lane, so that the
// long chains of square roots and divisions are shared and no sum goes across lanes. Householder
// reflections to tridiagonal form, then implicit QR steps with Wilkinson's shift (Golub & Van Loan,
// Matrix Computations, 8.3).
#pragma once

#include <cstddef>

#include "math/host_device.h"
#include "math/real.h"

namespace lacuna::cpu {

template <class Isa>
struct LaneEigen {
  using Vec = typename Isa::Vec;
  static constexpr std::size_t kLanes = Vec::kWidth;
  /// Rows that pass a vector together: as many chains as the registers hold.
  static constexpr int kRows = Isa::kTileRows > 4 ? 4 : 2;
  /// Columns that rotations pass through together.
  static constexpr int kColumns = 4;
  /// Entries beside the diagonal that are negligible, of a matrix with trace 1.
  static constexpr float kNegligible = 0x1p-24F;
  /// A column with less below the diagonal than this, squared, needs no reflection.
  static constexpr float kLeastSquares = 0x1p-100F;
  /// Many more steps than an eigenvalue takes.
  static constexpr std::size_t kStepsPerValue = 30;

  /// Where things lie in the scratch; everything but n is in lanes.
  struct Lanes {
    std::size_t n;
    float* a;         // n × n, the matrix, then reflections
    float* q;         // n × n, its eigenvectors in rows
    float* diagonal;  // n, in the end the eigenvalues
    float* beside;    // n, beside[i] between i and i + 1
    float* cosines;   // n
    float* sines;     // n
    float* v;         // n, the reflection before
    float* w;         // n
    float* next;      // n
    float* trace;     // 1

    Lanes(float* scratch, std::size_t order) : n(order), a(scratch), q(a + n * n * kLanes) {
      float* at = q + n * n * kLanes;
      for (float** part : {&diagonal, &beside, &cosines, &sines, &v, &w, &next, &trace}) {
        *part = at;
        at += n * kLanes;
      }
    }

    [[nodiscard]] float* aRow(std::size_t i) const { return a + i * n * kLanes; }
    [[nodiscard]] float* qRow(std::size_t i) const { return q + i * n * kLanes; }
  };

  static LACUNA_HD Vec get(const float* p, std::size_t i) { return Vec::load(p + i * kLanes); }
  static LACUNA_HD void put(Vec a, float* p, std::size_t i) { a.store(p + i * kLanes); }
  static LACUNA_HD Vec number(float a) { return Vec::broadcast(a); }

  /// The eigenvalues of a / its trace into the diagonal, the eigenvectors into the rows of q.
  static void decompose(const Lanes& lanes) {
    normalise(lanes);
    reduce(lanes);
    accumulate(lanes);
    diagonalise(lanes);
  }

  /// a /= its trace.
  static void normalise(const Lanes& l) {
    Vec trace = number(0.0F);
    for (std::size_t i = 0; i < l.n; ++i) {
      trace = trace + get(l.aRow(i), i);
    }
    put(trace, l.trace, 0);
    const Vec inverse = whereGreater(trace, number(0.0F), number(1.0F) / trace, number(0.0F));
    for (std::size_t k = 0; k < l.n * l.n; ++k) {
      put(get(l.a, k) * inverse, l.a, k);
    }
  }

  /// a ← H·a·H, H = 1 − β·v·vᵀ, for one row after the other, until it is tridiagonal. v stays in
  /// its row, β in l.cosines. Each reflection is applied to the rows behind as they are read for
  /// the next: a − v·wᵀ − w·vᵀ with w = β·(a·v − β/2·(vᵀ·a·v)·v).
  static void reduce(const Lanes& l) {
    for (std::size_t i = 0; i < l.n; ++i) {
      put(number(0.0F), l.v, i);
      put(number(0.0F), l.w, i);
    }
    for (std::size_t k = 0; k < l.n; ++k) {
      reflectRow(l, k);
      put(get(l.aRow(k), k), l.diagonal, k);
      if (k + 2 < l.n) {
        const Vec beta = reflector(l, k);
        put(beta, l.cosines, k);
        product(l, k);
        nextReflection(l, k, beta);
      } else if (k + 1 < l.n) {
        put(get(l.aRow(k), k + 1), l.beside, k);
      }
    }
  }

  /// Row k, from its diagonal on, with the reflection before.
  static LACUNA_HD void reflectRow(const Lanes& l, std::size_t k) {
    float* const row = l.aRow(k);
    const Vec v = negate(get(l.v, k));
    const Vec w = negate(get(l.w, k));
    for (std::size_t j = k; j < l.n; ++j) {
      put(fma(v, get(l.w, j), fma(w, get(l.v, j), get(row, j))), row, j);
    }
  }

  /// The row behind the diagonal becomes v; β.
  static LACUNA_HD Vec reflector(const Lanes& l, std::size_t k) {
    float* const row = l.aRow(k);
    Vec squares = number(0.0F);
    for (std::size_t j = k + 2; j < l.n; ++j) {
      const Vec entry = get(row, j);
      squares = fma(entry, entry, squares);
    }
    const Vec head = get(row, k + 1);
    const Vec norm = sqrt(fma(head, head, squares));
    const Vec turned = whereGreater(number(0.0F), head, negate(norm), norm);
    const Vec inverse = number(1.0F) / (norm * (norm + abs(head)));
    const Vec least = number(kLeastSquares);
    put(whereGreater(squares, least, negate(turned), head), l.beside, k);
    put(head + turned, row, k + 1);
    return whereGreater(squares, least, inverse, number(0.0F));
  }

  /// Rows behind k with the reflection before; l.next = their product with the v of row k.
  static LACUNA_HD void product(const Lanes& l, std::size_t k) {
    std::size_t i = k + 1;
    for (; i + kRows <= l.n; i += kRows) {
      productRows<kRows>(l, k, i);
    }
    for (; i < l.n; ++i) {
      productRows<1>(l, k, i);
    }
  }

  template <int kCount>
  static LACUNA_HD void productRows(const Lanes& l, std::size_t k, std::size_t i) {
    const float* const ahead = l.aRow(k);
    Vec v[kCount];
    Vec w[kCount];
    Vec sum[kCount];
    for (int r = 0; r < kCount; ++r) {
      v[r] = negate(get(l.v, i + static_cast<std::size_t>(r)));
      w[r] = negate(get(l.w, i + static_cast<std::size_t>(r)));
      sum[r] = number(0.0F);
    }
    for (std::size_t j = k + 1; j < l.n; ++j) {
      const Vec v_j = get(l.v, j);
      const Vec w_j = get(l.w, j);
      const Vec ahead_j = get(ahead, j);
      for (int r = 0; r < kCount; ++r) {
        float* const row = l.aRow(i + static_cast<std::size_t>(r));
        const Vec entry = fma(v[r], w_j, fma(w[r], v_j, get(row, j)));
        put(entry, row, j);
        sum[r] = fma(entry, ahead_j, sum[r]);
      }
    }
    for (int r = 0; r < kCount; ++r) {
      put(sum[r], l.next, i + static_cast<std::size_t>(r));
    }
  }

  /// v and w of the reflection of row k, for what lies behind it.
  static LACUNA_HD void nextReflection(const Lanes& l, std::size_t k, Vec beta) {
    const float* const row = l.aRow(k);
    Vec inner = number(0.0F);
    for (std::size_t j = k + 1; j < l.n; ++j) {
      inner = fma(get(l.next, j), get(row, j), inner);
    }
    const Vec half = negate(number(0.5F) * beta * inner);
    for (std::size_t j = k + 1; j < l.n; ++j) {
      const Vec v = get(row, j);
      put(v, l.v, j);
      put(beta * fma(half, v, get(l.next, j)), l.w, j);
    }
  }

  /// q = the transposed product of all reflections, the last one first.
  static void accumulate(const Lanes& l) {
    for (std::size_t i = 0; i < l.n; ++i) {
      for (std::size_t j = 0; j < l.n; ++j) {
        put(number(i == j ? 1.0F : 0.0F), l.qRow(i), j);
      }
    }
    for (std::size_t k = l.n < 2 ? 0 : l.n - 2; k-- > 0;) {
      std::size_t i = k + 1;
      for (; i + kRows <= l.n; i += kRows) {
        accumulateRows<kRows>(l, k, i);
      }
      for (; i < l.n; ++i) {
        accumulateRows<1>(l, k, i);
      }
    }
  }

  template <int kCount>
  static LACUNA_HD void accumulateRows(const Lanes& l, std::size_t k, std::size_t i) {
    const float* const v = l.aRow(k);
    Vec sum[kCount];
    for (Vec& s : sum) {
      s = number(0.0F);
    }
    for (std::size_t j = k + 1; j < l.n; ++j) {
      const Vec v_j = get(v, j);
      for (int r = 0; r < kCount; ++r) {
        sum[r] = fma(get(l.qRow(i + static_cast<std::size_t>(r)), j), v_j, sum[r]);
      }
    }
    const Vec beta = negate(get(l.cosines, k));
    for (Vec& s : sum) {
      s = beta * s;
    }
    for (std::size_t j = k + 1; j < l.n; ++j) {
      const Vec v_j = get(v, j);
      for (int r = 0; r < kCount; ++r) {
        float* const row = l.qRow(i + static_cast<std::size_t>(r));
        put(fma(sum[r], v_j, get(row, j)), row, j);
      }
    }
  }

  static void diagonalise(const Lanes& l) {
    std::size_t last[kLanes];
    for (std::size_t& at : last) {
      at = l.n - 1;
    }
    for (std::size_t step = 0; step < kStepsPerValue * l.n; ++step) {
      float shifts[kLanes];
      std::size_t rotations = 0;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        last[lane] = deflate(l, lane, last[lane]);
        shifts[lane] = last[lane] > 0 ? shift(l, lane, last[lane]) : 0.0F;
        rotations = last[lane] > rotations ? last[lane] : rotations;
      }
      if (rotations == 0) {
        return;
      }
      sweep(l, Vec::load(shifts), rotations);
      rotate(l, rotations);
    }
  }

  /// The last row of a lane that is not separate; NaN counts as separate.
  static LACUNA_HD std::size_t deflate(const Lanes& l, std::size_t lane, std::size_t last) {
    while (last > 0 && !(math::abs(l.beside[(last - 1) * kLanes + lane]) > kNegligible)) {
      --last;
    }
    return last;
  }

  /// The eigenvalue of the 2×2 block that ends at `last` which is nearer to its last entry.
  static LACUNA_HD float shift(const Lanes& l, std::size_t lane, std::size_t last) {
    const float end = l.diagonal[last * kLanes + lane];
    const float e = l.beside[(last - 1) * kLanes + lane];
    const float half = 0.5F * (l.diagonal[(last - 1) * kLanes + lane] - end);
    const float root = math::sqrt(half * half + e * e);
    return end - e * e / (half < 0.0F ? half - root : half + root);
  }

  /// One QR step for each block of every lane: a chain of rotations of rows k and k + 1 that ends
  /// where the entry between them is negligible, and begins again behind it.
  static LACUNA_HD void sweep(const Lanes& l, Vec shifts, std::size_t rotations) {
    const Vec zero = number(0.0F);
    const Vec one = number(1.0F);
    const Vec negligible = number(kNegligible);
    Vec diagonal = get(l.diagonal, 0);
    Vec before = zero;  // |entry| between k − 1 and k as the step began: whether the chain goes on
    Vec bulge = zero;   // what that entry is by now
    Vec c = one;
    Vec s = zero;
    for (std::size_t k = 0; k < rotations; ++k) {
      const Vec entry = get(l.beside, k);
      const Vec size = abs(entry);
      const Vec x = whereGreater(before, negligible, bulge, diagonal - shifts);
      const Vec z = whereGreater(before, negligible, s * entry, entry);
      const Vec beside = c * entry;
      const Vec r = sqrt(fma(x, x, z * z));
      const Vec inverse = whereGreater(r, zero, one / r, zero);
      const Vec active = whereGreater(size, negligible, inverse, zero);
      c = whereGreater(active, zero, x * active, one);
      s = z * active;
      if (k > 0) {
        const Vec ended = whereGreater(before, negligible, r, bulge);
        put(whereGreater(active, zero, ended, bulge), l.beside, k - 1);
      }
      const Vec next = get(l.diagonal, k + 1);
      const Vec h = fma(next - diagonal, s, (c + c) * beside);
      put(fma(s, h, diagonal), l.diagonal, k);
      diagonal = fma(negate(s), h, next);
      bulge = fma(c, h, negate(beside));
      before = size;
      put(c, l.cosines, k);
      put(s, l.sines, k);
    }
    put(bulge, l.beside, rotations - 1);
    put(diagonal, l.diagonal, rotations);
  }

  /// The rotations of a sweep on the rows of q.
  static LACUNA_HD void rotate(const Lanes& l, std::size_t rotations) {
    std::size_t j = 0;
    for (; j + kColumns <= l.n; j += kColumns) {
      rotateColumns<kColumns>(l, rotations, j);
    }
    for (; j < l.n; ++j) {
      rotateColumns<1>(l, rotations, j);
    }
  }

  template <int kCount>
  static LACUNA_HD void rotateColumns(const Lanes& l, std::size_t rotations, std::size_t j) {
    Vec upper[kCount];
    for (int i = 0; i < kCount; ++i) {
      upper[i] = get(l.q, j + static_cast<std::size_t>(i));
    }
    for (std::size_t k = 0; k < rotations; ++k) {
      const Vec c = get(l.cosines, k);
      const Vec s = get(l.sines, k);
      float* const row = l.qRow(k);
      for (int i = 0; i < kCount; ++i) {
        const std::size_t at = j + static_cast<std::size_t>(i);
        const Vec lower = get(row, l.n + at);
        put(fma(c, upper[i], s * lower), row, at);
        upper[i] = fma(c, lower, negate(s * upper[i]));
      }
    }
    for (int i = 0; i < kCount; ++i) {
      put(upper[i], l.qRow(rotations), j + static_cast<std::size_t>(i));
    }
  }
};

}  // namespace lacuna::cpu
