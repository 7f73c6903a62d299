#include "classic/als.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/filled_matrix.h"
#include "classic/line_solver.h"
#include "classic/standardised.h"
#include "cpu/isa.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

/// Entries that a thread takes at once in passes over them.
constexpr std::size_t kEntries = 65536;
/// Rows that a thread takes at once where it compares estimates.
constexpr std::size_t kRows = 32;
/// From this share of observed entries on, 1/kDenseShare, all entries of a row are estimated at
/// once.
constexpr std::size_t kDenseShare = 8;
/// Standard deviation of the first factor's products.
constexpr float kStart = 0.1F;

class Als final : public Method {
 public:
  Als(const AlsSpec& spec, const Context& context)
      : spec_(spec),
        context_(context),
        observed_(context.observed),
        z_(observed_),
        targets_(observed_.count()),
        left_(observed_.row_count, spec.rank + std::size_t{1}),
        right_(observed_.col_count, spec.rank + std::size_t{1}),
        row_biases_(observed_.row_count, 0.0F),
        col_biases_(observed_.col_count, 0.0F),
        estimate_(observed_.count(), 0.0F) {
    const auto scale = static_cast<float>(kStart / std::sqrt(static_cast<double>(spec.rank)));
    drawRows(right_, spec.rank, scale, {context.seed, {0, 0}});
    setLast(right_, [](std::size_t /*j*/) { return 1.0F; });
  }

