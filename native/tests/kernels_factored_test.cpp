// The kernels of the factored evaluation against plain loops in double.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::SparseCols;
using cpu::SparseRows;

constexpr double kEpsilon = 0x1p-23;  // of float
constexpr std::array<std::size_t, 24> kSizes{1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11,  12,
                                             13, 14, 15, 16, 17, 18, 31, 33, 48, 64, 100, 241};

Guarded<float> drawn(std::size_t count, std::uint64_t seed) {
  return Guarded<float>(Random(seed).floats(count, -1.0, 1.0));
}

const Case kColumnSums("column sums are added to what is there", [] {
  for (const std::size_t cols : kSizes) {
    constexpr std::size_t kRows = 5;
    check({.name = "column sums of " + show(cols),
           .operands = {.out = {},
                        .sums = {Guarded<double>(std::vector<double>(cols, 0.25))},
                        .in = {drawn(kRows * cols, cols)},
                        .in_sums = {}},
           .rows = cols,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range range) {
                 kernels.addColumnSums(o.sums[0].data(), o.in[0].data(), {kRows, cols}, range);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 for (std::size_t j = 0; j < cols; ++j) {
                   double sum = 0.25;
                   for (std::size_t i = 0; i < kRows; ++i) {
                     sum += static_cast<double>(o.in[0].values()[i * cols + j]);
                   }
                   expectClose(o.sums[0].values()[j], sum, 1e-14, "column sum");
                 }
               }});
  }
});

const Case kRowProducts("products of rows", [] {
  for (const std::size_t cols : kSizes) {
    constexpr std::size_t kRows = 9;
    check({.name = "row products of " + show(cols),
           .operands = {.out = {unset(kRows)},
                        .sums = {},
                        .in = {drawn(kRows * cols, cols), drawn(kRows * cols, cols + 1)},
                        .in_sums = {}},
           .rows = kRows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.rowProducts(o.out[0].data(), o.in[0].data(), o.in[1].data(), cols, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 for (std::size_t i = 0; i < kRows; ++i) {
                   double sum = 0.0;
                   for (std::size_t j = 0; j < cols; ++j) {
                     sum += static_cast<double>(o.in[0].values()[i * cols + j]) *
                            o.in[1].values()[i * cols + j];
                   }
                   const auto terms = static_cast<double>(cols);
                   expectClose(o.out[0].values()[i], sum, kEpsilon * terms, "product");
                 }
               }});
  }
});

const Case kCombine("rows of the Laplacian from both products", [] {
  constexpr float kScale = 0.75F;
  constexpr std::size_t kRows = 6;
  for (const std::size_t cols : kSizes) {
    const std::size_t count = kRows * cols;
    check({.name = "combined rows of " + show(cols),
           .operands = {.out = {unset(count)},
                        .sums = {},
                        .in = {drawn(count, 1), drawn(count, 2), drawn(count, 3)},
                        .in_sums = {Guarded<double>(std::vector<double>(kRows, 0.5))}},
           .rows = kRows,
           .call =
               [=](const KernelTable& kernels, Operands& o, Range rows) {
                 kernels.combineLaplacian(o.out[0].data(), o.in[0].data(), o.in[1].data(),
                                          o.in[2].data(), o.in_sums[0].data(), cols, kScale, rows);
               },
           .expectResult =
               [=](const Operands&, const Operands& o) {
                 for (std::size_t at = 0; at < count; ++at) {
                   const double wanted = 0.75 * (1.5 * o.in[0].values()[at] - o.in[1].values()[at] -
                                                 o.in[2].values()[at]);
                   expectClose(o.out[0].values()[at], wanted, 4 * kEpsilon, "entry");
                 }
               }});
  }
});

/// Every third entry of a rows×cols matrix is observed, and row 1 not at all.
struct Entries {
  std::vector<std::uint32_t> row_offsets{0};
  std::vector<std::uint32_t> cols;
  std::vector<std::uint32_t> col_offsets{0};
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> places;

  Entries(std::uint32_t row_count, std::uint32_t col_count) {
    const auto observed = [](std::uint32_t i, std::uint32_t j) {
      return i != 1 && (i + 2 * j) % 3 == 0;
    };
    for (std::uint32_t i = 0; i < row_count; ++i) {
      for (std::uint32_t j = 0; j < col_count; ++j) {
        if (observed(i, j)) {
          cols.push_back(j);
        }
      }
      row_offsets.push_back(static_cast<std::uint32_t>(cols.size()));
    }
    for (std::uint32_t j = 0; j < col_count; ++j) {
      for (std::uint32_t i = 0; i < row_count; ++i) {
        if (observed(i, j)) {
          const auto begin = cols.begin() + row_offsets[i];
          rows.push_back(i);
          places.push_back(
              static_cast<std::uint32_t>(std::find(begin, cols.end(), j) - cols.begin()));
        }
      }
      col_offsets.push_back(static_cast<std::uint32_t>(rows.size()));
    }
  }
};

