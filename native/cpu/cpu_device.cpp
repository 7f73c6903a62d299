#include "cpu/cpu_device.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "cpu/isa.h"
#include "cpu/team.h"
#include "support/error.h"

namespace lacuna {
namespace {

using cpu::KernelTable;
using cpu::Range;
using cpu::Shape;
using cpu::Strided;

constexpr std::align_val_t kAlignment{64};

/// Work below which a piece is not worth handing to another thread, in floats touched.
constexpr std::size_t kSmallestPiece = 8192;

double inOrder(const std::vector<double>& sums, std::size_t count) {
  double total = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    total += sums[i];
  }
  return total;
}

class CpuDevice final : public Device {
 public:
  explicit CpuDevice(unsigned threads) : kernels_(cpu::currentKernels()), team_(threads) {}

  void* allocate(std::size_t bytes) override {
    void* const block = ::operator new(std::max<std::size_t>(bytes, 1), kAlignment, std::nothrow);
    if (block == nullptr) {
      throw Error(ErrorCode::out_of_memory,
                  "Could not allocate " + std::to_string(bytes) + " bytes of memory");
    }
    std::memset(block, 0, bytes);
    return block;
  }

  void release(void* block, std::size_t /*bytes*/) noexcept override {
    ::operator delete(block, kAlignment);
  }

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
      value.of(problem) = weight * inOrder(row_sums_, x.rows);
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
      value.of(problem) = scale * inOrder(row_sums_, x.rows);
    }
  }

  void similarity(Problems problems, Matrix p, ConstMatrix v, LaplacianForm form) override {
    for (const std::uint32_t problem : problems) {
      if (form == LaplacianForm::row_softmin) {
        forRows(v.rows, v.cols, [&](Range rows) {
          kernels_.softminRows(p.of(problem), v.of(problem), v.cols, rows);
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
        kernels_.rowEnergies(row_sums_.data(), p.of(problem), k, row_floats_.data(), order, rows);
      });
      const double sum = inOrder(row_sums_, order);
      // Σ_ij S_ij g_ij = 2·scale·Σ_ij P_ij g_ij, because g is symmetric.
      const double energy = 2.0 * math::similarityScale(form) * sum;
      value.of(problem) = weight * energy;
      forRows(order, order, [&](Range rows) {
        if (form == LaplacianForm::row_softmin) {
          kernels_.softminGradient(d_v.of(problem), row_sums_.data(), p.of(problem), k,
                                   row_floats_.data(), order, step, rows);
        } else {
          kernels_.softmaxGradient(d_v.of(problem), p.of(problem), k, row_floats_.data(), order,
                                   static_cast<float>(energy), step, rows);
        }
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
      value.of(problem) = weight * inOrder(row_sums_, x.rows);
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
    const std::size_t enough = (kSmallestPiece * 16) / std::max<std::size_t>(work_per_row, 1) + 1;
    const std::size_t tile = kernels_.tile_rows;
    team_.forEachPiece(rows, (enough + tile - 1) / tile * tile, work);
  }

  /// Pieces of 16 rows or more, the height of a transpose band.
  template <class Work>
  void forRows(std::size_t rows, std::size_t floats_per_row, const Work& work) {
    const std::size_t enough = kSmallestPiece / std::max<std::size_t>(floats_per_row, 1) + 1;
    team_.forEachPiece(rows, (enough + 15) / 16 * 16, work);
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
    const auto inverse = static_cast<float>(1.0 / inOrder(row_sums_, order));
    forFloats(order * order, [&](Range flat) { kernels_.scale(p, inverse, flat); });
  }

  /// Room for one value per row; grows at the first step only.
  void reserveRows(std::size_t rows) {
    if (row_sums_.size() < rows) {
      row_sums_.resize(rows);
      row_floats_.resize(rows);
    }
  }

  const KernelTable& kernels_;
  cpu::Team team_;
  std::vector<double> row_sums_;
  std::vector<float> row_floats_;
};

}  // namespace

std::unique_ptr<Device> makeCpuDevice(unsigned threads) {
  return std::make_unique<CpuDevice>(threads);
}

}  // namespace lacuna