  Progressed step() override {
    throwIfStopped(context_);
    // Against rows (v_j, 1) the solution is (u_i, b_i); its last entry then makes room for a 1.
    setTargets(z_.by_rows, observed_.cols, col_biases_);
    solve({observed_.row_offsets, observed_.cols, targets_}, right_, left_);
    takeLast(left_, row_biases_);
    throwIfStopped(context_);
    setLast(left_, [](std::size_t /*i*/) { return 1.0F; });
    setTargets(z_.by_cols, observed_.rows, row_biases_);
    solve({observed_.col_offsets, observed_.rows, targets_}, left_, right_);
    takeLast(right_, col_biases_);
    setLast(left_, [&](std::size_t i) { return row_biases_[i]; });
    setLast(right_, [](std::size_t /*j*/) { return 1.0F; });
    return progress();
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    productsAt(context_.team, values, places, left_, right_);
    for (std::size_t at = 0; at < places.size(); ++at) {
      const double z = static_cast<double>(values[at]) + col_biases_[places[at].col];
      values[at] = static_cast<float>(z_.mean + z_.deviation * z);
    }
  }

  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), observed_.row_count, observed_.col_count, matrix);
  }

  /// (deviation·u_i, deviation·b_i + mean, 1) and (v_j, 1, deviation·c_j).
  Factors factors() override {
    Factors x{{}, {}, spec_.rank + 2};
    x.left.reserve(std::size_t{observed_.row_count} * x.width);
    for (std::size_t i = 0; i < left_.rows(); ++i) {
      for (const float entry : left_.row(i)) {
        x.left.push_back(static_cast<float>(z_.deviation * entry));
      }
      x.left.back() = static_cast<float>(z_.deviation * row_biases_[i] + z_.mean);
      x.left.push_back(1.0F);
    }
    x.right.reserve(std::size_t{observed_.col_count} * x.width);
    for (std::size_t j = 0; j < right_.rows(); ++j) {
      const std::span<const float> row = right_.row(j);
      x.right.insert(x.right.end(), row.begin(), row.end());
      x.right.push_back(static_cast<float>(z_.deviation * col_biases_[j]));
    }
    return x;
  }

  [[nodiscard]] std::uint32_t rank() const override {
    return std::min({spec_.rank + 2, observed_.row_count, observed_.col_count});
  }

 private:
  /// Entries of one order less the biases of the other side.
  void setTargets(const std::vector<float>& values, const std::vector<std::uint32_t>& others,
                  const std::vector<float>& biases) {
    cpu::parallelFor(context_.team, values.size(), kEntries, [&](cpu::Range range) {
      for (std::size_t e = range.begin; e < range.end; ++e) {
        targets_[e] = values[e] - biases[others[e]];
      }
    });
  }

  void solve(const LineEntries& lines, const FactorRows& other, FactorRows& own) {
    const std::size_t order = spec_.rank + std::size_t{1};
    solveLines(context_.team, lines, other, own, order,
               [&](cpu::Range range, float* systems, float* /*noise*/) {
                 for (std::size_t lane = 0; lane < kGroupLines; ++lane) {
                   const std::size_t i = range.begin + lane;
                   const std::size_t entries =
                       i < range.end ? lines.offsets[i + 1] - lines.offsets[i] : 0;
                   addPenalty(systems + lane, order, entries);
                 }
                 return false;
               });
  }

  /// On the diagonal of one lane. A line without entries gets zeros, by any penalty.
  void addPenalty(float* system, std::size_t order, std::size_t entries) const {
    const double weight =
        spec_.penalty == Penalty::weighted && entries > 0 ? static_cast<double>(entries) : 1.0;
    const auto of_factor = static_cast<float>(spec_.lambda * weight);
    for (std::size_t k = 0; k + 1 < order; ++k) {
      system[kGroupLines * cpu::columnStart(order, k)] += of_factor;
    }
    system[kGroupLines * cpu::columnStart(order, order - 1)] +=
        entries > 0 ? static_cast<float>(spec_.damping) : 1.0F;
  }

  /// The new estimate of the observed entries against the one before and against the values; sums
  /// of rows are added in order.
  Progressed progress() {
    const bool dense =
        kDenseShare * observed_.count() >= std::size_t{observed_.row_count} * observed_.col_count;
    std::vector<Compared> rows(observed_.row_count);
    cpu::parallelFor(context_.team, rows.size(), kRows, [&](cpu::Range range) {
      std::vector<float> now;
      if (dense) {
        rowsOf(now, range);
      } else {
        entriesOf(now, range);
      }
      for (std::size_t i = range.begin; i < range.end; ++i) {
        const float* const row =
            now.data() + (dense ? (i - range.begin) * observed_.col_count
                                : observed_.row_offsets[i] - observed_.row_offsets[range.begin]);
        rows[i] = dense ? move(i, [&](std::size_t e) { return row[observed_.cols[e]]; })
                        : move(i, [&](std::size_t e) { return row[e - observed_.row_offsets[i]]; });
      }
    });
    Compared sum{};
    for (const auto& [moved, errors] : rows) {
      sum.moved.by += moved.by;
      sum.moved.size += moved.size;
      sum.errors += errors;
    }
    return {sum.moved.size > 0.0 ? std::sqrt(sum.moved.by / sum.moved.size) : 0.0,
            z_.deviation * z_.deviation * sum.errors / static_cast<double>(observed_.count())};
  }

  /// All entries of some rows, standardised: a product is faster than entry by entry.
  void rowsOf(std::vector<float>& now, cpu::Range range) const {
    const std::size_t cols = observed_.col_count;
    const std::size_t count = range.end - range.begin;
    now.resize(count * cols);
    const float* const left = left_.data() + range.begin * left_.stride();
    cpu::currentKernels().multiply({now.data(),
                                    {left, left_.stride(), 1},
                                    {right_.data(), 1, right_.stride()},
                                    cols,
                                    left_.width(),
                                    false},
                                   {0, count});
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < cols; ++j) {
        now[i * cols + j] += col_biases_[j];
      }
    }
  }

  /// The observed entries of some rows.
  void entriesOf(std::vector<float>& now, cpu::Range range) const {
    const std::size_t first = observed_.row_offsets[range.begin];
    now.resize(observed_.row_offsets[range.end] - first);
    std::vector<Place> places;
    places.reserve(now.size());
    for (std::size_t i = range.begin; i < range.end; ++i) {
      for (std::size_t e = observed_.row_offsets[i]; e < observed_.row_offsets[i + 1]; ++e) {
        places.push_back({static_cast<std::uint32_t>(i), observed_.cols[e]});
      }
    }
    multiplyPlaces(now, places, left_, right_);
    for (std::size_t k = 0; k < now.size(); ++k) {
      now[k] += col_biases_[places[k].col];
    }
  }

  /// Moves the estimate of a row to what it is now, now(entry).
  template <class Now>
  Compared move(std::size_t i, const Now& now) {
    Compared sum{};
    for (std::size_t e = observed_.row_offsets[i]; e < observed_.row_offsets[i + 1]; ++e) {
      const float value = now(e);
      const double by = static_cast<double>(value) - estimate_[e];
      const double error = static_cast<double>(value) - z_.by_rows[e];
      estimate_[e] = value;
      sum.moved.by += by * by;
      sum.moved.size += static_cast<double>(value) * value;
      sum.errors += error * error;
    }
    return sum;
  }

  template <class Value>
  static void setLast(FactorRows& rows, const Value& value) {
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      rows.row(i).back() = value(i);
    }
  }

  static void takeLast(const FactorRows& rows, std::vector<float>& last) {
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      last[i] = rows.row(i).back();
    }
  }

  AlsSpec spec_;
  Context context_;
  const Entries& observed_;
  Standardised z_;
  std::vector<float> targets_;  // of the side that is being solved, in its order
  FactorRows left_;             // rows × (rank + 1): u_i, b_i between two steps
  FactorRows right_;            // cols × (rank + 1): v_j, 1
  std::vector<float> row_biases_;
  std::vector<float> col_biases_;
  std::vector<float> estimate_;  // of observed entries, standardised
};

}  // namespace

std::unique_ptr<Method> makeMethod(const AlsSpec& spec, const Context& context) {
  return std::make_unique<Als>(spec, context);
}

std::uint64_t methodBytes(const AlsSpec& spec, const Extent& extent) {
  const std::uint64_t lines = std::uint64_t{extent.rows} + extent.cols;
  const std::uint64_t width = spec.rank + std::uint64_t{2};
  // Values twice, targets and estimate; factors, and once more as a result.
  return sizeof(float) * (4 * extent.observed + lines * (FactorRows::strideOf(width) + width + 1));
}

}  // namespace lacuna::classic
