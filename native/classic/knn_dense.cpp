#include "classic/knn_dense.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <vector>

#include "classic/knn_average.h"
#include "classic/masked_lines.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

constexpr std::size_t kPiece = 8;  // lines

/// The other lines that share a position with one, nearest first, sorted as far as asked for.
class Ranking {
 public:
  struct Other {
    double square;  // mean of the squared differences
    std::uint32_t line;
  };

  /// The order of `squares`, one for each line, NaN for none.
  void reset(std::span<const double> squares) {
    others_.clear();
    for (std::uint32_t line = 0; line < squares.size(); ++line) {
      if (!std::isnan(squares[line])) {
        others_.push_back({squares[line], line});
      }
    }
    sorted_ = 0;
  }

  [[nodiscard]] std::size_t size() const { return others_.size(); }

  const Other& at(std::size_t rank) {
    if (rank >= sorted_) {
      sortMore();
    }
    return others_[rank];
  }

 private:
  static constexpr std::size_t kFirst = 32;

  static bool isNearer(const Other& a, const Other& b) {
    return a.square < b.square || (a.square == b.square && a.line < b.line);
  }

  void sortMore() {
    const std::size_t next = std::min(others_.size(), std::max(kFirst, 2 * sorted_));
    const auto from = others_.begin() + static_cast<std::ptrdiff_t>(sorted_);
    const auto to = others_.begin() + static_cast<std::ptrdiff_t>(next);
    std::nth_element(from, to, others_.end(), isNearer);
    std::sort(from, to, isNearer);
    sorted_ = next;
  }

  std::vector<Other> others_;
  std::size_t sorted_ = 0;
};

class DenseKnn final : public Method {
 public:
  DenseKnn(const KnnSpec& spec, const Context& context)
      : spec_(spec),
        context_(context),
        lines_(context.observed, context.observed.values, spec.over),
        masked_(lines_),
        means_(lines_, context.observed.mean()),
        estimates_(lines_.count() * lines_.positions()) {}

  Progressed step() override {
    std::vector<double> errors(lines_.count());
    cpu::parallelFor(context_.team, lines_.count(), kPiece, [&](cpu::Range range) {
      std::vector<double> squares(lines_.count());
      Ranking ranking;
      for (std::size_t i = range.begin; i < range.end; ++i) {
        throwIfStopped(context_);
        measure(i, squares);
        ranking.reset(squares);
        for (std::size_t p = 0; p < lines_.positions(); ++p) {
          estimates_[i * lines_.positions() + p] = estimate(i, p, ranking);
        }
        errors[i] = squaredError(i);
      }
    });
    const double sum = std::accumulate(errors.begin(), errors.end(), 0.0);
    return {0.0, sum / static_cast<double>(context_.observed.count())};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    for (std::size_t k = 0; k < places.size(); ++k) {
      values[k] =
          estimates_[lines_.lineOf(places[k]) * lines_.positions() + lines_.positionOf(places[k])];
    }
  }

  void fill(std::span<float> matrix) override {
    for (std::size_t i = 0; i < lines_.count(); ++i) {
      for (std::size_t p = 0; p < lines_.positions(); ++p) {
        matrix[lines_.flat(i, p)] = estimates_[i * lines_.positions() + p];
      }
    }
  }

  [[nodiscard]] bool stopsEarly() const override { return false; }

 private:
  /// The mean squared difference of every other line, NaN of those without a common position and of
  /// the line itself.
  void measure(std::size_t line, std::span<double> squares) const {
    for (std::size_t other = 0; other < squares.size(); ++other) {
      const auto [square, count] = masked_.difference(line, other);
      squares[other] = square / count;
    }
    squares[line] = std::numeric_limits<double>::quiet_NaN();
  }

  [[nodiscard]] float estimate(std::size_t line, std::size_t position, Ranking& ranking) const {
    Average average(spec_.form);
    for (std::size_t rank = 0; rank < ranking.size() && average.count() < spec_.k; ++rank) {
      const Ranking::Other& other = ranking.at(rank);
      const float value = masked_.at(other.line, position);
      if (!std::isnan(value)) {
        average.add(other.square, value);
      }
    }
    return static_cast<float>(average.count() > 0 ? average.value() : means_.at(line, position));
  }

  [[nodiscard]] double squaredError(std::size_t line) const {
    const EntryList own = lines_.line(line);
    double sum = 0.0;
    for (std::size_t e = 0; e < own.at.size(); ++e) {
      const double residual = estimates_[line * lines_.positions() + own.at[e]] - own.values[e];
      sum += residual * residual;
    }
    return sum;
  }

  KnnSpec spec_;
  const Context& context_;
  Lines lines_;
  MaskedLines masked_;
  Means means_;
  std::vector<float> estimates_;  // lines × positions
};

}  // namespace

std::unique_ptr<Method> makeDenseKnn(const KnnSpec& spec, const Context& context) {
  return std::make_unique<DenseKnn>(spec, context);
}

std::uint64_t denseKnnBytes(const KnnSpec& spec, const Extent& extent) {
  const bool over_rows = spec.over == Over::rows;
  const std::uint64_t lines = over_rows ? extent.rows : extent.cols;
  const std::uint64_t positions = over_rows ? extent.cols : extent.rows;
  return MaskedLines::bytes(lines, positions) + sizeof(float) * extent.entries();
}

}  // namespace lacuna::classic
