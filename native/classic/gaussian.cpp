#include "classic/gaussian.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "classic/gaussian_line.h"
#include "cpu/parallel.h"
#include "linalg/cholesky.h"

namespace lacuna::classic {
namespace {

/// How many groups of lines are summed up at the same time: of the shape alone, so that sums have
/// one order for any number of threads. Fewer where their matrices are large.
std::size_t groupsOf(std::uint64_t lines, std::uint64_t positions) {
  constexpr std::uint64_t kMost = 16;
  constexpr std::uint64_t kEntries = std::uint64_t{1} << 23U;  // of all matrices
  const std::uint64_t fit = std::clamp<std::uint64_t>(kEntries / (positions * positions), 1, kMost);
  return static_cast<std::size_t>(std::min(fit, lines));
}

/// What a group of lines adds up to.
struct GroupSums {
  Scatter scatter;
  double moved = 0.0;   // Σ of squared changes of missing entries, in deviations
  double errors = 0.0;  // Σ of squared errors at observed ones
};

class Gaussian final : public Method {
 public:
  Gaussian(const GaussianSpec& spec, const Context& context)
      : context_(context),
        lines_(context.observed, context.observed.values, spec.over),
        marginals_(marginalsOf(lines_, spec.marginals, context.observed.mean())),
        pseudo_lines_(spec.shrinkage * static_cast<double>(lines_.positions())),
        groups_(groupsOf(lines_.count(), lines_.positions())),
        normal_{std::vector<double>(lines_.positions(), 0.0), {}},
        means_(lines_.count() * lines_.positions()),
        deviations_(means_.size()) {
    normal_.precision = identity();
    GroupSums start = expectLines();
    maximise(start.scatter);
  }

  Progressed step() override {
    GroupSums sums = expectLines();
    maximise(sums.scatter);
    const auto observed = static_cast<double>(context_.observed.count());
    const double missing = static_cast<double>(means_.size()) - observed;
    return {std::sqrt(sums.moved / std::max(missing, 1.0)), sums.errors / observed};
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    take(means_, places, values);
  }

  void fill(std::span<float> matrix) override {
    for (std::size_t i = 0; i < lines_.count(); ++i) {
      for (std::size_t p = 0; p < lines_.positions(); ++p) {
        matrix[lines_.flat(i, p)] = means_[i * lines_.positions() + p];
      }
    }
  }

  bool deviations(std::span<const Place> places, std::span<float> values) override {
    take(deviations_, places, values);
    return true;
  }

 private:
  [[nodiscard]] std::vector<double> identity() const {
    const std::size_t n = lines_.positions();
    std::vector<double> matrix(n * n, 0.0);
    for (std::size_t p = 0; p < n; ++p) {
      matrix[p * n + p] = 1.0;
    }
    return matrix;
  }

  void take(std::span<const float> all, std::span<const Place> places,
            std::span<float> values) const {
    for (std::size_t k = 0; k < places.size(); ++k) {
      values[k] = all[lines_.lineOf(places[k]) * lines_.positions() + lines_.positionOf(places[k])];
    }
  }

  /// Every line given what it has observed.
  GroupSums expectLines() {
    std::vector<GroupSums> sums(groups_, GroupSums{Scatter(lines_.positions())});
    cpu::parallelFor(context_.team, groups_, 1, [&](cpu::Range range) {
      GaussianLine line(lines_.positions());
      for (std::size_t group = range.begin; group < range.end; ++group) {
        const std::size_t end = lines_.count() * (group + 1) / groups_;
        for (std::size_t i = lines_.count() * group / groups_; i < end; ++i) {
          throwIfStopped(context_);
          expectLine(i, line, sums[group]);
        }
      }
    });
    for (std::size_t group = 1; group < groups_; ++group) {
      sums[0].scatter += sums[group].scatter;
      sums[0].moved += sums[group].moved;
      sums[0].errors += sums[group].errors;
    }
    return std::move(sums[0]);
  }

  void expectLine(std::size_t i, GaussianLine& line, GroupSums& sums) {
    const EntryList known = lines_.line(i);
    std::vector<double> values(known.values.size());
    for (std::size_t e = 0; e < values.size(); ++e) {
      values[e] = marginals_[known.at[e]]->score(known.values[e]);
    }
    line.expect(normal_, known.at, values);
    line.addTo(sums.scatter);
    std::size_t e = 0;
    for (std::size_t p = 0; p < lines_.positions(); ++p) {
      const auto [mean, deviation] = marginals_[p]->spread(line.means()[p], line.variances()[p]);
      float& now = means_[i * lines_.positions() + p];
      if (e < known.at.size() && known.at[e] == p) {
        const double error = mean - known.values[e++];
        sums.errors += error * error;
      } else {
        const double moved = (mean - now) / marginals_[p]->unit();
        sums.moved += moved * moved;
      }
      now = static_cast<float>(mean);
      deviations_[i * lines_.positions() + p] = static_cast<float>(deviation);
    }
  }

  /// The distribution that makes the expected lines, and those of the prior, most likely.
  void maximise(Scatter& scatter) {
    const std::size_t n = lines_.positions();
    const auto count = static_cast<double>(lines_.count());
    for (std::size_t p = 0; p < n; ++p) {
      scatter.sum[p] /= count;
      normal_.mean[p] += scatter.sum[p];
    }
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p; q < n; ++q) {
        const double about = scatter.product[p * n + q] - count * scatter.sum[p] * scatter.sum[q];
        const double prior = p == q ? pseudo_lines_ : 0.0;
        normal_.precision[p * n + q] = (about + prior) / (count + pseudo_lines_);
      }
    }
    factoriseCholesky(normal_.precision.data(), n);
    invertFactor(normal_.precision.data(), scatter.product.data(), n);
  }

  const Context& context_;
  Lines lines_;
  std::vector<std::unique_ptr<Marginal>> marginals_;
  double pseudo_lines_;  // ν
  std::size_t groups_;
  Normal normal_;                  // of scores
  std::vector<float> means_;       // lines × positions
  std::vector<float> deviations_;  // lines × positions
};

}  // namespace

std::unique_ptr<Method> makeMethod(const GaussianSpec& spec, const Context& context) {
  return std::make_unique<Gaussian>(spec, context);
}

std::uint64_t methodBytes(const GaussianSpec& spec, const Extent& extent) {
  constexpr std::uint64_t kThreads = 16;
  const bool is_rows = spec.over == Over::rows;
  const std::uint64_t lines = is_rows ? extent.rows : extent.cols;
  // A side beyond any memory, whose square is still a number.
  const std::uint64_t positions =
      std::min(std::uint64_t{is_rows ? extent.cols : extent.rows}, std::uint64_t{1} << 24U);
  const std::uint64_t groups = groupsOf(lines, positions);
  const std::uint64_t scores = (sizeof(float) + sizeof(double)) * extent.observed;
  return 2 * sizeof(float) * (extent.entries() + extent.observed) + scores +
         sizeof(double) * positions * positions * (groups + 2) +
         std::min(groups, kThreads) * GaussianLine::bytes(positions);
}

}  // namespace lacuna::classic