constexpr std::uint32_t kRowCount = 11;
constexpr std::uint32_t kColCount = 8;

double residualOf(const Operands& o, const Entries& entries, std::size_t i, std::size_t e,
                  std::size_t rank) {
  double x = 0.0;
  for (std::size_t k = 0; k < rank; ++k) {
    x += static_cast<double>(o.in[0].values()[i * rank + k]) *
         o.in[1].values()[entries.cols[e] * rank + k];
  }
  return x - o.in[2].values()[e];
}

void expectSparseRows(const Operands& o, const Entries& entries, std::size_t rank) {
  const double slack = 4 * kEpsilon * static_cast<double>(rank + kColCount);
  for (std::size_t i = 0; i < kRowCount; ++i) {
    std::vector<double> gradient(rank, 0.0);
    double sum = 0.0;
    for (std::size_t e = entries.row_offsets[i]; e < entries.row_offsets[i + 1]; ++e) {
      const double r = residualOf(o, entries, i, e, rank);
      sum += r * r;
      expectClose(o.out[1].values()[e], 0.5 * 2 * r, slack, "slope");
      for (std::size_t k = 0; k < rank; ++k) {
        gradient[k] += r * o.in[1].values()[entries.cols[e] * rank + k];
      }
    }
    expectClose(o.sums[0].values()[i], sum, slack * static_cast<double>(rank), "sum of the row");
    for (std::size_t k = 0; k < rank; ++k) {
      expectClose(o.out[0].values()[i * rank + k], gradient[k], slack * static_cast<double>(rank),
                  "gradient of the row's factor");
    }
  }
}

const Case kSparseRows("fidelity of observed entries, row by row", [] {
  const Entries entries(kRowCount, kColCount);
  for (const std::size_t rank : kSizes) {
    check({.name = "sparse rows of rank " + show(rank),
           .operands = {.out = {unset(kRowCount * rank), unset(entries.cols.size())},
                        .sums = {unsetSums(kRowCount)},
                        .in = {drawn(kRowCount * rank, 1), drawn(kColCount * rank, 2),
                               drawn(entries.cols.size(), 3)},
                        .in_sums = {}},
           .rows = kRowCount,
           .call =
               [&](const KernelTable& kernels, Operands& o, Range rows) {
                 const SparseRows observed{entries.row_offsets.data(), entries.cols.data(),
                                           o.in[2].data()};
                 kernels.sparseRows(o.out[0].data(), o.out[1].data(), o.sums[0].data(), observed,
                                    o.in[0].data(), o.in[1].data(), rank, FidelityKind::sse, 0.5F,
                                    rows);
               },
           .expectResult = [&](const Operands&,
                               const Operands& o) { expectSparseRows(o, entries, rank); }});
  }
});

const Case kSparseCols("gradients of observed entries, column by column", [] {
  const Entries entries(kRowCount, kColCount);
  for (const std::size_t rank : kSizes) {
    check({.name = "sparse columns of rank " + show(rank),
           .operands = {.out = {unset(kColCount * rank)},
                        .sums = {},
                        .in = {drawn(entries.cols.size(), 1), drawn(kRowCount * rank, 2)},
                        .in_sums = {}},
           .rows = kColCount,
           .call =
               [&](const KernelTable& kernels, Operands& o, Range cols) {
                 const SparseCols observed{entries.col_offsets.data(), entries.rows.data(),
                                           entries.places.data()};
                 kernels.sparseCols(o.out[0].data(), observed, o.in[0].data(), o.in[1].data(), rank,
                                    cols);
               },
           .expectResult =
               [&](const Operands&, const Operands& o) {
                 for (std::size_t at = 0; at < kColCount * rank; ++at) {
                   double sum = 0.0;
                   const std::size_t j = at / rank;
                   for (std::size_t e = entries.col_offsets[j]; e < entries.col_offsets[j + 1];
                        ++e) {
                     sum += static_cast<double>(o.in[0].values()[entries.places[e]]) *
                            o.in[1].values()[entries.rows[e] * rank + at % rank];
                   }
                   expectClose(o.out[0].values()[at], sum, kEpsilon * kRowCount, "gradient");
                 }
               }});
  }
});

}  // namespace
}  // namespace lacuna::test
