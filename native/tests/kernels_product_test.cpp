// Matrix products, Gram matrices and transposes against plain loops in double.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "device/device.h"
#include "kernel_case.h"
#include "random.h"

namespace lacuna::test {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Strided;

constexpr double kEpsilon = 0x1p-23;  // of float

struct Sizes {
  std::size_t rows;
  std::size_t cols;
  std::size_t depth;
};

std::string nameOf(Sizes sizes) {
  return std::to_string(sizes.rows) + "x" + std::to_string(sizes.cols) + " over " +
         std::to_string(sizes.depth);
}

Strided left(const float* a, Sizes sizes, Product product) {
  return product == Product::tn ? Strided{a, 1, sizes.rows} : Strided{a, sizes.depth, 1};
}

Strided right(const float* b, Sizes sizes, Product product) {
  return product == Product::nt ? Strided{b, 1, sizes.depth} : Strided{b, sizes.cols, 1};
}

double at(Strided matrix, std::size_t i, std::size_t j) {
  return static_cast<double>(matrix.data[i * matrix.row + j * matrix.col]);
}

/// Σ_k a_ik·b_kj from `start` on, and how far rounding may carry a chain of that length.
struct Entry {
  double value;
  double tolerance;
};

Entry entryOf(double start, Strided a, Strided b, std::size_t depth, std::size_t i, std::size_t j) {
  double value = start;
  double magnitude = std::abs(start);
  for (std::size_t k = 0; k < depth; ++k) {
    const double product = at(a, i, k) * at(b, k, j);
    value += product;
    magnitude += std::abs(product);
  }
  return {value, kEpsilon * static_cast<double>(depth + 2) * magnitude};
}

void expectProduct(const Operands& before, const Operands& after, Sizes sizes, Product product,
                   Write write) {
  const Strided a = left(after.in[0].data(), sizes, product);
  const Strided b = right(after.in[1].data(), sizes, product);
  for (std::size_t i = 0; i < sizes.rows; ++i) {
    for (std::size_t j = 0; j < sizes.cols; ++j) {
      const std::size_t place = i * sizes.cols + j;
      const double start = write == Write::add ? before.out[0].values()[place] : 0.0;
      const Entry wanted = entryOf(start, a, b, sizes.depth, i, j);
      expectClose(after.out[0].values()[place], wanted.value, wanted.tolerance, "product");
    }
  }
}

void checkProduct(Sizes sizes, Product product, Write write) {
  Random random(sizes.rows * 1000003 + sizes.cols * 1009 + sizes.depth);
  const std::size_t entries = sizes.rows * sizes.cols;
  const auto c =
      write == Write::add ? Guarded<float>(random.floats(entries, -1.0, 1.0)) : unset(entries);
  const Guarded<float> a(random.floats(sizes.rows * sizes.depth, -1.0, 1.0));
  const Guarded<float> b(random.floats(sizes.depth * sizes.cols, -1.0, 1.0));
  constexpr std::array kProducts{"nn", "tn", "nt"};
  check({.name = std::string(kProducts[static_cast<std::size_t>(product)]) +
                 (write == Write::add ? " added, " : " assigned, ") + nameOf(sizes),
         .operands = {.out = {c}, .sums = {}, .in = {a, b}, .in_sums = {}},
         .rows = sizes.rows,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.multiply({o.out[0].data(), left(o.in[0].data(), sizes, product),
                                 right(o.in[1].data(), sizes, product), sizes.cols, sizes.depth,
                                 write == Write::add},
                                rows);
             },
         .expectResult =
             [=](const Operands& before, const Operands& result) {
               expectProduct(before, result, sizes, product, write);
             }});
}

void checkProducts(Sizes sizes) {
  for (const Product product : {Product::nn, Product::tn, Product::nt}) {
    checkProduct(sizes, product, Write::assign);
    checkProduct(sizes, product, Write::add);
  }
}

constexpr std::array<std::size_t, 8> kSmall{1, 2, 3, 7, 16, 17, 31, 33};

const Case kSmallProducts("products of all small sizes", [] {
  for (const std::size_t rows : kSmall) {
    for (const std::size_t cols : kSmall) {
      for (const std::size_t depth : kSmall) {
        checkProducts({rows, cols, depth});
      }
    }
  }
});

const Case kTallProducts("products with more rows and columns than a tile or strip", [] {
  checkProducts({241, 17, 3});
  checkProducts({3, 240, 7});
  checkProducts({31, 241, 17});
  checkProducts({30, 97, 50});
  checkProducts({28, 48, 240});
});

