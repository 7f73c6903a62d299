#include "cpu/cpu_device.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include "cpu/blocks.h"
#include "cpu/isa.h"
#include "cpu/team.h"

namespace lacuna {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Shape;
using cpu::Strided;

/// Work below which a piece is not worth handing to another thread, in floats touched.
constexpr std::size_t kSmallestPiece = 8192;
/// The same in multiply-adds of a product: a few microseconds.
constexpr std::size_t kSmallestProduct = 262144;

double inOrder(std::span<const double> sums) {
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

class CpuDevice final : public Device {
 public:
  explicit CpuDevice(unsigned threads) : kernels_(cpu::currentKernels()), team_(threads) {}

  void* allocate(std::size_t bytes) override { return cpu::allocateZeroed(bytes); }

  void release(void* block, std::size_t bytes) noexcept override { cpu::release(block, bytes); }

  void upload(void* device, const void* host, std::size_t bytes) override {
    std::memcpy(device, host, bytes);
  }

  void download(void* host, const void* device, std::size_t bytes) override {
    std::memcpy(host, device, bytes);
  }

  void multiply(Problems problems, Matrix c, ConstMatrix a, ConstMatrix b, Product product,
                Write write) override {
    const std::size_t depth = product == Product::tn ? a.rows : a.cols;
    for (const std::uint32_t problem : problems) {
      const Strided left = product == Product::tn ? Strided{a.of(problem), 1, a.cols}
                                                  : Strided{a.of(problem), a.cols, 1};
      const Strided right = product == Product::nt ? Strided{b.of(problem), 1, b.cols}
                                                   : Strided{b.of(problem), b.cols, 1};
      const cpu::ProductTask task{c.of(problem), left, right, c.cols, depth, write == Write::add};
      forTileRows(c.rows, c.cols * depth, [&](Range rows) { kernels_.multiply(task, rows); });
    }
  }

  void gram(Problems problems, Matrix k, ConstMatrix y) override {
    const Shape shape_y{y.rows, y.cols};
    const std::size_t order = k.rows;
    for (const std::uint32_t problem : problems) {
      forTileRows(order, order * y.rows / 2, [&](Range rows) {
        kernels_.gramLower(k.of(problem), y.of(problem), shape_y, rows);
      });
      forRows(order, order, [&](Range rows) { kernels_.mirrorLower(k.of(problem), order, rows); });
    }
  }

  void centreRows(Problems problems, Matrix y, ConstMatrix x) override {
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols,
              [&](Range rows) { kernels_.centreRows(y.of(problem), x.of(problem), x.cols, rows); });
    }
  }

  void transpose(Problems problems, Matrix y, ConstMatrix x) override {
    const Shape shape_x{x.rows, x.cols};
    for (const std::uint32_t problem : problems) {
      forRows(y.rows, y.cols,
              [&](Range rows) { kernels_.transpose(y.of(problem), x.of(problem), shape_x, rows); });
    }
  }

  void transposeAndCentreRows(Problems problems, Matrix y, ConstMatrix x) override {
    const Shape shape_x{x.rows, x.cols};
    for (const std::uint32_t problem : problems) {
      float* const to = y.of(problem);
      forRows(y.rows, y.cols, [&](Range rows) {
        kernels_.transpose(to, x.of(problem), shape_x, rows);
        kernels_.centreRows(to, to, y.cols, rows);
      });
    }
  }

  void copy(Problems problems, Matrix y, ConstMatrix x) override {
    for (const std::uint32_t problem : problems) {
      std::memcpy(y.of(problem), x.of(problem), x.size() * sizeof(float));
    }
  }

  void add(Problems problems, Matrix y, ConstMatrix x) override {
    for (const std::uint32_t problem : problems) {
      forFloats(x.size(), [&](Range flat) { kernels_.add(y.of(problem), x.of(problem), flat); });
    }
  }

