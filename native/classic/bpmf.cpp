#include "classic/bpmf.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "classic/factored_estimate.h"
#include "classic/line_noise.h"
#include "classic/line_solver.h"
#include "classic/normal_wishart.h"
#include "classic/standardised.h"
#include "cpu/parallel.h"

namespace lacuna::classic {
namespace {

/// Places that a thread predicts at once.
constexpr std::size_t kPlaces = 256;

/// What draws are for, besides the sweep.
enum Purpose : std::uint32_t { kRows, kCols, kRowPrior, kColPrior, kStart, kRowNoise, kColNoise };

/// One draw of all there is.
struct Sample {
  FactorRows left;
  FactorRows right;
  LineNoise noise;
};

/// The lines that are drawn: their entries, weights and rows, and how the draws are told apart.
struct Side {
  LineEntries lines;
  FactorRows& rows;
  std::span<const float> weights;
  Purpose purpose;
  Purpose prior;
};

/// Λ/precision and Λ·µ/precision as the packed triangle and right side of one system.
std::vector<float> packPrior(const GaussianPrior& prior, double precision) {
  const std::size_t n = prior.mean.size();
  std::vector<float> packed;
  packed.reserve(cpu::columnStart(n, n) + n);
  for (std::size_t j = 0; j < n; ++j) {
    for (std::size_t i = j; i < n; ++i) {
      packed.push_back(static_cast<float>(prior.precision[i * n + j] / precision));
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    double sum = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      sum += prior.precision[i * n + k] * prior.mean[k];
    }
    packed.push_back(static_cast<float>(sum / precision));
  }
  return packed;
}

/// Systems of sixteen lines, and the noise that goes before L⁻ᵀ.
struct Lanes {
  float* systems;
  float* noise;
};

/// Adds P/a and p/a to the system of a line with weight a, whose noise becomes 1/√a of what it was.
void addPrior(std::span<const float> packed, std::span<const float> weights, std::size_t rank,
              const Lanes& lanes) {
  float shares[kGroupLines];
  float roots[kGroupLines];
  std::fill_n(shares, kGroupLines, 1.0F);
  std::transform(weights.begin(), weights.end(), shares, [](float a) { return 1.0F / a; });
  std::transform(shares, shares + kGroupLines, roots, [](float share) { return std::sqrt(share); });
  for (std::size_t e = 0; e < packed.size(); ++e) {
    for (std::size_t l = 0; l < kGroupLines; ++l) {
      lanes.systems[e * kGroupLines + l] += packed[e] * shares[l];
    }
  }
  for (std::size_t k = 0; k < rank; ++k) {
    for (std::size_t l = 0; l < kGroupLines; ++l) {
      lanes.noise[k * kGroupLines + l] *= roots[l];
    }
  }
}

/// Of predictions over samples, in standardised units.
struct Moment {
  double mean;
  double variance;  // of the mean
  double noise;     // mean of its variance, in units of 1/α
};

class Bpmf final : public Method {
 public:
  Bpmf(const BpmfSpec& spec, const Context& context)
      : spec_(spec),
        context_(context),
        z_(context.observed),
        places_(placesOf(context.observed)),
        now_{FactorRows(context.observed.row_count, spec.rank),
             FactorRows(context.observed.col_count, spec.rank),
             LineNoise(context.observed.row_count, context.observed.col_count)},
        estimate_(context.observed.count()),
        products_(context.observed.count()) {
    drawRows(now_.left, spec.rank, 1.0F, {context.seed, {0, kStart}});
    drawRows(now_.right, spec.rank, 1.0F, {context.seed, {1, kStart}});
  }

  Progressed step() override {
    throwIfStopped(context_);
    const Side rows = rowSide();
    const Side cols = colSide();
    drawSide(rows, cols);
    throwIfStopped(context_);
    drawSide(cols, rows);
    productsAt(context_.team, products_, places_, now_.left, now_.right);
    if (spec_.degrees) {
      drawNoise(now_.noise, {spec_.precision, *spec_.degrees},
                {context_.observed, products_, z_.by_rows}, {key(kRowNoise), key(kColNoise)});
    }
    ++sweep_;
    if (sweep_ > spec_.burn_in) {
      keep();
    }
    return progress();
  }