const Case kDeepProducts("products deeper than a block", [] {
  checkProducts({7, 17, 320});
  checkProducts({16, 33, 321});
  checkProducts({3, 49, 640});
  checkProducts({15, 5, 641});
  checkProducts({2, 3, 1000});
});

const Case kDeepAndWideProducts("products of several strips and blocks, ragged on all sides", [] {
  checkProducts({21, 113, 645});
  checkProducts({37, 200, 330});
  checkProducts({9, 150, 321});
});

const Case kNoDepth("a product over nothing is zero, or what was there", [] {
  checkProducts({1, 1, 0});
  checkProducts({17, 33, 0});
});

/// What stands above the diagonal is left open: it depends on the tiles.
void clearUpper(float* k, std::size_t order, Range rows) {
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    std::fill(k + i * order + i + 1, k + (i + 1) * order, 0.0F);
  }
}

/// The Gram matrix of the columns of a depth×order matrix.
void checkGram(std::size_t depth, std::size_t order) {
  Random random(depth * 1009 + order);
  const Guarded<float> y(random.floats(depth * order, -1.0, 1.0));
  check({.name = "lower Gram matrix of " + std::to_string(depth) + "x" + std::to_string(order),
         .operands = {.out = {unset(order * order)}, .sums = {}, .in = {y}, .in_sums = {}},
         .rows = order,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range rows) {
               kernels.gramLower(o.out[0].data(), o.in[0].data(), {depth, order}, rows);
               clearUpper(o.out[0].data(), order, rows);
             },
         .expectResult =
             [=](const Operands&, const Operands& after) {
               const Strided rows_of_y{after.in[0].data(), 1, order};
               const Strided cols_of_y{after.in[0].data(), order, 1};
               for (std::size_t i = 0; i < order; ++i) {
                 for (std::size_t j = 0; j <= i; ++j) {
                   const Entry wanted = entryOf(0.0, rows_of_y, cols_of_y, depth, i, j);
                   expectClose(after.out[0].values()[i * order + j], wanted.value, wanted.tolerance,
                               "Gram matrix");
                 }
               }
             }});
}

const Case kGram("Gram matrices, at and below the diagonal", [] {
  for (const std::size_t order : kSmall) {
    for (const std::size_t depth : kSmall) {
      checkGram(depth, order);
    }
  }
  checkGram(17, 240);
  checkGram(3, 241);
  checkGram(321, 33);
  checkGram(150, 200);
  checkGram(645, 113);
  checkGram(7, 64);
});

const Case kMirror("the upper triangle becomes the lower one", [] {
  for (const std::size_t order : {1U, 2U, 3U, 7U, 16U, 17U, 31U, 33U, 240U, 241U}) {
    Random random(order);
    check({.name = "mirror of order " + std::to_string(order),
           .operands = {.out = {Guarded<float>(random.floats(order * order, -1.0, 1.0))},
                        .sums = {},
                        .in = {},
                        .in_sums = {}},
           .rows = order,
           .call = [=](const KernelTable& kernels, Operands& o,
                       Range rows) { kernels.mirrorLower(o.out[0].data(), order, rows); },
           .expectResult =
               [=](const Operands& before, const Operands& after) {
                 for (std::size_t i = 0; i < order; ++i) {
                   for (std::size_t j = 0; j < order; ++j) {
                     const std::size_t lower = i < j ? j * order + i : i * order + j;
                     expectEqual(after.out[0].values()[i * order + j],
                                 before.out[0].values()[lower], "mirrored entry");
                   }
                 }
               }});
  }
});

void checkTranspose(std::size_t rows, std::size_t cols) {
  Random random(rows * 1009 + cols);
  check({.name = "transpose of " + std::to_string(rows) + "x" + std::to_string(cols),
         .operands = {.out = {unset(rows * cols)},
                      .sums = {},
                      .in = {Guarded<float>(random.floats(rows * cols, -1.0, 1.0))},
                      .in_sums = {}},
         .rows = cols,
         .call =
             [=](const KernelTable& kernels, Operands& o, Range range) {
               kernels.transpose(o.out[0].data(), o.in[0].data(), {rows, cols}, range);
             },
         .expectResult =
             [=](const Operands&, const Operands& after) {
               for (std::size_t i = 0; i < rows; ++i) {
                 for (std::size_t j = 0; j < cols; ++j) {
                   expectEqual(after.out[0].values()[j * rows + i],
                               after.in[0].values()[i * cols + j], "transposed entry");
                 }
               }
             }});
}

const Case kTranspose("transposes", [] {
  for (const std::size_t rows : kSmall) {
    for (const std::size_t cols : kSmall) {
      checkTranspose(rows, cols);
    }
  }
  checkTranspose(240, 241);
});

}  // namespace
}  // namespace lacuna::test