  void dot(Problems problems, Scalars value, ConstMatrix x, ConstMatrix y, double weight) override {
    reserveRows(x.rows);
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.dot(row_sums_.data(), x.of(problem), y.of(problem), x.cols, rows);
      });
      value.of(problem) = weight * inOrder({row_sums_.data(), x.rows});
    }
  }

  void fidelity(Problems problems, Matrix d_x, Scalars value, ConstMatrix x, ConstMatrix target,
                ConstMatrix mask, FidelityKind kind) override {
    const double scale = kind == FidelityKind::mse ? 1.0 / static_cast<double>(x.size()) : 1.0;
    reserveRows(x.rows);
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.fidelity(d_x.of(problem), row_sums_.data(), x.of(problem), target.of(problem),
                          mask.of(problem), x.cols, kind, static_cast<float>(scale), rows);
      });
      value.of(problem) = scale * inOrder({row_sums_.data(), x.rows});
    }
  }

  void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) override {
    reserveRows(v.rows);
    for (const std::uint32_t problem : problems) {
      if (form == LaplacianForm::row_softmin) {
        forRows(v.rows, v.cols, [&](Range rows) {
          kernels_.softminRows(p.of(problem), row_floats_.data(), more_row_floats_.data(),
                               v.of(problem), v.cols, rows);
        });
      } else {
        globalSoftmax(p.of(problem), v.of(problem), v.rows);
      }
    }
  }

  void laplacian(Problems problems, Matrix l, ConstMatrix p, LaplacianForm form,
                 double scale) override {
    const auto factor = static_cast<float>(scale * math::similarityScale(form));
    for (const std::uint32_t problem : problems) {
      forRows(p.rows, p.cols, [&](Range rows) {
        kernels_.laplacian(l.of(problem), p.of(problem), p.cols, factor, rows);
      });
    }
  }

  void laplacianGradient(Problems problems, Matrix d_v, Scalars value, ConstMatrix p,
                         ConstMatrix gram, LaplacianForm form, double weight) override {
    const std::size_t order = p.rows;
    reserveRows(order);
    const auto step = static_cast<float>(weight);
    for (const std::uint32_t problem : problems) {
      const float* const k = gram.of(problem);
      for (std::size_t i = 0; i < order; ++i) {
        row_floats_[i] = k[i * order + i];
      }
      forRows(order, order, [&](Range rows) {
        kernels_.rowEnergies(row_sums_.data(), p.of(problem), k, row_floats_.data(),
                             row_floats_.data(), order, rows);
      });
      const double sum = inOrder({row_sums_.data(), order});
      // Σ_ij S_ij g_ij = 2·scale·Σ_ij P_ij g_ij, because g is symmetric.
      const double energy = 2.0 * math::similarityScale(form) * sum;
      value.of(problem) = weight * energy;
      forRows(order, order, [&](Range rows) {
        if (form == LaplacianForm::row_softmin) {
          kernels_.softminGradient(d_v.of(problem), row_sums_.data(), p.of(problem), k,
                                   row_floats_.data(), row_floats_.data(), order, step, rows);
        } else {
          kernels_.softmaxGradient(d_v.of(problem), p.of(problem), k, row_floats_.data(), order,
                                   static_cast<float>(energy), step, rows);
        }
      });
    }
  }

  void softmin(Problems problems, Matrix p, Matrix minima, Matrix inverses,
               ConstMatrix v) override {
    for (const std::uint32_t problem : problems) {
      forFewRows(v.rows, v.cols, [&](Range rows) {
        kernels_.softminRows(p.of(problem), minima.of(problem), inverses.of(problem), v.of(problem),
                             v.cols, rows);
      });
    }
  }

  void softminAgain(Problems problems, Matrix p, ConstMatrix v, ConstMatrix minima,
                    ConstMatrix inverses) override {
    for (const std::uint32_t problem : problems) {
      forFewRows(v.rows, v.cols, [&](Range rows) {
        kernels_.softminAgain(p.of(problem), v.of(problem), minima.of(problem),
                              inverses.of(problem), v.cols, rows);
      });
    }
  }

  void addColumnSums(Problems problems, DoubleMatrix sums, ConstMatrix p) override {
    for (const std::uint32_t problem : problems) {
      forRows(p.cols, p.rows, [&](Range cols) {
        kernels_.addColumnSums(sums.of(problem), p.of(problem), {p.rows, p.cols}, cols);
      });
    }
  }

  void combineLaplacian(Problems problems, Matrix l, ConstMatrix x, ConstMatrix px, ConstMatrix ptx,
                        DoubleMatrix sums, double scale) override {
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.combineLaplacian(l.of(problem), x.of(problem), px.of(problem), ptx.of(problem),
                                  sums.of(problem), x.cols, static_cast<float>(scale), rows);
      });
    }
  }

  void rowProducts(Problems problems, Matrix products, ConstMatrix x, ConstMatrix y) override {
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.rowProducts(products.of(problem), x.of(problem), y.of(problem), x.cols, rows);
      });
    }
  }

  void softminGradient(Problems problems, Matrix d_v, DoubleMatrix energies, ConstMatrix p,
                       ConstMatrix gram, ConstMatrix gram_rows, ConstMatrix gram_cols,
                       double weight) override {
    for (const std::uint32_t problem : problems) {
      forFewRows(p.rows, p.cols, [&](Range rows) {
        kernels_.rowEnergies(energies.of(problem), p.of(problem), gram.of(problem),
                             gram_rows.of(problem), gram_cols.of(problem), p.cols, rows);
        kernels_.softminGradient(d_v.of(problem), energies.of(problem), p.of(problem),
                                 gram.of(problem), gram_rows.of(problem), gram_cols.of(problem),
                                 p.cols, static_cast<float>(weight), rows);
      });
    }
  }

  void sum(Problems problems, Scalars value, DoubleMatrix x, double scale) override {
    for (const std::uint32_t problem : problems) {
      value.of(problem) = scale * inOrder({x.of(problem), x.size()});
    }
  }

  void clear(Problems problems, Matrix x) override {
    for (const std::uint32_t problem : problems) {
      std::fill_n(x.of(problem), x.size(), 0.0F);
    }
  }

  void clear(Problems problems, DoubleMatrix x) override {
    for (const std::uint32_t problem : problems) {
      std::fill_n(x.of(problem), x.size(), 0.0);
    }
  }

  void sparseFidelity(Problems problems, Matrix d_a, Matrix d_b, float* slopes, Scalars value,
                      ConstMatrix a, ConstMatrix b, const SparseBatch& observed,
                      FidelityKind kind) override {
    const double entries = static_cast<double>(observed.rows) * observed.cols;
    const double scale = kind == FidelityKind::mse ? 1.0 / entries : 1.0;
    reserveRows(observed.rows);
    for (const std::uint32_t problem : problems) {
      const std::size_t first_row = static_cast<std::size_t>(problem) * (observed.rows + 1);
      const std::size_t first_col = static_cast<std::size_t>(problem) * (observed.cols + 1);
      const cpu::SparseRows by_rows{observed.row_offsets + first_row, observed.entry_cols,
                                    observed.entry_values};
      const cpu::SparseCols by_cols{observed.col_offsets + first_col, observed.entry_rows,
                                    observed.entry_places};
      forRows(observed.rows, a.cols, [&](Range rows) {
        kernels_.sparseRows(d_a.of(problem), slopes, row_sums_.data(), by_rows, a.of(problem),
                            b.of(problem), a.cols, kind, static_cast<float>(scale), rows);
      });
      value.of(problem) = scale * inOrder({row_sums_.data(), observed.rows});
      forRows(observed.cols, b.cols, [&](Range cols) {
        kernels_.sparseCols(d_b.of(problem), by_cols, slopes, a.of(problem), a.cols, cols);
      });
    }
  }

  void variation(Problems problems, Matrix slope_row, Matrix slope_col, Scalars value,
                 ConstMatrix x, VariationNorm norm, double weight, double epsilon) override {
    reserveRows(x.rows);
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.variation(slope_row.of(problem), slope_col.of(problem), row_sums_.data(),
                           x.of(problem), {x.rows, x.cols}, norm, static_cast<float>(epsilon),
                           rows);
      });
      value.of(problem) = weight * inOrder({row_sums_.data(), x.rows});
    }
  }

  void variationGradient(Problems problems, Matrix d_x, ConstMatrix slope_row,
                         ConstMatrix slope_col, double weight) override {
    for (const std::uint32_t problem : problems) {
      forRows(d_x.rows, d_x.cols, [&](Range rows) {
        kernels_.variationGradient(d_x.of(problem), slope_row.of(problem), slope_col.of(problem),
                                   {d_x.rows, d_x.cols}, static_cast<float>(weight), rows);
      });
    }
  }

  void laplacianNorm(Problems problems, Matrix d_x, Scalars value, Matrix l, ConstMatrix x,
                     double weight) override {
    const Shape shape{x.rows, x.cols};
    reserveRows(x.rows);
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.fivePoint(l.of(problem), row_sums_.data(), x.of(problem), shape, rows);
      });
      const double norm = std::sqrt(inOrder({row_sums_.data(), x.rows}));
      value.of(problem) = weight * norm;
      if (norm != 0.0) {
        forRows(x.rows, x.cols, [&](Range rows) {
          kernels_.fivePointGradient(d_x.of(problem), l.of(problem), shape,
                                     static_cast<float>(weight / norm), rows);
        });
      }
    }
  }

  void thinPlate(Problems problems, Matrix d_x, Scalars value, Matrix rr, Matrix rc, Matrix cc,
                 ConstMatrix x, double weight) override {
    const Shape shape{x.rows, x.cols};
    reserveRows(x.rows);
    for (const std::uint32_t problem : problems) {
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.bending(rr.of(problem), rc.of(problem), cc.of(problem), row_sums_.data(),
                         x.of(problem), shape, rows);
      });
      value.of(problem) = weight * inOrder({row_sums_.data(), x.rows});
      forRows(x.rows, x.cols, [&](Range rows) {
        kernels_.bendingGradient(d_x.of(problem), rr.of(problem), rc.of(problem), cc.of(problem),
                                 shape, static_cast<float>(weight), rows);
      });
    }
  }

  void activate(Problems problems, Matrix y, ConstMatrix z, Activation activation) override {
    for (const std::uint32_t problem : problems) {
      forFloats(z.size(), [&](Range flat) {
        kernels_.activate(y.of(problem), z.of(problem), activation, flat);
      });
    }
  }

  void activateSum(Problems problems, Matrix y, ConstMatrix z, ConstMatrix bias,
                   Activation activation) override {
    for (const std::uint32_t problem : problems) {
      forFloats(z.size(), [&](Range flat) {
        kernels_.activateSum(y.of(problem), z.of(problem), bias.of(problem), activation, flat);
      });
    }
  }

  void activationGradient(Problems problems, Matrix d_z, ConstMatrix d_y, ConstMatrix y,
                          Activation activation) override {
    for (const std::uint32_t problem : problems) {
      forFloats(y.size(), [&](Range flat) {
        kernels_.activationGradient(d_z.of(problem), d_y.of(problem), y.of(problem), activation,
                                    flat);
      });
    }
  }

  void adam(Problems problems, Matrix w, Matrix m, Matrix v, ConstMatrix gradient,
            const AdamStep& step) override {
    for (const std::uint32_t problem : problems) {
      forFloats(w.size(), [&](Range flat) {
        kernels_.adam(w.of(problem), m.of(problem), v.of(problem), gradient.of(problem), step,
                      flat);
      });
    }
  }

 private:
  /// Pieces of whole register tiles; `work_per_row` in multiply-adds.
  template <class Work>
  void forTileRows(std::size_t rows, std::size_t work_per_row, const Work& work) {
    const std::size_t enough = kSmallestProduct / std::max<std::size_t>(work_per_row, 1) + 1;
    const std::size_t tile = kernels_.tile_rows;
    team_.forEachPiece(rows, (enough + tile - 1) / tile * tile, work);
  }

  /// Pieces of 16 rows or more, the height of a transpose band.
  template <class Work>
  void forRows(std::size_t rows, std::size_t floats_per_row, const Work& work) {
    const std::size_t enough = kSmallestPiece / std::max<std::size_t>(floats_per_row, 1) + 1;
    team_.forEachPiece(rows, (enough + 15) / 16 * 16, work);
  }

  /// Pieces of single long rows.
  template <class Work>
  void forFewRows(std::size_t rows, std::size_t floats_per_row, const Work& work) {
    team_.forEachPiece(rows, kSmallestPiece / std::max<std::size_t>(floats_per_row, 1) + 1, work);
  }

  template <class Work>
  void forFloats(std::size_t count, const Work& work) {
    team_.forEachPiece(count, kSmallestPiece, work);
  }

  /// p = exp(v − max v) / Σ exp(v − max v) over the whole k×k matrix.
  void globalSoftmax(float* p, const float* v, std::size_t order) {
    reserveRows(order);
    forRows(order, order,
            [&](Range rows) { kernels_.rowMaxima(row_floats_.data(), v, order, rows); });
    const float maximum = *std::max_element(
        row_floats_.begin(), row_floats_.begin() + static_cast<std::ptrdiff_t>(order));
    forRows(order, order, [&](Range rows) {
      kernels_.exponentials(p, row_sums_.data(), v, order, maximum, rows);
    });
    const auto inverse = static_cast<float>(1.0 / inOrder({row_sums_.data(), order}));
    forFloats(order * order, [&](Range flat) { kernels_.scale(p, inverse, flat); });
  }

  /// Room for one value of each kind per row; grows at the first step only.
  void reserveRows(std::size_t rows) {
    if (row_sums_.size() < rows) {
      row_sums_.resize(rows);
      row_floats_.resize(rows);
      more_row_floats_.resize(rows);
    }
  }

  const KernelTable& kernels_;
  cpu::Team team_;
  std::vector<double> row_sums_;
  std::vector<float> row_floats_;
  std::vector<float> more_row_floats_;
};

}  // namespace

std::unique_ptr<Device> makeCpuDevice(unsigned threads) {
  return std::make_unique<CpuDevice>(threads);
}

}  // namespace lacuna