  void predict(std::span<const Place> places, std::span<float> values) override {
    forEachMoment(places, [&](std::size_t at, const Moment& moment) {
      values[at] = static_cast<float>(z_.mean + z_.deviation * moment.mean);
    });
  }

  void fill(std::span<float> matrix) override {
    fillFrom(context_.team, factors(), context_.observed.row_count, context_.observed.col_count,
             matrix);
  }

  Factors factors() override {
    const std::span<const Sample> all = used();
    const std::size_t rank = spec_.rank;
    const std::size_t width = all.size() * (rank + 1);
    const auto share = 1.0 / static_cast<double>(all.size());
    Factors x{gather(all, &Sample::left, z_.deviation * share, z_.mean * share),
              gather(all, &Sample::right, 1.0, 1.0), static_cast<std::uint32_t>(width)};
    return x;
  }

  [[nodiscard]] bool stopsEarly() const override { return false; }

  bool deviations(std::span<const Place> places, std::span<float> values) override {
    forEachMoment(places, [&](std::size_t at, const Moment& moment) {
      values[at] = static_cast<float>(z_.deviation *
                                      std::sqrt(moment.variance + moment.noise / spec_.precision));
    });
    return true;
  }

  [[nodiscard]] std::uint32_t samples() const override {
    return static_cast<std::uint32_t>(used().size());
  }

 private:
  [[nodiscard]] math::DrawKey key(Purpose purpose) const {
    return {context_.seed, {sweep_, purpose}};
  }

  Side rowSide() {
    const Entries& observed = context_.observed;
    return {{observed.row_offsets, observed.cols, z_.by_rows},
            now_.left,
            now_.noise.rows,
            kRows,
            kRowPrior};
  }

  Side colSide() {
    const Entries& observed = context_.observed;
    return {{observed.col_offsets, observed.rows, z_.by_cols},
            now_.right,
            now_.noise.cols,
            kCols,
            kColPrior};
  }

  /// The prior of one side's rows given them, then the rows given it and the other side.
  void drawSide(const Side& own, const Side& other) {
    const std::size_t rank = spec_.rank;
    const GaussianPrior prior =
        drawPrior(momentsOf(context_.team, own.rows, rank), spec_.beta0, key(own.prior));
    // In units of the noise's precision, so that the sums over entries need no factor.
    const std::vector<float> packed = packPrior(prior, spec_.precision);
    const auto spread = static_cast<float>(1.0 / std::sqrt(spec_.precision));
    const auto add_prior = [&](cpu::Range range, float* systems, float* noise) {
      math::fillNormals(key(own.purpose), static_cast<std::uint32_t>(range.begin), spread,
                        {noise, kGroupLines * rank});
      addPrior(packed, own.weights.subspan(range.begin, range.end - range.begin), rank,
               {systems, noise});
      return true;
    };
    if (spec_.degrees) {
      const WeightedSide weighted(context_.team, own.lines, other.rows, other.weights);
      solveLines(context_.team, weighted.lines(), weighted.other(), own.rows, rank, add_prior);
    } else {
      solveLines(context_.team, own.lines, other.rows, own.rows, rank, add_prior);
    }
  }

  /// Keeps this sweep's sample, if it is its turn.
  void keep() {
    const std::uint32_t after = sweep_ - spec_.burn_in - 1;
    if (after % every_ != 0) {
      return;
    }
    if (kept_.size() == spec_.samples) {
      thin();
      if (after % every_ != 0) {
        return;
      }
    }
    kept_.push_back(now_);
  }

  /// Every second sample goes, and from now on half as many come.
  void thin() {
    std::size_t left = 0;
    for (std::size_t s = 0; s < kept_.size(); s += 2) {
      std::swap(kept_[left++], kept_[s]);
    }
    kept_.erase(kept_.begin() + static_cast<std::ptrdiff_t>(left), kept_.end());
    every_ *= 2;
  }

  /// The estimate over observed entries: the mean over sweeps since burn-in, or this sweep's draw.
  Progressed progress() {
    const std::uint32_t averaged = sweep_ > spec_.burn_in ? sweep_ - spec_.burn_in : 1;
    const float share = 1.0F / static_cast<float>(averaged);
    const Comparison compared = moveTowards(estimate_, products_, z_.by_rows, share);
    return {compared.change, z_.deviation * z_.deviation * compared.mean_error};
  }

  [[nodiscard]] std::span<const Sample> used() const {
    return kept_.empty() ? std::span<const Sample>{&now_, 1} : std::span<const Sample>{kept_};
  }

  /// Calls take(place's number, its Moment).
  template <class Take>
  void forEachMoment(std::span<const Place> places, const Take& take) {
    const std::span<const Sample> all = used();
    cpu::parallelFor(context_.team, places.size(), kPlaces, [&](cpu::Range range) {
      const std::size_t count = range.end - range.begin;
      std::vector<float> products(count);
      std::vector<double> sums(count, 0.0);
      std::vector<double> squares(count, 0.0);
      std::vector<double> noises(count, 0.0);
      for (const Sample& sample : all) {
        throwIfStopped(context_);
        multiplyPlaces(products, places.subspan(range.begin, count), sample.left, sample.right);
        for (std::size_t k = 0; k < count; ++k) {
          sums[k] += products[k];
          squares[k] += static_cast<double>(products[k]) * products[k];
          noises[k] += sample.noise.varianceAt(places[range.begin + k]);
        }
      }
      const auto share = 1.0 / static_cast<double>(all.size());
      for (std::size_t k = 0; k < count; ++k) {
        const double mean = sums[k] * share;
        const double variance = std::max(0.0, squares[k] * share - mean * mean);
        take(range.begin + k, Moment{mean, variance, noises[k] * share});
      }
    });
  }

  /// rows × Σ (rank + 1): scale·row and `constant` of each sample in turn.
  [[nodiscard]] std::vector<float> gather(std::span<const Sample> all, FactorRows Sample::*side,
                                          double scale, double constant) const {
    const std::size_t rank = spec_.rank;
    const std::size_t rows = (all.front().*side).rows();
    std::vector<float> gathered;
    gathered.reserve(rows * all.size() * (rank + 1));
    for (std::size_t i = 0; i < rows; ++i) {
      for (const Sample& sample : all) {
        for (const float entry : (sample.*side).row(i)) {
          gathered.push_back(static_cast<float>(scale * entry));
        }
        gathered.push_back(static_cast<float>(constant));
      }
    }
    return gathered;
  }

  BpmfSpec spec_;
  Context context_;
  Standardised z_;
  std::vector<Place> places_;  // of observed entries, in the order of rows
  Sample now_;
  std::vector<Sample> kept_;
  std::vector<float> estimate_;  // of observed entries, standardised
  std::vector<float> products_;
  std::uint32_t sweep_ = 0;
  std::uint32_t every_ = 1;  // of how many sweeps one is kept
};

}  // namespace

std::unique_ptr<Method> makeMethod(const BpmfSpec& spec, const Context& context) {
  return std::make_unique<Bpmf>(spec, context);
}

std::uint64_t methodBytes(const BpmfSpec& spec, const Extent& extent) {
  const std::uint64_t lines = std::uint64_t{extent.rows} + extent.cols;
  const std::uint64_t kept =
      (FactorRows::strideOf(spec.rank) + 1) * (spec.samples + std::uint64_t{1});
  const std::uint64_t result = spec.samples * (spec.rank + std::uint64_t{1});
  const std::uint64_t weighted = extent.observed + lines * FactorRows::strideOf(spec.rank);
  // Values twice, places, estimate and products; the samples, and once more as a result.
  return sizeof(float) * (6 * extent.observed + weighted + lines * (kept + result));
}

}  // namespace lacuna::classic
